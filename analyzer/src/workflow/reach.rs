//! Which functions are code of workflows.

use std::collections::{BTreeMap, BTreeSet};

use eventual_analyzer_model::HandlerKind;

use crate::declare::{Context, Declared, Handler};
use crate::module::ModuleId;
use crate::resolve::Target;
use crate::syntax::{Code, FnItem, ItemKind, Place, Slice, split};
use crate::text::plain;
use crate::workflow::scan::Scope;

/// A function that runs as part of a workflow.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) module: ModuleId,
    /// Everything before the body.
    pub(crate) head: Slice,
    pub(crate) code: Code,
    /// Name of the workflow and the place of the call that leads here first; `None` for a workflow itself.
    pub(crate) called_by: Option<(String, Place)>,
    /// The workflow that leads here first.
    pub(crate) workflow: String,
    /// Functions that it calls: indices.
    calls: BTreeSet<usize>,
    /// Keys of the tasks and workflows that it calls.
    handlers: BTreeSet<String>,
}

/// What a call in a body leads to: module and index of an item, and the name of a function in its `impl`s.
type Callee = (ModuleId, usize, String);

/// The workflows and all functions that they call, each once, callers first.
pub(crate) fn functions(context: &Context<'_>, declared: &Declared) -> Vec<Function> {
    let handlers: BTreeMap<(ModuleId, usize), &Handler> =
        declared.handlers.iter().map(|it| ((it.module, it.item), it)).collect();
    let mut functions: Vec<Function> = Vec::new();
    for workflow in declared.handlers.iter().filter(|it| it.kind == HandlerKind::Workflow) {
        let found = function_at(context, workflow.module, workflow.item);
        functions.extend(found.map(|found| function(found, None, workflow.name.clone())));
    }
    // Index of each callee; `None` if it has no body here.
    let mut known: BTreeMap<Callee, Option<usize>> = BTreeMap::new();
    let mut next = 0;
    while let Some(caller) = functions.get(next).cloned() {
        let mut callees: Vec<(Callee, Place)> = Vec::new();
        let mut called = BTreeSet::new();
        Scope::new(context, &caller).visit(&mut |visit| match visit.target() {
            Target::Item(module, index) => match handlers.get(&(module, index)) {
                Some(it) if matches!(it.kind, HandlerKind::Task | HandlerKind::Workflow) => {
                    called.insert(format!("{}:{}", it.kind, it.name));
                }
                Some(_) => {}
                None => callees.push(((module, index, String::new()), visit.place())),
            },
            Target::Member(module, index, name) => callees.push(((module, index, name), visit.place())),
            _ => {}
        });
        let mut calls = BTreeSet::new();
        for (callee, place) in callees {
            let index = known.entry(callee).or_insert_with_key(|(module, index, member)| {
                let found = if member.is_empty() {
                    function_at(context, *module, *index)
                } else {
                    method_of(context, *module, *index, member)
                };
                let called_by = Some((caller.workflow.clone(), place));
                functions.push(function(found?, called_by, caller.workflow.clone()));
                Some(functions.len() - 1)
            });
            calls.extend(*index);
        }
        if let Some(caller) = functions.get_mut(next) {
            (caller.calls, caller.handlers) = (calls, called);
        }
        next += 1;
    }
    functions
}

/// Keys of the tasks and workflows that a workflow calls, itself or through functions of the crate.
pub(crate) fn calls_of(functions: &[Function], workflow: &str) -> BTreeSet<String> {
    let is_it = |it: &Function| it.called_by.is_none() && it.workflow == workflow;
    let mut waiting: Vec<usize> = functions.iter().position(is_it).into_iter().collect();
    let (mut seen, mut keys) = (BTreeSet::new(), BTreeSet::new());
    while let Some(index) = waiting.pop() {
        if let Some(function) = functions.get(index).filter(|_| seen.insert(index)) {
            keys.extend(function.handlers.iter().cloned());
            waiting.extend(&function.calls);
        }
    }
    keys
}

fn function(
    (module, head, code): (ModuleId, Slice, Code),
    called_by: Option<(String, Place)>,
    workflow: String,
) -> Function {
    Function { module, head, code, called_by, workflow, calls: BTreeSet::new(), handlers: BTreeSet::new() }
}

fn function_at(context: &Context<'_>, id: ModuleId, index: usize) -> Option<(ModuleId, Slice, Code)> {
    let module = context.tree.get(id)?;
    match &module.items.get(index)?.item.kind {
        ItemKind::Fn(FnItem { head, body, .. }) => {
            Some((id, head.clone(), Code::new(context.files.body(&module.place(body.span())))))
        }
        _ => None,
    }
}

/// The function `name` in any `impl` of a type: types are told apart by name alone, which is good enough here.
fn method_of(
    context: &Context<'_>,
    module: ModuleId,
    index: usize,
    name: &str,
) -> Option<(ModuleId, Slice, Code)> {
    let ItemKind::Type(owner) = &context.tree.entry(module, index)?.item.kind else { return None };
    let owner = plain(&owner.name);
    for (id, module) in context.tree.iter() {
        for entry in &module.items {
            let ItemKind::Block { of: Some(of), body } = &entry.item.kind else { continue };
            if *of != owner {
                continue;
            }
            let block = context.files.body(&module.place(body.span()));
            for item in split(block.tokens.clone()).1 {
                if let ItemKind::Fn(function) = item.kind
                    && plain(&function.name) == name
                {
                    return Some((id, function.head, Code::new(block.part(function.body.stream()))));
                }
            }
        }
    }
    None
}
