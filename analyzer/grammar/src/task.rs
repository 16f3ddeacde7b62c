use std::time::Duration;

use proc_macro2::TokenStream;

use crate::code;
use crate::duration;
use crate::error::{Parsed, Sink};
use crate::function::{self, FunctionOptions, Longest};
use crate::item::HandlerFn;
use crate::option::{self, Opt, Vocabulary};
use crate::retry::{self, Retry};
use crate::signature::{self, HandlerSignature};
use crate::spanned::Spanned;

/// `#[task(..)]` on a function.
#[derive(Clone, Debug)]
pub struct TaskAttr {
    /// The function.
    pub signature: HandlerSignature,
    /// `heartbeat_timeout = ".."`: longest silence between heartbeats.
    pub heartbeat_timeout: Option<Spanned<Duration>>,
    /// `overall_timeout = ".."`: longest time over all attempts.
    pub overall_timeout: Option<Spanned<Duration>>,
    /// `retry(..)`
    pub retry: Option<Retry>,
    /// Settings of the Lambda function; its timeout is that of one attempt.
    pub function: FunctionOptions,
}

const ATTR: &str = "#[task]";
const OPTIONS: &[&str] = &["name", "heartbeat_timeout", "overall_timeout", "retry"];
/// Bounds of waiting times: a second, and what still is a plan rather than a typing error.
pub(crate) const WAIT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(3_650 * 86_400));

/// Reads `#[task(args)] item`.
pub fn parse_task(args: TokenStream, item: &HandlerFn) -> Parsed<TaskAttr> {
    let sink = &mut Sink::default();
    let (mut name, mut heartbeat_timeout, mut overall_timeout, mut retry) = (None, None, None, None);
    let mut function = FunctionOptions::default();
    for option in option::read(args, Vocabulary { owner: ATTR, names: &[OPTIONS, function::OPTIONS] }, sink) {
        match option.key.as_str() {
            "name" => name = option.string("\"charge\"", sink),
            "heartbeat_timeout" => heartbeat_timeout = read_wait(&option, sink),
            "overall_timeout" => overall_timeout = read_wait(&option, sink),
            "retry" => {
                retry = option
                    .nested("retry(max_attempts = 3)", sink)
                    .map(|tokens| retry::read(tokens, option.span, retry::TASK, 1_000, sink));
            }
            _ => function.read(&option, Longest::Lambda, sink),
        }
    }
    if let (Some(heartbeat), Some(overall)) = (&heartbeat_timeout, &overall_timeout)
        && heartbeat.value > overall.value
    {
        sink.error(
            code::OPTION_CONFLICT,
            heartbeat.span,
            format!(
                "`heartbeat_timeout` ({}) is longer than `overall_timeout` ({}), so it never ends an attempt",
                duration::show(heartbeat.value),
                duration::show(overall.value)
            ),
        );
    }
    let signature = signature::read(item, ATTR, name, sink);
    check_durable(&signature, ATTR, sink);
    let value = TaskAttr { signature, heartbeat_timeout, overall_timeout, retry, function };
    Parsed::new(Some(value), std::mem::take(sink))
}

/// A waiting time of the engine.
pub(crate) fn read_wait(option: &Opt, sink: &mut Sink) -> Option<Spanned<Duration>> {
    let text = option.string("\"30s\"", sink)?;
    duration::read_within(&text, &option.key, WAIT, "shorter is not exact, longer is not a plan", sink)
}

/// What tasks and workflows have in common: they may fail for reasons of their own, and several inputs are fields.
pub(crate) fn check_durable(signature: &HandlerSignature, attr: &str, sink: &mut Sink) {
    if signature.output.is_none() {
        sink.help(
            code::RETURN,
            signature.ident.span(),
            format!("a `{attr}` function must return a `Result`: a call of it can time out or crash"),
            "write `-> eventual::Result<()>`",
        );
    }
    if signature.inputs().count() > 1 {
        for input in signature.inputs().filter(|it| it.ident.is_none()) {
            sink.help(
                code::PARAMETERS,
                input.span,
                "each of several inputs is a field on the wire, so it needs a plain name",
                "write `name: Type`",
            );
        }
    }
}
