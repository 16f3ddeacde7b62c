use std::collections::{BTreeMap, BTreeSet};

use eventual_constructs_cfn::ToJson;
use eventual_constructs_core::Node;
use serde_json::{Map, Value as Json, json};

use super::{Effect, Statement};

/// The statements of a policy.
#[derive(Clone, Debug, Default)]
pub struct PolicyDocument {
    statements: Vec<Statement>,
}

/// A statement as sorted sets; keys are stable texts, so that neither the order of grants nor that of constructs shows.
struct Merged {
    /// Effect, principal and condition: only statements that agree in them can be one.
    frame: String,
    statement: Statement,
    actions: BTreeSet<String>,
    resources: BTreeMap<String, Json>,
}

impl PolicyDocument {
    /// A document of these statements.
    pub fn new(statements: impl IntoIterator<Item = Statement>) -> Self {
        Self { statements: statements.into_iter().collect() }
    }

    /// Adds a statement.
    pub fn add(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    /// Adds several.
    pub fn extend(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.statements.extend(statements);
    }

    /// Is there no statement?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The document in its smallest form: statements about the same resources are one, then statements about the same
    /// actions are one; everything is sorted and without repetition. `node` is any construct of the tree.
    #[must_use]
    pub fn to_json(&self, node: &Node) -> Json {
        let merged = self.statements.iter().map(|statement| Merged::new(statement, node)).collect();
        let merged = merge(merged, |m| m.resources.keys().cloned().collect());
        let merged = merge(merged, |m| m.actions.iter().cloned().collect());
        let mut rendered: Vec<_> = merged.iter().map(|m| (m.sort_key(), m.to_json())).collect();
        rendered.sort_by(|a, b| a.0.cmp(&b.0));
        let statements: Vec<_> = rendered.into_iter().map(|(_, json)| json).collect();
        json!({ "Version": "2012-10-17", "Statement": statements })
    }
}

/// Joins statements that have the same frame and the same `same`, keeping the place of the first.
fn merge(statements: Vec<Merged>, same: impl Fn(&Merged) -> Vec<String>) -> Vec<Merged> {
    let mut places: BTreeMap<(String, Vec<String>), usize> = BTreeMap::new();
    let mut out: Vec<Merged> = Vec::new();
    for statement in statements {
        let key = (statement.frame.clone(), same(&statement));
        match places.get(&key).and_then(|at| out.get_mut(*at)) {
            Some(first) => {
                first.actions.extend(statement.actions);
                first.resources.extend(statement.resources);
            }
            None => {
                places.insert(key, out.len());
                out.push(statement);
            }
        }
    }
    out
}

impl Merged {
    fn new(statement: &Statement, node: &Node) -> Self {
        let principal = statement.principal.as_ref().map(super::Principal::to_json);
        let frame = json!([statement.effect == Effect::Deny, principal, statement.condition]);
        let resources = statement.resources.iter().map(|resource| {
            let json = resource.to_json();
            (node.stable_text(&json), json)
        });
        Self {
            frame: node.stable_text(&frame),
            actions: statement.actions.iter().cloned().collect(),
            resources: resources.collect(),
            statement: statement.clone(),
        }
    }

    fn sort_key(&self) -> (Vec<&String>, Vec<&String>, &String) {
        (self.actions.iter().collect(), self.resources.keys().collect(), &self.frame)
    }

    fn to_json(&self) -> Json {
        let mut out = Map::new();
        out.insert("Action".into(), one_or_many(self.actions.iter().map(|action| json!(action)).collect()));
        if let Some(condition) = &self.statement.condition {
            out.insert("Condition".into(), condition.clone());
        }
        let effect = if self.statement.effect == Effect::Deny { "Deny" } else { "Allow" };
        out.insert("Effect".into(), effect.into());
        if let Some(principal) = &self.statement.principal {
            out.insert("Principal".into(), principal.to_json());
        }
        if !self.resources.is_empty() {
            out.insert("Resource".into(), one_or_many(self.resources.values().cloned().collect()));
        }
        Json::Object(out)
    }
}

fn one_or_many(mut items: Vec<Json>) -> Json {
    if items.len() == 1 { items.remove(0) } else { Json::Array(items) }
}
