use super::{Ended, Work};
use crate::aws::cloudformation::{
    ChangeSetRequest, CloudFormation, ParameterValue, Planned, StackState, Template,
};
use crate::error::{Error, Result};

/// Name of our change sets. One left by a run that was killed is replaced.
const NAME: &str = "eventual-deploy";

impl Work<'_> {
    /// Lets CloudFormation plan the change: how many resources it touches, `None` if there is nothing to do.
    pub(super) async fn plan(&self, is_new: bool, before: Option<&StackState>) -> Result<Option<usize>> {
        let stack = self.name();
        if before.is_some() {
            self.cloudformation.delete_change_set(stack, NAME).await?;
        }
        self.cloudformation.create_change_set(self.request(is_new, before)).await?;
        loop {
            match self.cloudformation.planned(stack, NAME).await? {
                Planned::Pending => tokio::time::sleep(self.pause).await,
                Planned::Ready(changes) => return Ok(Some(changes)),
                Planned::Nothing => {
                    self.drop_plan(is_new).await?;
                    return Ok(None);
                }
                Planned::Refused(reason) => {
                    // The refusal is what to tell, whether or not more can be found out, whatever becomes of the remains.
                    let reader = CloudFormation::new(&self.reader().await);
                    let events = reader.validation_failures(stack, Some(NAME)).await.unwrap_or_default();
                    let _ = self.drop_plan(is_new).await;
                    if events.is_empty() {
                        return Err(Error::ChangeSet { stack: stack.to_owned(), reason });
                    }
                    let status = "CHANGE_SET_FAILED".to_owned();
                    return Err(self.failure(stack, Ended { status, reason, events }).await);
                }
            }
        }
    }

    pub(super) async fn execute_plan(&self) -> Result<()> {
        self.cloudformation.execute_change_set(self.name(), NAME).await
    }

    /// A change set for a new stack leaves an empty stack behind.
    async fn drop_plan(&self, is_new: bool) -> Result<()> {
        let stack = self.name();
        self.cloudformation.delete_change_set(stack, NAME).await?;
        match self.cloudformation.stack(stack).await? {
            Some(state) if is_new && state.status == "REVIEW_IN_PROGRESS" => {
                self.cloudformation.delete_stack(&state.id, None).await
            }
            _ => Ok(()),
        }
    }

    fn request(&self, is_new: bool, before: Option<&StackState>) -> ChangeSetRequest<'_> {
        let template = match &self.stack.template_url {
            Some(url) => Template::Url(self.http_url(url)),
            None => Template::Text(&self.stack.template_text),
        };
        let mut parameters: Vec<(&str, ParameterValue<'_>)> = Vec::new();
        let declared = self.stack.template.get("Parameters").and_then(serde_json::Value::as_object);
        for (key, definition) in declared.into_iter().flatten() {
            if let Some(value) = self.stack.parameters.get(key) {
                parameters.push((key, ParameterValue::Is(value)));
            } else if definition.get("Default").is_none()
                && before.is_some_and(|before| before.parameters.contains_key(key))
            {
                parameters.push((key, ParameterValue::Previous));
            }
        }
        ChangeSetRequest {
            stack: self.name(),
            name: NAME,
            is_new,
            template,
            parameters,
            tags: &self.stack.tags,
            role: self.execution_role(),
        }
    }

    /// CloudFormation reads templates by HTTPS addresses.
    fn http_url(&self, url: &str) -> String {
        let filled = self.place.fill(url);
        match filled.strip_prefix("s3://").and_then(|rest| rest.split_once('/')) {
            Some((bucket, key)) => format!("{}/{key}", self.access.endpoint("s3", Some(bucket))),
            None => filled,
        }
    }
}
