//! Which functions are code of workflows.

use std::collections::BTreeSet;

use eventual_analyzer_model::HandlerKind;

use crate::declare::{Context, Declared};
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
            head: item.head.clone(),
            code: Code::new(context.files.body(&module.place(item.body.span()))),
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
                function_at(context, module, index)
            } else {
                method_of(context, module, index, &member)
            };
            let Some((module, head, code)) = found else { continue };
            functions.push(Function {
                module,
                head,
                code,
                called_by: Some((function.workflow.clone(), place)),
                workflow: function.workflow.clone(),
            });
        }
    }
    functions
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
