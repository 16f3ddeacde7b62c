use serde::Serialize;
use serde_json::Value as Json;

use super::properties::{self, PropertyChange};
use super::replacing::{Replacement, replacement};
use super::templates::{Templates, is_stack};
use crate::assembly::Stack;

/// Types whose loss is the loss of data.
const KEEPERS: [&str; 14] = [
    "AWS::Cognito::UserPool",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::EC2::Volume",
    "AWS::ECR::Repository",
    "AWS::EFS::FileSystem",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::Logs::LogGroup",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
];

/// What would become of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResourceChange {
    /// Which of the three.
    pub change: Change,
    /// Logical id.
    pub logical_id: String,
    /// `AWS::SQS::Queue`.
    pub kind: String,
    /// Path of its construct; of one that goes, what the template says of it.
    pub path: Option<String>,
    /// Line of the infrastructure program that makes it.
    pub source: Option<String>,
    /// What changes in it, for [`Change::Changed`].
    pub properties: Vec<PropertyChange>,
    /// Whether it would be made anew, for [`Change::Changed`].
    pub replacement: Replacement,
    /// Whether it stays in the account when the stack lets it go, or replaces it.
    pub kept: bool,
    /// Whether data would be lost with it: it goes or is replaced, and is not kept.
    pub loses_data: bool,
}

/// Does a resource come, change or go?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It comes.
    Added,
    /// It changes.
    Changed,
    /// It goes.
    Removed,
}

impl ResourceChange {
    /// Its path, or its logical id.
    pub fn name(&self) -> &str {
        self.path.as_deref().unwrap_or(&self.logical_id)
    }

    fn new(stack: &Stack, change: Change, id: &str, body: &Json) -> Self {
        let origin = stack.origins.of(id, Some(body));
        Self {
            change,
            logical_id: id.to_owned(),
            kind: kind(body).to_owned(),
            path: origin.as_ref().map(|origin| origin.path.clone()),
            source: origin.and_then(|origin| origin.source),
            properties: Vec::new(),
            replacement: Replacement::No,
            kept: false,
            loses_data: false,
        }
    }
}

/// Adds what changes between two templates and in the stacks nested in both.
pub(super) fn compare(stack: &Stack, before: &Templates, after: &Templates, found: &mut Vec<ResourceChange>) {
    let nothing = Templates::default();
    for (id, new) in after.resources() {
        match before.resource(id) {
            None => found.push(ResourceChange::new(stack, Change::Added, id, new)),
            Some(old) => found.extend(changed(stack, id, old, new)),
        }
        if is_stack(new) {
            let (old, new) = (before.nested.get(id), after.nested.get(id));
            compare(stack, old.unwrap_or(&nothing), new.unwrap_or(&nothing), found);
        }
    }
    for (id, old) in before.resources().filter(|(id, _)| after.resource(id).is_none()) {
        let mut change = ResourceChange::new(stack, Change::Removed, id, old);
        change.kept = is_kept(old.get("DeletionPolicy"));
        change.loses_data = holds_data(old) && !change.kept;
        found.push(change);
        if let Some(inner) = before.nested.get(id) {
            compare(stack, inner, &nothing, found);
        }
    }
}

fn changed(stack: &Stack, id: &str, old: &Json, new: &Json) -> Option<ResourceChange> {
    let mut change = ResourceChange::new(stack, Change::Changed, id, new);
    if kind(old) != kind(new) {
        change.properties.push(PropertyChange {
            path: "Type".into(),
            before: old.get("Type").cloned(),
            after: new.get("Type").cloned(),
            replacement: Replacement::Yes,
        });
    }
    let mut differences = Vec::new();
    properties::compare("", &section(old, "Properties"), &section(new, "Properties"), &mut differences);
    for (path, before, after) in differences {
        let replacement = replacement(kind(new), &path);
        change.properties.push(PropertyChange { path, before, after, replacement });
    }
    for attribute in ["DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy"] {
        let (before, after) = (old.get(attribute), new.get(attribute));
        if before != after {
            let change_of = PropertyChange::plain(attribute.into(), before.cloned(), after.cloned());
            change.properties.push(change_of);
        }
    }
    change.replacement = change.properties.iter().map(|it| it.replacement).max().unwrap_or_default();
    if change.replacement == Replacement::Yes {
        // CloudFormation asks the policy of the new template.
        change.kept = is_kept(new.get("UpdateReplacePolicy"));
        change.loses_data = holds_data(old) && !change.kept;
    }
    (!change.properties.is_empty()).then_some(change)
}

fn section(body: &Json, name: &str) -> Json {
    body.get(name).cloned().unwrap_or_default()
}

fn kind(body: &Json) -> &str {
    body.get("Type").and_then(Json::as_str).unwrap_or_default()
}

fn is_kept(policy: Option<&Json>) -> bool {
    policy.and_then(Json::as_str).is_some_and(|policy| policy != "Delete")
}

fn holds_data(body: &Json) -> bool {
    KEEPERS.contains(&kind(body))
}
