//! A scripted AWS for tests: answers by what a request contains, and remembers what was asked.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;

use super::{Access, Cloud};
use crate::diff::AccessChange;
use crate::error::Result;
use crate::event::{Audience, Event};

pub(crate) const ACCOUNT: &str = "111122223333";
const STACK_ID: &str = "arn:aws:cloudformation:eu-west-1:111122223333:stack/Orders/1";

/// Shared by the test and the connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fake {
    rules: Arc<Mutex<Vec<Rule>>>,
    calls: Arc<Mutex<Vec<String>>>,
}

#[derive(Debug)]
struct Rule {
    matching: String,
    answers: VecDeque<(u16, String)>,
}

impl Fake {
    /// Knows who we are, and nothing else.
    pub(crate) fn new() -> Self {
        let caller = format!(
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{ACCOUNT}:user/ann</Arn>\
             <UserId>A</UserId><Account>{ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
        );
        Self::default().on("Action=GetCallerIdentity", &[(200, &caller)])
    }

    /// Answers requests that contain this text (in address, target or body), one after the other, the last again and
    /// again. Later rules win.
    pub(crate) fn on(self, matching: &str, answers: &[(u16, &str)]) -> Self {
        let answers = answers.iter().map(|(status, body)| (*status, (*body).to_owned())).collect();
        self.rules.lock().unwrap().push(Rule { matching: matching.to_owned(), answers });
        self
    }

    pub(crate) async fn access(&self) -> Access {
        let loader = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(Credentials::new("AKID", "SECRET", None, None, "test"));
        Access::load(SharedHttpConnector::new(self.clone()), loader).await
    }

    pub(crate) async fn cloud(&self) -> Result<Cloud> {
        Cloud::with(self.access().await).await
    }

    /// Actions of the query protocol that were called, in order, without looking.
    pub(crate) fn deeds(&self) -> Vec<String> {
        let calls = self.calls.lock().unwrap();
        let actions = calls.iter().filter_map(|call| call.split("Action=").nth(1)?.split('&').next());
        actions
            .filter(|action| !action.starts_with("Describe") && !action.starts_with("Get"))
            .map(Into::into)
            .collect()
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }

    fn answer(&self, call: &str) -> (u16, String) {
        let mut rules = self.rules.lock().unwrap();
        match rules.iter_mut().rev().find(|rule| call.contains(&rule.matching)) {
            Some(rule) if rule.answers.len() > 1 => rule.answers.pop_front().unwrap(),
            Some(rule) => rule.answers.front().unwrap().clone(),
            None => (400, error("NoRule", &format!("the test does not expect {call}"))),
        }
    }
}

impl HttpConnector for Fake {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let signed = request.headers().get("authorization").unwrap_or_default();
        let by = signed.split("Credential=").nth(1).and_then(|it| it.split('/').next()).unwrap_or_default();
        let call = format!("{} {}\n{target}\n{body}\nby {by}", request.method(), request.uri());
        let (status, text) = self.answer(&call);
        self.calls.lock().unwrap().push(call);
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status.try_into().unwrap(), SdkBody::from(text))))
    }
}

/// Remembers what it hears, and answers what it is told to.
#[derive(Debug, Default)]
pub(crate) struct Ear {
    pub(crate) heard: Mutex<Vec<Event>>,
    pub(crate) asked: Mutex<Vec<AccessChange>>,
    pub(crate) refuses: bool,
}

impl Ear {
    pub(crate) fn heard(&self) -> Vec<Event> {
        self.heard.lock().unwrap().clone()
    }
}

impl Audience for Ear {
    fn hear(&self, event: Event) {
        self.heard.lock().unwrap().push(event);
    }

    fn approves(&self, _stack: &str, changes: &[AccessChange]) -> bool {
        self.asked.lock().unwrap().extend_from_slice(changes);
        !self.refuses
    }
}

/// An error of the query protocol.
pub(crate) fn error(code: &str, message: &str) -> String {
    format!("<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>")
}

/// What `DescribeStacks` answers for a stack in this state.
pub(crate) fn stack(status: &str) -> String {
    format!(
        "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>Orders</StackName>\
         <StackId>{STACK_ID}</StackId><StackStatus>{status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>\
         <Outputs><member><OutputKey>Url</OutputKey><OutputValue>https://x</OutputValue></member></Outputs>\
         </member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
    )
}

/// What it answers if there is no such stack.
pub(crate) fn no_stack() -> String {
    error("ValidationError", "Stack with id Orders does not exist")
}

/// What `DescribeChangeSet` answers.
pub(crate) fn change_set(status: &str, reason: &str) -> String {
    format!(
        "<DescribeChangeSetResponse><DescribeChangeSetResult><Status>{status}</Status>\
         <StatusReason>{reason}</StatusReason><Changes><member><Type>Resource</Type></member></Changes>\
         </DescribeChangeSetResult></DescribeChangeSetResponse>"
    )
}

/// ARN of a stack in the stack.
pub(crate) const INNER_ID: &str = "arn:aws:cloudformation:eu-west-1:111122223333:stack/Orders-Inner/2";

/// What `DescribeStackEvents` answers: logical id, status and reason, oldest first. `Orders` is the stack itself,
/// `Inner` a stack in it.
pub(crate) fn events(events: &[(&str, &str, &str)]) -> String {
    events_of(STACK_ID, events)
}

/// The same for the stack of this ARN.
pub(crate) fn events_of(stack_id: &str, events: &[(&str, &str, &str)]) -> String {
    let mut members = String::new();
    for (index, (id, status, reason)) in events.iter().enumerate().rev() {
        let (physical, kind) = match *id {
            "Orders" => (stack_id, "AWS::CloudFormation::Stack"),
            "Inner" => (INNER_ID, "AWS::CloudFormation::Stack"),
            _ => ("x", "AWS::SQS::Queue"),
        };
        let _ = write!(
            members,
            "<member><StackId>{stack_id}</StackId><EventId>{index}</EventId><StackName>Orders</StackName>\
             <LogicalResourceId>{id}</LogicalResourceId><PhysicalResourceId>{physical}</PhysicalResourceId>\
             <ResourceType>{kind}</ResourceType><ResourceStatus>{status}</ResourceStatus>\
             <ResourceStatusReason>{reason}</ResourceStatusReason>\
             <Timestamp>2026-01-01T00:00:{index:02}.000Z</Timestamp></member>"
        );
    }
    format!(
        "<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>{members}</StackEvents>\
         </DescribeStackEventsResult></DescribeStackEventsResponse>"
    )
}

/// An answer without content.
pub(crate) fn done(action: &str) -> String {
    format!("<{action}Response><{action}Result></{action}Result></{action}Response>")
}
