//! CloudFormation in plain types.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cloudformation::types::{
    Capability, ChangeSetStatus, ChangeSetType, EventFilter, Parameter, StackEvent as SdkEvent, Tag,
    TemplateStage,
};

use super::failed::failed;
use super::signed::Access;
use crate::error::{Error, Result};

/// A stack as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StackState {
    /// ARN: what a name means changes when a stack is made anew.
    pub(crate) id: String,
    /// `CREATE_COMPLETE` and the like.
    pub(crate) status: String,
    pub(crate) reason: String,
    pub(crate) outputs: BTreeMap<String, String>,
    /// Values of its template's parameters; of those that are read from SSM, what was read.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) is_protected: bool,
}

impl StackState {
    pub(crate) fn is_in_progress(&self) -> bool {
        self.status.ends_with("_IN_PROGRESS") && self.status != "REVIEW_IN_PROGRESS"
    }
}

/// Something that happened to a stack or to one of its resources.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StackEvent {
    pub(crate) id: String,
    pub(crate) stack_id: String,
    pub(crate) logical_id: String,
    pub(crate) physical_id: String,
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) reason: String,
    /// Seconds since 1970.
    pub(crate) at: f64,
}

impl StackEvent {
    /// Is it about the stack itself?
    pub(crate) fn is_of_stack(&self) -> bool {
        self.physical_id == self.stack_id
    }
}

/// What a change set has become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Planned {
    /// Still being made.
    Pending,
    /// Ready, with so many resources to touch.
    Ready(usize),
    /// There is nothing to change.
    Nothing,
    /// CloudFormation refuses.
    Refused(String),
}

