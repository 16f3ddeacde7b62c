use std::time::Duration;

use proc_macro2::TokenStream;

use crate::code;
use crate::error::{Parsed, Sink};
use crate::function::{self, FunctionOptions, Longest};
use crate::item::HandlerFn;
use crate::option::{self, Vocabulary};
use crate::signature::{self, HandlerSignature};
use crate::spanned::Spanned;
use crate::task::{check_durable, read_wait};

/// `#[workflow(..)]` on a function.
#[derive(Clone, Debug)]
pub struct WorkflowAttr {
    /// The function.
    pub signature: HandlerSignature,
    /// `timeout = ".."`: longest time from start to result, not that of a Lambda invocation.
    pub timeout: Option<Spanned<Duration>>,
    /// Settings of the Lambda function that runs the workflow's steps; never has a timeout.
    pub function: FunctionOptions,
}

const ATTR: &str = "#[workflow]";

/// Reads `#[workflow(args)] item`.
pub fn parse_workflow(args: TokenStream, item: &HandlerFn) -> Parsed<WorkflowAttr> {
    let sink = &mut Sink::default();
    let (mut name, mut timeout, mut function) = (None, None, FunctionOptions::default());
    let vocabulary =
        Vocabulary { owner: ATTR, names: &[&["name", "timeout"], function::OPTIONS_OF_WORKFLOWS] };
    for option in option::read(args, vocabulary, sink) {
        match option.key.as_str() {
            "name" => name = option.string("\"process_order\"", sink),
            "timeout" => timeout = read_wait(&option, sink),
            _ => function.read(&option, Longest::Lambda, sink),
        }
    }
    let signature = signature::read(item, ATTR, name, sink);
    check_durable(&signature, ATTR, sink);
    for context in signature.context() {
        sink.help(
            code::CONTEXT,
            context.span,
            "a `#[workflow]` function has no context parameters: its context is implicit",
            "take owned inputs only; call tasks, timers and signals by name",
        );
    }
    Parsed::new(Some(WorkflowAttr { signature, timeout, function }), std::mem::take(sink))
}
