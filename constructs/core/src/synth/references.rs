//! Turning placeholders into `Ref` and `Fn::GetAtt`, across stacks where needed.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::ids::Ids;
use crate::problem::{Problem, ProblemKind};
use crate::stack::stack_chain;
use crate::tree::{Kind, NodeId, NodeRecord, path_of, token_target};

/// What synthesis adds to a stack so that values can cross its border.
#[derive(Default)]
pub(super) struct Crossing {
    /// Parameters of a nested stack, and the value its parent passes.
    pub(super) arguments: BTreeMap<String, Json>,
    /// Outputs, already in template form.
    pub(super) outputs: BTreeMap<String, Json>,
}

pub(super) struct Resolver<'a> {
    pub(super) nodes: &'a [NodeRecord],
    pub(super) ids: &'a Ids,
    pub(super) serial: u64,
    pub(super) crossings: BTreeMap<NodeId, Crossing>,
    /// Top-level stack → the top-level stacks it needs, each with the construct that is the reason.
    pub(super) stack_needs: BTreeMap<NodeId, BTreeMap<NodeId, NodeId>>,
    pub(super) problems: Vec<Problem>,
}

/// A value that some stack can give.
#[derive(Clone)]
struct Source {
    stack: NodeId,
    /// Unique name for outputs and parameters, `QueueArn`.
    name: String,
    /// Template form inside `stack`.
    value: Json,
}

