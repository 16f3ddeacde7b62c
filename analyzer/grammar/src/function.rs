use std::collections::BTreeMap;
use std::time::Duration;

use eventual_analyzer_model::{self as model, Grant};
use proc_macro2::{TokenStream, TokenTree};
use syn::LitStr;

use crate::code;
use crate::duration;
use crate::error::Sink;
use crate::grant;
use crate::option::{Opt, split};
use crate::spanned::Spanned;

/// Options that every handler with a Lambda function of its own has.
pub(crate) const OPTIONS: &[&str] =
    &["memory", "timeout", "environment", "log_retention", "reserved_concurrency", "grants"];
/// The same for workflows: their `timeout` means something else, and they touch nothing that needs a permission.
pub(crate) const OPTIONS_OF_WORKFLOWS: &[&str] =
    &["memory", "environment", "log_retention", "reserved_concurrency"];

/// Retention periods in days that CloudWatch Logs accepts (PutRetentionPolicy).
const RETENTION_DAYS: [u32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
/// Room for all environment variables of a function together (Lambda quota).
const ENVIRONMENT_BYTES: usize = 4096;

/// Settings of a handler's Lambda function as written.
#[derive(Clone, Debug, Default)]
pub struct FunctionOptions {
    /// Memory in MB.
    pub memory: Option<Spanned<u32>>,
    /// Timeout in whole seconds.
    pub timeout: Option<Spanned<u32>>,
    /// Environment variables in the order written.
    pub environment: Vec<(Spanned<String>, Spanned<String>)>,
    /// Log retention in days.
    pub log_retention: Option<Spanned<u32>>,
    /// Reserved concurrency.
    pub reserved_concurrency: Option<Spanned<u32>>,
    /// `grants(..)`: permissions that cannot be seen in the binary.
    pub grants: Vec<Grant>,
}

/// Upper bound of the timeout of a kind of handler.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Longest {
    /// API Gateway gives up after 29 seconds.
    Api,
    /// Lambda gives up after 15 minutes.
    Lambda,
}

impl FunctionOptions {
    /// The settings without spans.
    pub fn to_model(&self) -> model::FunctionOptions {
        let environment: BTreeMap<String, String> =
            self.environment.iter().map(|(key, value)| (key.value.clone(), value.value.clone())).collect();
        model::FunctionOptions {
            memory_mb: self.memory.as_ref().map(|it| it.value),
            timeout_seconds: self.timeout.as_ref().map(|it| it.value),
            environment,
            log_retention_days: self.log_retention.as_ref().map(|it| it.value),
            reserved_concurrency: self.reserved_concurrency.as_ref().map(|it| it.value),
            grants: self.grants.clone(),
        }
    }

    /// Takes an option if it is one of [`OPTIONS`].
    pub(crate) fn read(&mut self, option: &Opt, longest: Longest, sink: &mut Sink) {
        match option.key.as_str() {
            "memory" => {
                self.memory = option.integer("a whole number of MB, like `memory = 512`", 128, 10_240, sink);
            }
            "timeout" => self.timeout = read_timeout(option, longest, sink),
            "environment" => {
                if let Some(tokens) = option.nested("environment(TABLE = \"orders\")", sink) {
                    self.environment = read_environment(tokens, sink);
                }
            }
            "log_retention" => self.log_retention = read_retention(option, sink),
            "reserved_concurrency" => {
                let what = "a whole number, like `reserved_concurrency = 10`";
                self.reserved_concurrency = option.integer(what, 0, u32::MAX, sink);
            }
            "grants" => self.grants = grant::read(option, sink),
            _ => {}
        }
    }
}

