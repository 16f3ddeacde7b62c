//! One stack: from whatever state it is in to what the assembly says, or away.

mod change_set;
mod deploy;
mod destroy;
mod watch;

use std::time::Duration;

use crate::assembly::Stack;
use crate::aws::cloudformation::{CloudFormation, StackState};
use crate::aws::{Access, Cloud, Place};
use crate::bootstrap;
use crate::error::{Error, Result};
use crate::event::{Audience, Event, Operation};
use crate::failure::StackFailure;
use watch::{Ended, Watch};

/// A stack with all that is needed to work on it.
pub(crate) struct Work<'a> {
    cloud: &'a Cloud,
    pub(crate) stack: &'a Stack,
    pub(crate) place: Place,
    pub(crate) access: Access,
    pub(crate) cloudformation: CloudFormation,
    /// Between two looks.
    pub(crate) pause: Duration,
    pub(crate) audience: &'a dyn Audience,
}

impl<'a> Work<'a> {
    pub(crate) async fn new(
        cloud: &'a Cloud,
        stack: &'a Stack,
        pause: Duration,
        audience: &'a dyn Audience,
    ) -> Result<Self> {
        let access = cloud.deployer(stack, audience).await?;
        let cloudformation = CloudFormation::new(&access);
        Ok(Self { cloud, stack, place: cloud.place(stack), access, cloudformation, pause, audience })
    }

    /// Is the account ready for the stack?
    pub(crate) async fn check_bootstrap(&self) -> Result<()> {
        bootstrap::check(&self.access, self.stack, &self.place, self.audience).await
    }

    /// Who reads what is deployed: the deploy role may neither list resources nor ask other services.
    pub(crate) async fn reader(&self) -> Access {
        let role = self.stack.lookup_role.as_deref().map(|role| self.place.fill(role));
        self.cloud.acting_as(role.as_deref(), &self.place.region, self.audience).await
    }

    fn name(&self) -> &'a str {
        &self.stack.name
    }

    /// The role that CloudFormation acts as.
    fn execution_role(&self) -> Option<String> {
        self.stack.execution_role.as_deref().map(|role| self.place.fill(role))
    }

    /// Does something to a stack and follows it to its end. `start` is the call that sets it going.
    async fn run(
        &self,
        state: &StackState,
        operation: Operation,
        total: usize,
        start: impl Future<Output = Result<()>>,
    ) -> Result<Ended> {
        let after = self.cloudformation.newest_event(&state.id).await?;
        start.await?;
        self.watch(state, operation, total, after).await
    }

    async fn watch(
        &self,
        state: &StackState,
        operation: Operation,
        total: usize,
        after: Option<String>,
    ) -> Result<Ended> {
        self.audience.hear(Event::Started { stack: self.name().to_owned(), operation, resources: total });
        let watch = Watch {
            cloudformation: &self.cloudformation,
            stack: self.stack,
            before: state,
            after,
            total,
            pause: self.pause,
            audience: self.audience,
        };
        watch.follow().await
    }

    /// Waits for what somebody, perhaps an earlier run that was interrupted, has begun.
    async fn attach(&self, state: &StackState) -> Result<Ended> {
        self.watch(state, Operation::Attach, self.stack.resource_count(), None).await
    }

    fn finished(&self, operation: Operation) {
        self.audience.hear(Event::Finished { stack: self.name().to_owned(), operation });
    }

    /// Why the operation failed. `id` is the stack's ARN.
    async fn failure(&self, id: &str, ended: Ended) -> Error {
        let mut failure =
            StackFailure::new(self.stack, ended.status.clone(), ended.reason.clone(), &ended.events);
        if failure.cause.is_none() {
            // No resource failed: the template may have been found wrong before. The failure is told in any case.
            let reader = CloudFormation::new(&self.reader().await);
            let found = reader.validation_failures(id, None).await.unwrap_or_default();
            failure = StackFailure::new(self.stack, ended.status, ended.reason, &found);
        }
        Error::Stack(Box::new(failure))
    }
}

#[cfg(test)]
mod tests;
