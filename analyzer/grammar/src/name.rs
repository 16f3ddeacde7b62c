use proc_macro2::Span;

use crate::code;
use crate::error::Sink;

/// Longest name of a handler: what is left of the 64 characters of a Lambda function name after a short service
/// name and the hash that is put in when the whole is cut.
pub(crate) const HANDLER_NAME_MAX: usize = 64;
/// Longest `detail-type` of an EventBridge entry.
const EVENT_NAME_MAX: usize = 128;
/// Longest name of a service; it begins the names of its functions (64), queues (80) and rules (64).
const SERVICE_NAME_MAX: usize = 32;

/// Whether a handler can have this wire name: an identifier, because it becomes part of symbols, files and URLs.
pub(crate) fn check_handler_name(name: &str, span: Span, sink: &mut Sink) {
    if !is_identifier(name) {
        sink.help(
            code::NAME,
            span,
            format!("`{}` cannot be the name of a handler", name.escape_debug()),
            "use letters, digits and `_`, not beginning with a digit",
        );
    } else if name.len() > HANDLER_NAME_MAX {
        too_long("handler", name, HANDLER_NAME_MAX, span, sink);
    } else if name.starts_with("__") || name.starts_with("eventual_") {
        sink.help(
            code::RESERVED,
            span,
            format!(
                "`{name}` is reserved: names that begin with `__` or `eventual_` belong to the framework"
            ),
            "choose another name",
        );
    }
}

/// Whether an event or signal (`what`) can have this wire name.
pub(crate) fn check_message_name(what: &str, name: &str, span: Span, sink: &mut Sink) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if name.is_empty() {
        sink.error(code::NAME, span, format!("the name of {what} cannot be empty"));
    } else if !name.chars().all(allowed) || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        sink.help(
            code::NAME,
            span,
            format!("`{}` cannot be the name of {what}", name.escape_debug()),
            "use letters, digits, `.`, `_` and `-`, beginning with a letter",
        );
    } else if name.len() > EVENT_NAME_MAX {
        too_long(what.trim_start_matches("an ").trim_start_matches("a "), name, EVENT_NAME_MAX, span, sink);
    }
}

/// What is wrong with a service's name; `None` if nothing is.
pub fn check_service_name(name: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(allowed) || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        Some(format!(
            "`{}` cannot be the name of a service: use letters, digits, `-` and `_`, beginning with a letter",
            name.escape_debug()
        ))
    } else if name.len() > SERVICE_NAME_MAX {
        Some(format!(
            "the name of a service has at most {SERVICE_NAME_MAX} characters, but `{name}` has {}",
            name.len()
        ))
    } else if name.to_ascii_lowercase().starts_with("aws") {
        Some(format!(
            "`{name}` cannot be the name of a service: event sources that begin with `aws` are reserved by AWS"
        ))
    } else {
        None
    }
}

fn too_long(what: &str, name: &str, most: usize, span: Span, sink: &mut Sink) {
    sink.help(
        code::NAME,
        span,
        format!("the name of this {what} has {} characters; at most {most} are possible", name.len()),
        "give a shorter one with `name = \"..\"`",
    );
}

/// Whether this is an ASCII identifier, keywords included.
pub(crate) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
