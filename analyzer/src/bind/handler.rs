use std::time::Duration;

use eventual_analyzer_grammar::Param;
use eventual_analyzer_model::{Handler, InputParam};

use crate::declare::{self, Context};
use crate::text::plain;

/// What all handlers have.
pub(super) fn model(context: &Context<'_>, declaration: &declare::Handler) -> Handler {
    let signature = declaration.attr.signature();
    Handler {
        kind: declaration.kind,
        name: declaration.name.clone(),
        function: plain(&signature.ident),
        module: context.tree.get(declaration.module).map(|it| it.path.clone()).unwrap_or_default(),
        docs: signature.docs.clone(),
        location: context.files.location(&declaration.place),
        options: declaration.attr.function().to_model(),
        inputs: signature.inputs().map(|it| InputParam { name: it.name(), ty: it.type_text() }).collect(),
        context: signature.context().map(Param::type_text).collect(),
        returns_result: signature.returns_result,
    }
}

/// The first paragraph of the docs, as one line.
pub(super) fn summary(handler: &Handler) -> Option<String> {
    let docs = handler.docs.as_ref()?;
    let first: Vec<&str> = docs.lines().take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    Some(first.join(" "))
}

pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
