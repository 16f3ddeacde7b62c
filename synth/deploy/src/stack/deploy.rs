use std::collections::BTreeMap;

use super::Work;
use crate::aws::cloudformation::{CloudFormation, StackState};
use crate::deploy::DeployOutcome;
use crate::error::{Error, Result};
use crate::event::{Event, Operation};

impl Work<'_> {
    /// Brings the stack to what the assembly says. Returns its outputs too.
    pub(crate) async fn deploy(&self, ask: bool) -> Result<(DeployOutcome, BTreeMap<String, String>)> {
        let state = self.settle().await?;
        let id = state.as_ref().map(|state| state.id.clone());
        let is_new = state.as_ref().is_none_or(|state| state.status == "REVIEW_IN_PROGRESS");
        if ask {
            self.ask(if is_new { None } else { id.as_deref() }).await?;
        }
        self.audience.hear(Event::Planning { stack: self.name().to_owned() });
        let changes = self.plan(is_new, state.as_ref()).await?;
        let outcome = match changes {
            None => {
                self.audience.hear(Event::Unchanged { stack: self.name().to_owned() });
                DeployOutcome::Unchanged
            }
            Some(changes) => {
                let (operation, total, outcome) = if is_new {
                    (Operation::Create, self.stack.resource_count(), DeployOutcome::Created)
                } else {
                    (Operation::Update, changes, DeployOutcome::Updated)
                };
                self.execute(operation, total).await?;
                outcome
            }
        };
        let Some(state) = self.cloudformation.stack(self.name()).await? else {
            let (stack, status) = (self.name().to_owned(), "deleted by somebody else".to_owned());
            return Err(Error::Stuck { stack, status });
        };
        if let Some(wanted) = self.stack.termination_protection.filter(|wanted| *wanted != state.is_protected)
        {
            self.cloudformation.protect(&state.id, wanted).await?;
        }
        Ok((outcome, state.outputs))
    }

    async fn execute(&self, operation: Operation, total: usize) -> Result<()> {
        let Some(state) = self.cloudformation.stack(self.name()).await? else {
            let (stack, status) = (self.name().to_owned(), "deleted by somebody else".to_owned());
            return Err(Error::Stuck { stack, status });
        };
        let ended = self.run(&state, operation, total, self.execute_plan()).await?;
        if !matches!(ended.status.as_str(), "CREATE_COMPLETE" | "UPDATE_COMPLETE") {
            return Err(self.failure(&state.id, ended).await);
        }
        self.finished(operation);
        Ok(())
    }

    /// Waits and mends until the stack can be created or updated; its state then, if it exists.
    async fn settle(&self) -> Result<Option<StackState>> {
        loop {
            let Some(state) = self.cloudformation.stack(self.name()).await? else { return Ok(None) };
            match state.status.as_str() {
                _ if state.is_in_progress() => self.wait_for_others(&state).await?,
                "DELETE_COMPLETE" => return Ok(None),
                // A stack that was never made: it can only be deleted.
                "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "CREATE_FAILED" => self.clean_up(&state).await?,
                "UPDATE_ROLLBACK_FAILED" => self.recover(&state).await?,
                "REVIEW_IN_PROGRESS" => return Ok(Some(state)),
                status if status.ends_with("_COMPLETE") => return Ok(Some(state)),
                _ => return Err(Error::Stuck { stack: self.name().to_owned(), status: state.status }),
            }
        }
    }

    async fn wait_for_others(&self, state: &StackState) -> Result<()> {
        // A failure that was there before we came is being undone: wait, then go on. One that happens under our eyes
        // is told.
        let is_undone = state.status.contains("ROLLBACK") || state.status.starts_with("DELETE");
        let ended = self.attach(state).await?;
        let went_well =
            matches!(ended.status.as_str(), "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE");
        if !is_undone && !went_well {
            return Err(self.failure(&state.id, ended).await);
        }
        self.finished(Operation::Attach);
        Ok(())
    }

    async fn clean_up(&self, state: &StackState) -> Result<()> {
        let delete = self.cloudformation.delete_stack(&state.id, self.execution_role());
        let ended = self.run(state, Operation::CleanUp, self.stack.resource_count(), delete).await?;
        if ended.status != "DELETE_COMPLETE" {
            return Err(self.failure(&state.id, ended).await);
        }
        self.finished(Operation::CleanUp);
        Ok(())
    }

    async fn recover(&self, state: &StackState) -> Result<()> {
        let go_on = self.cloudformation.continue_rollback(&state.id, self.execution_role());
        let ended = self.run(state, Operation::Recover, self.stack.resource_count(), go_on).await?;
        if ended.status != "UPDATE_ROLLBACK_COMPLETE" {
            return Err(self.failure(&state.id, ended).await);
        }
        self.finished(Operation::Recover);
        Ok(())
    }

    /// Asks the audience if the template allows more than the stack does now.
    async fn ask(&self, deployed: Option<&str>) -> Result<()> {
        let before = match deployed {
            Some(stack) => {
                let reader = CloudFormation::new(&self.reader().await);
                crate::diff::Templates::deployed(&reader, stack).await?
            }
            None => crate::diff::Templates::default(),
        };
        let changes = crate::diff::access_changes(self.stack, &before);
        let is_broader = changes.iter().any(crate::diff::AccessChange::broadens);
        if is_broader && !self.audience.approves(self.name(), &changes) {
            return Err(Error::NotApproved { stack: self.name().to_owned() });
        }
        Ok(())
    }
}