fn read_timeout(option: &Opt, longest: Longest, sink: &mut Sink) -> Option<Spanned<u32>> {
    let text = option.string("\"30s\"", sink)?;
    let (most, why) = match longest {
        Longest::Api => (29, "API Gateway waits at most 29 seconds for an answer"),
        Longest::Lambda => (900, "Lambda stops a function after 15 minutes"),
    };
    let bounds = (Duration::from_secs(1), Duration::from_secs(most));
    let found = duration::read_within(&text, "timeout", bounds, why, sink)?;
    if found.value.subsec_nanos() != 0 {
        sink.error(code::LIMIT, text.span, "`timeout` is counted in whole seconds");
        return None;
    }
    u32::try_from(found.value.as_secs()).ok().map(|seconds| Spanned::new(seconds, text.span))
}

fn read_retention(option: &Opt, sink: &mut Sink) -> Option<Spanned<u32>> {
    let text = option.string("\"30d\"", sink)?;
    let found = duration::read(&text, sink)?;
    let day = Duration::from_secs(24 * 60 * 60);
    let days = RETENTION_DAYS.into_iter().find(|days| day * *days == found.value);
    if days.is_none() {
        let allowed: Vec<String> = RETENTION_DAYS.iter().map(ToString::to_string).collect();
        sink.help(
            code::LIMIT,
            text.span,
            format!("CloudWatch Logs cannot keep logs for {}", duration::show(found.value)),
            format!("possible numbers of days: {}", allowed.join(", ")),
        );
    }
    days.map(|days| Spanned::new(days, text.span))
}

fn read_environment(tokens: TokenStream, sink: &mut Sink) -> Vec<(Spanned<String>, Spanned<String>)> {
    let mut variables: Vec<(Spanned<String>, Spanned<String>)> = Vec::new();
    let mut bytes = 0;
    for part in split(tokens) {
        let Some((key, value)) = read_variable(part, sink) else { continue };
        if variables.iter().any(|(before, _)| before.value == key.value) {
            sink.error(
                code::OPTION_CONFLICT,
                key.span,
                format!("the variable `{}` is given twice", key.value),
            );
            continue;
        }
        bytes += key.value.len() + value.value.len();
        if bytes > ENVIRONMENT_BYTES {
            sink.error(
                code::LIMIT,
                key.span,
                "the environment is too large: Lambda takes 4 KB of names and values together",
            );
            break;
        }
        variables.push((key, value));
    }
    variables
}

fn read_variable(part: Vec<TokenTree>, sink: &mut Sink) -> Option<(Spanned<String>, Spanned<String>)> {
    let mut tokens = part.into_iter();
    let first = tokens.next()?;
    let span = first.span();
    let equals = tokens.next();
    let value: TokenStream = tokens.collect();
    let (TokenTree::Ident(key), Some(TokenTree::Punct(punct)), Ok(value)) =
        (first, equals, syn::parse2::<LitStr>(value))
    else {
        sink.error(code::SYNTAX, span, "a variable is written `NAME = \"value\"`");
        return None;
    };
    if punct.as_char() != '=' {
        sink.error(code::SYNTAX, punct.span(), "a variable is written `NAME = \"value\"`");
        return None;
    }
    let name = key.to_string();
    let well_formed = name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !well_formed {
        sink.help(
            code::NAME,
            span,
            format!("`{name}` cannot be the name of an environment variable"),
            "Lambda takes at least two letters, digits or `_`, beginning with a letter",
        );
        return None;
    }
    if let Some(owner) = reserved_variable(&name) {
        sink.error(code::RESERVED, span, format!("the variable `{name}` is reserved: it is set by {owner}"));
        return None;
    }
    Some((Spanned::new(name, span), Spanned::new(value.value(), value.span())))
}

/// What sets this variable, if users cannot: Lambda's list of reserved variables, and the framework's.
fn reserved_variable(name: &str) -> Option<&'static str> {
    const OF_LAMBDA: [&str; 14] = [
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ];
    if OF_LAMBDA.contains(&name) || name.starts_with("LAMBDA_") {
        Some("Lambda")
    } else if name.starts_with("EVENTUAL_") {
        Some("the framework")
    } else {
        None
    }
}
