//! What may do what to what: the statements of all policies of a template, to see which a change adds.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value as Json;

use super::short::short;
use super::templates::Templates;
use crate::assembly::Stack;

/// A statement that is in one template and not in the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccessChange {
    /// `true` if it comes, `false` if it goes.
    pub added: bool,
    /// `Allow` or `Deny`.
    pub effect: String,
    /// Who: the principals, or the role or policy in which the statement stands.
    pub who: String,
    /// Actions, or the managed policy.
    pub actions: String,
    /// On what.
    pub resources: String,
    /// Under which conditions; empty for none.
    pub condition: String,
}

impl AccessChange {
    /// Does it allow what was not allowed before?
    pub fn broadens(&self) -> bool {
        self.added == (self.effect == "Allow")
    }
}

impl fmt::Display for AccessChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { added, effect, who, actions, resources, condition } = self;
        let sign = if *added { '+' } else { '-' };
        let effect = effect.to_lowercase();
        write!(formatter, "{sign} {effect} {actions} on {resources} to {who}")?;
        if condition.is_empty() { Ok(()) } else { write!(formatter, " if {condition}") }
    }
}

/// What changes from what is deployed to what the assembly says, nested stacks included.
pub(crate) fn access_changes(stack: &Stack, deployed: &Templates) -> Vec<AccessChange> {
    let before = statements(stack, deployed);
    let after = statements(stack, &Templates::wanted(stack));
    let change = |added: bool, statement: &Statement| AccessChange {
        added,
        effect: statement.effect.clone(),
        who: statement.who.clone(),
        actions: statement.actions.clone(),
        resources: statement.resources.clone(),
        condition: statement.condition.clone(),
    };
    let mut changes = Vec::new();
    changes.extend(after.keys().filter(|it| !before.contains_key(*it)).map(|it| change(true, it)));
    changes.extend(before.keys().filter(|it| !after.contains_key(*it)).map(|it| change(false, it)));
    changes
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Statement {
    who: String,
    effect: String,
    actions: String,
    resources: String,
    condition: String,
}

fn statements(stack: &Stack, templates: &Templates) -> BTreeMap<Statement, ()> {
    let mut found = BTreeMap::new();
    for templates in templates.all() {
        for (id, body) in templates.resources() {
            let name = stack.origins.of(id, Some(body)).map_or_else(|| id.clone(), |origin| origin.path);
            let properties = body.get("Properties").unwrap_or(&Json::Null);
            match body.get("Type").and_then(Json::as_str) {
                Some("AWS::Lambda::Permission") => {
                    found.insert(permission(properties), ());
                }
                _ => documents(&name, properties, &mut found),
            }
            for policy in list(properties.get("ManagedPolicyArns")) {
                let actions = format!("what {} allows", short(policy));
                let (effect, condition) = ("Allow".to_owned(), String::new());
                found.insert(
                    Statement { who: name.clone(), effect, actions, resources: "*".into(), condition },
                    (),
                );
            }
        }
    }
    found
}

/// The statements of all policy documents at any depth: every resource type keeps them somewhere else.
fn documents(name: &str, value: &Json, found: &mut BTreeMap<Statement, ()>) {
    match value {
        Json::Object(fields) => {
            for statement in list(fields.get("Statement")).filter(|it| it.get("Effect").is_some()) {
                found.insert(statement_of(name, statement), ());
            }
            fields.values().for_each(|inner| documents(name, inner, found));
        }
        Json::Array(items) => items.iter().for_each(|inner| documents(name, inner, found)),
        _ => {}
    }
}

fn statement_of(name: &str, statement: &Json) -> Statement {
    let text = |key: &str| statement.get(key).map(short);
    let or_not = |key: &str| text(key).or_else(|| Some(format!("all but {}", text(&format!("Not{key}"))?)));
    let principal = or_not("Principal");
    let is_trust = principal.is_some() && statement.get("Resource").is_none();
    Statement {
        effect: text("Effect").unwrap_or_default(),
        actions: or_not("Action").unwrap_or_default(),
        // A trust policy, or the policy of a resource, is about where it stands.
        resources: or_not("Resource").unwrap_or_else(|| name.to_owned()),
        who: match principal {
            Some(principal) if is_trust => principal,
            Some(principal) => format!("{principal} (says {name})"),
            None => name.to_owned(),
        },
        condition: statement.get("Condition").map(conditions).unwrap_or_default(),
    }
}

fn permission(properties: &Json) -> Statement {
    let text = |key: &str| properties.get(key).map(short).unwrap_or_default();
    let source = text("SourceArn");
    Statement {
        who: text("Principal"),
        effect: "Allow".into(),
        actions: text("Action"),
        resources: text("FunctionName"),
        condition: if source.is_empty() { source } else { format!("called from {source}") },
    }
}

fn conditions(condition: &Json) -> String {
    let mut texts = Vec::new();
    for (operator, keys) in condition.as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            texts.push(format!("{key} {operator} {}", short(values)));
        }
    }
    texts.join(" and ")
}

/// One or several, as policies have it.
fn list(value: Option<&Json>) -> impl Iterator<Item = &Json> {
    match value {
        Some(Json::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
    .iter()
}