impl Resolver<'_> {
    /// `value` as the template of `stack` has it; `user` is the construct that holds the value.
    pub(super) fn resolve(&mut self, value: &Json, stack: NodeId, user: NodeId) -> Json {
        if let Some((tree, target, attribute)) = token_target(value) {
            if tree != self.serial || target >= self.nodes.len() {
                self.problem(user, ProblemKind::ForeignToken);
                return Json::Null;
            }
            return self.token(target, attribute, stack, user);
        }
        match value {
            Json::Array(items) => items.iter().map(|item| self.resolve(item, stack, user)).collect(),
            Json::Object(map) => {
                let mut out = Map::new();
                for (key, item) in map {
                    out.insert(key.clone(), self.resolve(item, stack, user));
                }
                Json::Object(out)
            }
            plain => plain.clone(),
        }
    }

    fn token(&mut self, target: NodeId, attribute: Option<&str>, stack: NodeId, user: NodeId) -> Json {
        // Without a stack or a logical id it has been reported where it stands.
        let Some(source) = self.source(target, attribute) else { return Json::Null };
        // Conditions and mappings are named in template functions by plain text, and only inside their stack.
        let local = match self.nodes[target].kind {
            Kind::Condition(_) => Some("condition"),
            Kind::Mapping(_) => Some("mapping"),
            _ => None,
        };
        if let Some(what) = local {
            if source.stack != stack {
                let target = self.path(target);
                self.problem(user, ProblemKind::OtherStack { what, target });
            }
            return self.ids.logical[target].clone().unwrap_or_default().into();
        }
        self.bring(source, stack, target, user)
    }

    /// Brings a value to a stack: down through parameters, up through outputs, sideways through an export.
    fn bring(&mut self, source: Source, stack: NodeId, target: NodeId, user: NodeId) -> Json {
        if source.stack == stack {
            return source.value;
        }
        let there = stack_chain(self.nodes, source.stack);
        let here = stack_chain(self.nodes, stack);
        if let (Some(outer), false) = (parent(&here), there.contains(&stack)) {
            let value = self.bring(source.clone(), outer, target, user);
            let name = format!("{}{}", source.name, self.mark(source.stack));
            self.crossings.entry(stack).or_default().arguments.insert(name.clone(), value);
            return json!({ "Ref": name });
        }
        if let Some(outer) = self.lift_once(&source) {
            return self.bring(outer, stack, target, user);
        }
        self.import(&source, stack, target, user)
    }

    /// Between two top-level stacks: an export there, an import here, and the order of deployment.
    fn import(&mut self, source: &Source, stack: NodeId, target: NodeId, user: NodeId) -> Json {
        let (Kind::Stack(from), Kind::Stack(to)) = (&self.nodes[source.stack].kind, &self.nodes[stack].kind)
        else {
            return Json::Null;
        };
        if from.env() != to.env() {
            let place = |env: &crate::Environment| format!("{}/{}", env.account(), env.region());
            let kind = ProblemKind::CrossEnvironment {
                target: self.path(target),
                theirs: place(from.env()),
                to: place(to.env()),
            };
            self.problem(user, kind);
            return Json::Null;
        }
        let name = self.export(source, &from.name);
        self.stack_needs.entry(stack).or_default().entry(source.stack).or_insert(user);
        json!({ "Fn::ImportValue": name })
    }

    /// Adds an export to a top-level stack; gives its name.
    fn export(&mut self, source: &Source, stack_name: &str) -> String {
        let id = format!("Export{}", source.name);
        let name = format!("{stack_name}:{id}");
        let outputs = &mut self.crossings.entry(source.stack).or_default().outputs;
        outputs.insert(id, json!({ "Value": source.value, "Export": { "Name": name } }));
        name
    }

    /// Exports a value of `stack` that no stack imports (any more).
    pub(super) fn keep_export(&mut self, value: &Json, stack: NodeId) {
        let top = stack_chain(self.nodes, stack).first().copied().unwrap_or(stack);
        let source = token_target(value).and_then(|(_, target, attribute)| self.source(target, attribute));
        let Some(source) =
            source.filter(|source| stack_chain(self.nodes, source.stack).first() == Some(&top))
        else {
            let message = "only a reference to a resource of the stack itself can stay exported".to_owned();
            self.problem(stack, ProblemKind::Other { message });
            return;
        };
        if let Kind::Stack(record) = &self.nodes[top].kind {
            let source = self.lift(source);
            self.export(&source, &record.name);
        }
    }

    /// The value as its top-level stack has it: up through the outputs of nested stacks.
    fn lift(&mut self, source: Source) -> Source {
        match self.lift_once(&source) {
            Some(outer) => self.lift(outer),
            None => source,
        }
    }

    /// One border up, if the value is in a nested stack.
    fn lift_once(&mut self, source: &Source) -> Option<Source> {
        let stack = parent(&stack_chain(self.nodes, source.stack))?;
        let Kind::Stack(record) = &self.nodes[source.stack].kind else { return None };
        let logical = self.ids.logical[record.nested.as_ref()?.resource].clone().unwrap_or_default();
        let outputs = &mut self.crossings.entry(source.stack).or_default().outputs;
        outputs.insert(source.name.clone(), json!({ "Value": source.value }));
        let value = json!({ "Fn::GetAtt": [logical, format!("Outputs.{}", source.name)] });
        Some(Source { stack, name: format!("{}{}", source.name, self.mark(source.stack)), value })
    }

    /// What a placeholder stands for, where it stands.
    fn source(&self, target: NodeId, attribute: Option<&str>) -> Option<Source> {
        let (logical, stack) = (self.ids.logical.get(target)?.clone()?, self.ids.stack[target]?);
        Some(Source {
            stack,
            name: logical.clone() + &alphanumeric(attribute.unwrap_or("Ref")),
            value: attribute
                .map_or_else(|| json!({ "Ref": logical }), |name| json!({ "Fn::GetAtt": [logical, name] })),
        })
    }

    /// Distinguishes values of the same name from different nested stacks.
    fn mark(&self, stack: NodeId) -> String {
        match &self.nodes[stack].kind {
            Kind::Stack(record) => crate::tree::hash8(record.name.as_bytes()).to_uppercase(),
            _ => String::new(),
        }
    }

    pub(super) fn path(&self, index: NodeId) -> String {
        path_of(self.nodes, index, None).join("/")
    }

    pub(super) fn problem(&mut self, user: NodeId, kind: ProblemKind) {
        let location = self.nodes[user].location.clone();
        self.problems.push(Problem::new(kind, self.path(user), Some(location)));
    }
}

fn parent(chain: &[NodeId]) -> Option<NodeId> {
    chain.len().checked_sub(2).and_then(|at| chain.get(at)).copied()
}

fn alphanumeric(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}
