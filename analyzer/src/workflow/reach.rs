//! Which functions are code of workflows.

use std::collections::BTreeSet;

use eventual_analyzer_model::HandlerKind;
use proc_macro2::{Group, TokenStream};

use crate::declare::{Context, Declared};
use crate::module::{ModuleId, Tree};
use crate::resolve::Target;
use crate::syntax::{FileId, FnItem, ItemKind, Place, split};
use crate::text::plain;
use crate::workflow::scan::Scope;

/// A function that runs as part of a workflow.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) module: ModuleId,
    pub(crate) file: FileId,
    /// Everything before the body.
    pub(crate) head: TokenStream,
    pub(crate) body: Group,
    /// Name of the workflow and the place of the call that leads here; `None` for a workflow itself.
    pub(crate) called_by: Option<(String, Place)>,
    /// The workflow that leads here.
    workflow: String,
}

/// The workflows and all functions that they call, each once, callers first.
pub(crate) fn functions(context: &Context<'_>, declared: &Declared) -> Vec<Function> {
    let handlers: BTreeSet<(ModuleId, usize)> =
        declared.handlers.iter().map(|it| (it.module, it.item)).collect();
    let mut functions: Vec<Function> = Vec::new();
    for workflow in declared.handlers.iter().filter(|it| it.kind == HandlerKind::Workflow) {
        let Some(module) = context.tree.get(workflow.module) else { continue };
        let Some(entry) = module.items.get(workflow.item) else { continue };
        let ItemKind::Fn(item) = &entry.item.kind else { continue };
        functions.push(Function {
            module: workflow.module,
            file: module.file,
            head: item.head.clone(),
            body: item.body.clone(),
            called_by: None,
            workflow: workflow.name.clone(),
        });
    }
    let mut seen: BTreeSet<(ModuleId, usize, String)> = BTreeSet::new();
    let mut next = 0;
    while let Some(function) = functions.get(next).cloned() {
        next += 1;
        let scope = Scope::new(context, &function);
        let mut calls = Vec::new();
        scope.visit(&mut |visit| match visit.target() {
            Target::Item(module, index) if !handlers.contains(&(module, index)) => {
                calls.push((module, index, String::new(), visit.place()));
            }
            Target::Member(module, index, name) => calls.push((module, index, name, visit.place())),
            _ => {}
        });
        for (module, index, member, place) in calls {
            if !seen.insert((module, index, member.clone())) {
                continue;
            }
            let found = if member.is_empty() {
                item_at(context.tree, module, index).map(|item| (module, item))
            } else {
                method_of(context.tree, module, index, &member)
            };
            let Some((module, item)) = found else { continue };
            functions.push(Function {
                module,
                file: context.tree.get(module).map_or(FileId(0), |it| it.file),
                head: item.head,
                body: item.body,
                called_by: Some((function.workflow.clone(), place)),
                workflow: function.workflow.clone(),
            });
        }
    }
    functions
}

fn item_at(tree: &Tree, module: ModuleId, index: usize) -> Option<FnItem> {
    match &tree.entry(module, index)?.item.kind {
        ItemKind::Fn(item) => Some(item.clone()),
        _ => None,
    }
}

/// The function `name` in any `impl` of a type: types are told apart by name alone, which is good enough here.
fn method_of(tree: &Tree, module: ModuleId, index: usize, name: &str) -> Option<(ModuleId, FnItem)> {
    let ItemKind::Type(owner) = &tree.entry(module, index)?.item.kind else { return None };
    let owner = plain(&owner.name);
    for (id, module) in tree.iter() {
        for entry in &module.items {
            let ItemKind::Block { of: Some(of), body } = &entry.item.kind else { continue };
            if *of != owner {
                continue;
            }
            for item in split(body.stream()).1 {
                if let ItemKind::Fn(function) = item.kind
                    && plain(&function.name) == name
                {
                    return Some((id, function));
                }
            }
        }
    }
    None
}
