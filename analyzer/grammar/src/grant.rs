//! `grants("s3:GetObject" on "arn:aws:s3:::bucket/*", ..)`: what a handler's role needs and its binary does not show.

use eventual_analyzer_model::Grant;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::LitStr;

use crate::code;
use crate::error::Sink;
use crate::option::{Opt, first_span, only_group, split};
use crate::spanned::Spanned;

const EXAMPLE: &str = "grants(\"s3:GetObject\" on \"arn:aws:s3:::bucket/*\")";
/// Pseudo parameters of CloudFormation that can be part of an ARN.
const PLACEHOLDERS: [&str; 3] = ["AWS::Partition", "AWS::Region", "AWS::AccountId"];

/// Reads what stands in the parentheses.
pub(crate) fn read(option: &Opt, sink: &mut Sink) -> Vec<Grant> {
    let parts = option.nested(EXAMPLE, sink).map(split).unwrap_or_default();
    parts.into_iter().filter_map(|part| read_one(part, sink)).collect()
}

fn read_one(part: Vec<TokenTree>, sink: &mut Sink) -> Option<Grant> {
    let span = part.first()?.span();
    let Some(on) = part.iter().position(|it| matches!(it, TokenTree::Ident(word) if word == "on")) else {
        let message = format!("a grant is actions `on` resources, like `{EXAMPLE}`");
        sink.error(code::SYNTAX, span, message);
        return None;
    };
    let (actions, resources) = part.split_at(on);
    let texts = |tokens: &[TokenTree], what: &str, sink: &mut Sink| {
        let tokens: TokenStream = tokens.iter().cloned().collect();
        let found = read_texts(&tokens);
        if found.as_ref().is_none_or(Vec::is_empty) {
            let at = first_span(&tokens).unwrap_or(span);
            let message = format!("{what} are a string literal or a list of them, like `{EXAMPLE}`");
            sink.error(code::WRONG_VALUE, at, message);
            return None;
        }
        found
    };
    let actions = texts(actions, "actions", sink);
    let resources = texts(resources.get(1..).unwrap_or_default(), "resources", sink);
    let (actions, resources) = (actions?, resources?);
    let mut is_right = true;
    for action in &actions {
        is_right &= check_action(action, sink);
    }
    for resource in &resources {
        is_right &= check_resource(resource, sink);
    }
    let plain = |texts: Vec<Spanned<String>>| texts.into_iter().map(|it| it.value).collect();
    is_right.then(|| Grant { actions: plain(actions), resources: plain(resources) })
}

/// `"a"` or `["a", "b"]`.
fn read_texts(tokens: &TokenStream) -> Option<Vec<Spanned<String>>> {
    let literal = |tokens: TokenStream| {
        syn::parse2::<LitStr>(tokens).ok().map(|text| Spanned::new(text.value(), text.span()))
    };
    match only_group(tokens, Delimiter::Bracket) {
        Some(group) => {
            split(group.stream()).into_iter().map(|part| literal(part.into_iter().collect())).collect()
        }
        None => literal(tokens.clone()).map(|text| vec![text]),
    }
}

fn check_action(action: &Spanned<String>, sink: &mut Sink) -> bool {
    let is_word = |word: &str, extra: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
    };
    let is_right = action
        .value
        .split_once(':')
        .is_some_and(|(service, name)| is_word(service, "-") && is_word(name, "*") && !name.starts_with('*'));
    if !is_right {
        sink.help(
            code::WRONG_VALUE,
            action.span,
            format!("`{}` is not an action of IAM", action.value.escape_debug()),
            "write `service:Action`, like `s3:GetObject`, or `s3:Get*`; all actions of a service are never needed",
        );
    }
    is_right
}

fn check_resource(resource: &Spanned<String>, sink: &mut Sink) -> bool {
    let text = &resource.value;
    if text != "*" && !text.starts_with("arn:") {
        sink.help(
            code::WRONG_VALUE,
            resource.span,
            format!("`{}` is not the ARN of a resource", text.escape_debug()),
            "write an ARN, like `arn:aws:s3:::bucket/*`, or `*` for actions that know no resources",
        );
        return false;
    }
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once("${") {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        if !PLACEHOLDERS.contains(&name) {
            sink.help(
                code::WRONG_VALUE,
                resource.span,
                format!("`${{{}}}` cannot be filled in", name.escape_debug()),
                format!("expected one of {}", PLACEHOLDERS.map(|it| format!("`${{{it}}}`")).join(", ")),
            );
            return false;
        }
        rest = behind;
    }
    true
}
