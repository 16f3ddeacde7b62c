use std::time::Duration;

use eventual_analyzer_model::contract;
use proc_macro2::TokenStream;
use syn::Path;

use crate::code;
use crate::duration;
use crate::error::{Parsed, Sink};
use crate::function::{self, FunctionOptions, Longest};
use crate::item::HandlerFn;
use crate::name::check_service_name;
use crate::option::{self, Vocabulary};
use crate::retry::{self, Retry};
use crate::signature::{self, HandlerSignature};
use crate::spanned::Spanned;

/// `#[subscription(..)]` on a function.
#[derive(Clone, Debug)]
pub struct SubscriptionAttr {
    /// The function.
    pub signature: HandlerSignature,
    /// `events = [..]`: paths of types.
    pub events: Vec<Path>,
    /// Whether `events` is written at all.
    pub events_written: bool,
    /// `source = ".."`: the service whose events it takes.
    pub source: Option<Spanned<String>>,
    /// `filter = r#"{..}"#`: EventBridge pattern on the event, as JSON.
    pub filter: Option<Spanned<String>>,
    /// `retry(..)`
    pub retry: Option<Retry>,
    /// `max_event_age = ".."`, in whole seconds.
    pub max_event_age: Option<Spanned<u32>>,
    /// Settings of the Lambda function.
    pub function: FunctionOptions,
}

impl SubscriptionAttr {
    /// Whether a queue stands before the function. Without one Lambda tries an event at most three times, with pauses
    /// of its own choice.
    pub fn is_queued(&self) -> bool {
        self.retry.as_ref().is_some_and(|it| {
            it.to_model().max_attempts > contract::LAMBDA_ATTEMPTS
                || it.interval.is_some()
                || it.backoff.is_some()
                || it.max_interval.is_some()
        })
    }
}

const ATTR: &str = "#[subscription]";
const OPTIONS: &[&str] = &["name", "events", "source", "filter", "retry", "max_event_age"];

/// Reads `#[subscription(args)] item`.
pub fn parse_subscription(args: TokenStream, item: &HandlerFn) -> Parsed<SubscriptionAttr> {
    let sink = &mut Sink::default();
    let (mut name, mut events, mut events_written) = (None, Vec::new(), false);
    let (mut source, mut filter, mut retry, mut max_event_age) = (None, None, None, None);
    let mut function = FunctionOptions::default();
    for option in option::read(args, Vocabulary { owner: ATTR, names: &[OPTIONS, function::OPTIONS] }, sink) {
        match option.key.as_str() {
            "name" => name = option.string("\"send_confirmation\"", sink),
            "events" => {
                events_written = true;
                events = option.paths("a list of event types, like `events = [OrderCreated]`", sink);
            }
            "source" => source = option.string("\"billing\"", sink).filter(|it| check_source(it, sink)),
            "filter" => filter = option.string("r#\"{\"country\": [\"NL\"]}\"#", sink),
            "retry" => {
                retry = option.nested("retry(max_attempts = 5)", sink).map(|tokens| {
                    retry::read(tokens, option.span, retry::SUBSCRIPTION, retry::SUBSCRIPTION_ATTEMPTS, sink)
                });
                if let Some(retry) = &retry {
                    check_pauses(retry, sink);
                }
            }
            "max_event_age" => {
                let bounds = (Duration::from_secs(60), Duration::from_secs(86_400));
                max_event_age = option
                    .string("\"1h\"", sink)
                    .and_then(|it| {
                        duration::read_within(&it, "max_event_age", bounds, "a limit of EventBridge", sink)
                    })
                    .map(|it| it.map(|age| u32::try_from(age.as_secs()).unwrap_or(86_400)));
            }
            _ => function.read(&option, Longest::Lambda, sink),
        }
    }
    let signature = signature::read(item, ATTR, name, sink);
    check_event(&signature, sink);
    let value = SubscriptionAttr {
        signature,
        events,
        events_written,
        source,
        filter,
        retry,
        max_event_age,
        function,
    };
    Parsed::new(Some(value), std::mem::take(sink))
}

/// A pause is the time for which SQS hides the event.
fn check_pauses(retry: &Retry, sink: &mut Sink) {
    for (name, pause) in [("interval", &retry.interval), ("max_interval", &retry.max_interval)] {
        let Some(pause) = pause else { continue };
        if !(Duration::from_secs(1)..=retry::MAX_PAUSE).contains(&pause.value) {
            sink.error(
                code::LIMIT,
                pause.span,
                format!(
                    "`{name}` is 1s to 12h, not {}: SQS hides an event that long between two attempts",
                    duration::show(pause.value)
                ),
            );
        }
    }
}

fn check_source(source: &Spanned<String>, sink: &mut Sink) -> bool {
    let problem = check_service_name(&source.value);
    if let Some(problem) = &problem {
        sink.error(code::NAME, source.span, problem.clone());
    }
    problem.is_none()
}

fn check_event(signature: &HandlerSignature, sink: &mut Sink) {
    let mut inputs = signature.inputs();
    if inputs.next().is_none() {
        sink.help(
            code::PARAMETERS,
            signature.ident.span(),
            format!("the `{ATTR}` function `{}` takes no event", signature.ident),
            "add an owned parameter of the event's type: it says which events arrive",
        );
    }
    for extra in inputs {
        sink.help(
            code::PARAMETERS,
            extra.span,
            format!("a `{ATTR}` function takes one event"),
            "for several types of events take an enum with `#[derive(AnyOf)]`; context is taken by reference",
        );
    }
}
