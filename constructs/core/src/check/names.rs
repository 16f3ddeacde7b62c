use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Rendered, Report};
use crate::problem::ProblemKind;
use crate::tree::Kind;

/// What a service says about the physical names of one of its types.
struct Rule {
    type_name: &'static str,
    property: &'static str,
    what: &'static str,
    limit: usize,
    allowed: &'static str,
    may_hold: fn(u8) -> bool,
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn dotted(byte: u8) -> bool {
    word(byte) || byte == b'.'
}

const WORD: &str = "letters, digits, `-` and `_`";
const DOTTED: &str = "letters, digits, `-`, `_` and `.`";

const RULES: &[Rule] = &[
    rule("AWS::Lambda::Function", "FunctionName", "function", 64, WORD, word),
    rule("AWS::SQS::Queue", "QueueName", "queue", 80, DOTTED, dotted),
    rule("AWS::Events::Rule", "Name", "rule", 64, DOTTED, dotted),
    rule(
        "AWS::Events::EventBus",
        "Name",
        "event bus",
        256,
        "letters, digits, `-`, `_`, `.` and `/`",
        |byte| dotted(byte) || byte == b'/',
    ),
    rule("AWS::S3::Bucket", "BucketName", "bucket", 63, "lower-case letters, digits, `-` and `.`", |byte| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
    }),
    rule("AWS::DynamoDB::Table", "TableName", "table", 255, DOTTED, dotted),
    rule("AWS::IAM::Role", "RoleName", "role", 64, "letters, digits and `+=,.@_-`", |byte| {
        dotted(byte) || b"+=,@".contains(&byte)
    }),
    rule("AWS::Logs::LogGroup", "LogGroupName", "log group", 512, "letters, digits and `-_./#`", |byte| {
        dotted(byte) || matches!(byte, b'/' | b'#')
    }),
    rule("AWS::Scheduler::Schedule", "Name", "schedule", 64, DOTTED, dotted),
    rule("AWS::Scheduler::ScheduleGroup", "Name", "schedule group", 64, DOTTED, dotted),
    rule("AWS::SNS::Topic", "TopicName", "topic", 256, DOTTED, dotted),
];

const fn rule(
    type_name: &'static str,
    property: &'static str,
    what: &'static str,
    limit: usize,
    allowed: &'static str,
    may_hold: fn(u8) -> bool,
) -> Rule {
    Rule { type_name, property, what, limit, allowed, may_hold }
}

/// Physical names that are written out are legal for their service, and differ where they must.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    let mut taken = BTreeMap::new();
    for entry in rendered.entries() {
        let Some(rule) = RULES.iter().find(|rule| rule.type_name == entry.type_name) else { continue };
        let Some(name) = entry.properties.get(rule.property).and_then(Json::as_str) else { continue };
        let (what, owned) = (rule.what, name.to_owned());
        if name.len() > rule.limit {
            report(
                entry.node,
                ProblemKind::NameTooLong { what, name: owned.clone(), length: name.len(), limit: rule.limit },
            );
        }
        if name.is_empty() || !name.bytes().all(rule.may_hold) {
            report(entry.node, ProblemKind::BadName { what, name: owned.clone(), allowed: rule.allowed });
        }
        let place = match &rendered.nodes[entry.stack].kind {
            Kind::Stack(stack) => format!("{}/{}", stack.env().account(), stack.env().region()),
            _ => String::new(),
        };
        // Rules of different buses may share a name.
        let within =
            (rule.property == "Name").then(|| entry.properties.get("EventBusName").map(Json::to_string));
        if let Some(other) = taken.insert((place, entry.type_name, within, owned.clone()), entry.node) {
            let kind = ProblemKind::DuplicateName { what, name: owned, other: rendered.path(other) };
            report(entry.node, kind);
        }
    }
}