/// What is asked of a change set.
#[derive(Clone, Debug)]
pub(crate) struct ChangeSetRequest<'a> {
    pub(crate) stack: &'a str,
    pub(crate) name: &'a str,
    pub(crate) is_new: bool,
    /// Address of the template, else its text.
    pub(crate) template: Template<'a>,
    pub(crate) parameters: Vec<(&'a str, ParameterValue<'a>)>,
    pub(crate) tags: &'a BTreeMap<String, String>,
    pub(crate) role: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum Template<'a> {
    Url(String),
    Text(&'a str),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum ParameterValue<'a> {
    Is(&'a str),
    Previous,
}

/// Calls to CloudFormation.
#[derive(Clone, Debug)]
pub(crate) struct CloudFormation {
    client: Client,
}

impl CloudFormation {
    pub(crate) fn new(access: &Access) -> Self {
        Self { client: Client::new(&access.config) }
    }

    /// The stack of a name or ARN, if it exists. A deleted one is only found by its ARN.
    pub(crate) async fn stack(&self, name: &str) -> Result<Option<StackState>> {
        let answer = match self.client.describe_stacks().stack_name(name).send().await {
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(failed(&format!("looking at stack `{name}`"), &error)),
            Ok(answer) => answer,
        };
        let Some(stack) = answer.stacks().first() else { return Ok(None) };
        let outputs = stack.outputs().iter();
        let outputs = outputs.filter_map(|it| Some((it.output_key()?.into(), it.output_value()?.into())));
        let parameters = stack.parameters().iter();
        Ok(Some(StackState {
            id: stack.stack_id().unwrap_or(name).to_owned(),
            status: stack.stack_status().map(|it| it.as_str().to_owned()).unwrap_or_default(),
            reason: stack.stack_status_reason().unwrap_or_default().to_owned(),
            outputs: outputs.collect(),
            parameters: parameters
                .filter_map(|it| {
                    let value = it.resolved_value().or_else(|| it.parameter_value()).unwrap_or_default();
                    Some((it.parameter_key()?.to_owned(), value.to_owned()))
                })
                .collect(),
            is_protected: stack.enable_termination_protection().unwrap_or_default(),
        }))
    }

    /// The events of a stack, oldest first, back to the first for which `enough` holds (it is not included).
    pub(crate) async fn events(
        &self,
        stack: &str,
        enough: &(dyn Fn(&StackEvent) -> bool + Sync),
    ) -> Result<Vec<StackEvent>> {
        let mut found = Vec::new();
        let mut next: Option<String> = None;
        'pages: loop {
            let request = self.client.describe_stack_events().stack_name(stack).set_next_token(next);
            let answer = match request.send().await {
                Err(error) if is_missing(&error) => break,
                Err(error) => return Err(failed(&format!("reading the events of stack `{stack}`"), &error)),
                Ok(answer) => answer,
            };
            for event in answer.stack_events() {
                let event = plain(event);
                if enough(&event) {
                    break 'pages;
                }
                found.push(event);
            }
            next = answer.next_token().map(str::to_owned);
            if next.is_none() {
                break;
            }
        }
        found.reverse();
        Ok(found)
    }

    /// Id of the newest event of a stack.
    pub(crate) async fn newest_event(&self, stack: &str) -> Result<Option<String>> {
        let answer = match self.client.describe_stack_events().stack_name(stack).send().await {
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(failed(&format!("reading the events of stack `{stack}`"), &error)),
            Ok(answer) => answer,
        };
        Ok(answer.stack_events().first().and_then(|event| event.event_id()).map(str::to_owned))
    }

    /// The template as it was sent. `None` if there is no such stack, or it has none yet.
    pub(crate) async fn template(&self, stack: &str) -> Result<Option<String>> {
        let request = self.client.get_template().stack_name(stack).template_stage(TemplateStage::Original);
        match request.send().await {
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(failed(&format!("reading the template of stack `{stack}`"), &error)),
            Ok(answer) => Ok(answer.template_body().map(str::to_owned)),
        }
    }

    /// Physical ids by logical id.
    pub(crate) async fn physical_ids(&self, stack: &str) -> Result<BTreeMap<String, String>> {
        let mut found = BTreeMap::new();
        let mut pages = self.client.list_stack_resources().stack_name(stack).into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = match page {
                Err(error) if is_missing(&error) => break,
                page => {
                    page.map_err(|error| failed(&format!("listing the resources of `{stack}`"), &error))?
                }
            };
            for resource in page.stack_resource_summaries() {
                if let (Some(id), Some(physical)) =
                    (resource.logical_resource_id(), resource.physical_resource_id())
                {
                    found.insert(id.to_owned(), physical.to_owned());
                }
            }
        }
        Ok(found)
    }

    /// Asks for a change set; [`CloudFormation::planned`] tells when it is ready.
    pub(crate) async fn create_change_set(&self, request: ChangeSetRequest<'_>) -> Result<()> {
        let stack = request.stack;
        let mut call = self
            .client
            .create_change_set()
            .stack_name(stack)
            .change_set_name(request.name)
            .change_set_type(if request.is_new { ChangeSetType::Create } else { ChangeSetType::Update })
            .capabilities(Capability::CapabilityNamedIam)
            .capabilities(Capability::CapabilityAutoExpand)
            .set_role_arn(request.role)
            .set_tags(Some(Vec::new()));
        call = match request.template {
            Template::Url(url) => call.template_url(url),
            Template::Text(text) => call.template_body(text),
        };
        for (key, value) in request.parameters {
            let parameter = Parameter::builder().parameter_key(key);
            call = call.parameters(match value {
                ParameterValue::Is(value) => parameter.parameter_value(value).build(),
                ParameterValue::Previous => parameter.use_previous_value(true).build(),
            });
        }
        for (key, value) in request.tags {
            call = call.tags(Tag::builder().key(key).value(value).build());
        }
        match call.send().await {
            // What is wrong with the template is often said at once.
            Err(error) if error.code() == Some("ValidationError") => {
                let reason = error.message().unwrap_or_default().to_owned();
                Err(Error::ChangeSet { stack: stack.to_owned(), reason })
            }
            Err(error) => Err(failed(&format!("creating a change set for stack `{stack}`"), &error)),
            Ok(_) => Ok(()),
        }
    }

    /// What has become of a change set.
    pub(crate) async fn planned(&self, stack: &str, name: &str) -> Result<Planned> {
        let doing = || format!("looking at the change set of stack `{stack}`");
        let (mut changes, mut next) = (0, None);
        loop {
            let request = self
                .client
                .describe_change_set()
                .stack_name(stack)
                .change_set_name(name)
                .set_next_token(next);
            let answer = request.send().await.map_err(|error| failed(&doing(), &error))?;
            let reason = answer.status_reason().unwrap_or_default();
            match answer.status() {
                Some(ChangeSetStatus::CreateComplete) => {}
                Some(ChangeSetStatus::Failed) if says_nothing_to_do(reason) => return Ok(Planned::Nothing),
                Some(ChangeSetStatus::Failed) => return Ok(Planned::Refused(reason.to_owned())),
                _ => return Ok(Planned::Pending),
            }
            changes += answer.changes().len();
            next = answer.next_token().map(str::to_owned);
            if next.is_none() {
                return Ok(Planned::Ready(changes));
            }
        }
    }

    /// What CloudFormation found out about resources before it would touch them, in the last operation or for a change
    /// set, as the events that would have followed. Its own events only say that there is something.
    pub(crate) async fn validation_failures(
        &self,
        stack: &str,
        change_set: Option<&str>,
    ) -> Result<Vec<StackEvent>> {
        let request = self.client.describe_events().stack_name(stack);
        let request = request.set_change_set_name(change_set.map(str::to_owned));
        let request = request.filters(EventFilter::builder().failed_events(true).build());
        let mut pages = request.into_paginator().send();
        let (mut found, mut operation) = (Vec::new(), None);
        while let Some(page) = pages.next().await {
            let page =
                page.map_err(|error| failed(&format!("asking why stack `{stack}` is refused"), &error))?;
            for event in page.operation_events() {
                let Some(reason) = event.validation_status_reason() else { continue };
                // The newest come first; older operations are another story.
                let this = event.operation_id().map(str::to_owned);
                if operation.get_or_insert_with(|| this.clone()) != &this {
                    return Ok(found);
                }
                let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
                let place = event.validation_path().map(|path| format!(" (at {path})")).unwrap_or_default();
                found.push(StackEvent {
                    id: text(event.event_id()),
                    stack_id: stack.to_owned(),
                    logical_id: text(event.logical_resource_id()),
                    physical_id: text(event.physical_resource_id()),
                    kind: text(event.resource_type()),
                    status: "VALIDATION_FAILED".to_owned(),
                    reason: format!("{reason}{place}"),
                    at: 0.0,
                });
            }
        }
        Ok(found)
    }

    pub(crate) async fn delete_change_set(&self, stack: &str, name: &str) -> Result<()> {
        match self.client.delete_change_set().stack_name(stack).change_set_name(name).send().await {
            Err(error) if is_missing(&error) => Ok(()),
            Err(error) => Err(failed(&format!("deleting the change set of stack `{stack}`"), &error)),
            Ok(_) => Ok(()),
        }
    }

    pub(crate) async fn execute_change_set(&self, stack: &str, name: &str) -> Result<()> {
        let request = self.client.execute_change_set().stack_name(stack).change_set_name(name);
        let answer = request.send().await;
        answer
            .map(drop)
            .map_err(|error| failed(&format!("executing the change set of stack `{stack}`"), &error))
    }

    /// `stack` is an ARN: a stack that was made anew in the meantime is not deleted.
    pub(crate) async fn delete_stack(&self, stack: &str, role: Option<String>) -> Result<()> {
        let answer = self.client.delete_stack().stack_name(stack).set_role_arn(role).send().await;
        answer.map(drop).map_err(|error| failed(&format!("deleting stack `{stack}`"), &error))
    }

    pub(crate) async fn continue_rollback(&self, stack: &str, role: Option<String>) -> Result<()> {
        let answer = self.client.continue_update_rollback().stack_name(stack).set_role_arn(role).send().await;
        answer
            .map(drop)
            .map_err(|error| failed(&format!("continuing the rollback of stack `{stack}`"), &error))
    }

    pub(crate) async fn protect(&self, stack: &str, protected: bool) -> Result<()> {
        let request = self.client.update_termination_protection().stack_name(stack);
        let answer = request.enable_termination_protection(protected).send().await;
        answer.map(drop).map_err(|error| {
            failed(&format!("setting the termination protection of stack `{stack}`"), &error)
        })
    }
}

/// CloudFormation's ways to say that there is no such stack, or change set.
fn is_missing<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    error.code() == Some("ChangeSetNotFound")
        || error.message().is_some_and(|message| message.contains("does not exist"))
}

/// CloudFormation's ways to say that nothing would change.
fn says_nothing_to_do(reason: &str) -> bool {
    reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
}

fn plain(event: &SdkEvent) -> StackEvent {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    StackEvent {
        id: text(event.event_id()),
        stack_id: text(event.stack_id()),
        logical_id: text(event.logical_resource_id()),
        physical_id: text(event.physical_resource_id()),
        kind: text(event.resource_type()),
        status: event.resource_status().map(|it| it.as_str().to_owned()).unwrap_or_default(),
        reason: text(event.resource_status_reason()),
        at: event
            .timestamp()
            .map(aws_sdk_cloudformation::primitives::DateTime::as_secs_f64)
            .unwrap_or_default(),
    }
}
