use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Data, DeriveInput, Fields, Meta, Type, Variant};

use crate::code;
use crate::error::{Parsed, Sink};
use crate::name::check_message_name;
use crate::option::{self, Opt, OptValue, Vocabulary};
use crate::signature::param_span;
use crate::spanned::Spanned;

/// `#[derive(Failure)] enum PaymentError { .. }`: an error that tasks and workflows may return.
#[derive(Clone, Debug)]
pub struct FailureEnum {
    /// Name of the enum.
    pub ident: Ident,
    /// Variants that stand for one failure each.
    pub variants: Vec<FailureVariant>,
    /// `#[failure(other)]`: the variant that takes every other failure, and the type of its field.
    pub other: Option<(Ident, Type)>,
}

/// A variant that stands for one failure.
#[derive(Clone, Debug)]
pub struct FailureVariant {
    /// Name of the variant.
    pub ident: Ident,
    /// Name of the failure: `#[failure(name = "..")]`, else the variant's.
    pub name: Spanned<String>,
    /// `#[failure(non_retryable)]`: no retry policy tries it again.
    pub non_retryable: bool,
    /// Its fields: details of the failure.
    pub fields: Fields,
}

const ATTR: &str = "#[failure]";
const OPTIONS: &[&str] = &["name", "non_retryable", "other"];
const OTHER: &str = "#[failure(other)] Other(eventual::Error)";

/// Reads `#[derive(Failure)] item`.
pub fn parse_failure(item: &DeriveInput) -> Parsed<FailureEnum> {
    let sink = &mut Sink::default();
    let mut failure = FailureEnum { ident: item.ident.clone(), variants: Vec::new(), other: None };
    match &item.data {
        Data::Enum(data) => {
            for variant in &data.variants {
                read_variant(variant, &mut failure, sink);
            }
            if failure.other.is_none() && !data.variants.iter().any(says_other) {
                sink.help(
                    code::FAILURE,
                    item.ident.span(),
                    format!("`{}` has no variant for other failures", item.ident),
                    format!("add `{OTHER}`: a call can also time out, crash or be cancelled"),
                );
            }
        }
        _ => sink.help(
            code::WRONG_ITEM,
            item.ident.span(),
            "`#[derive(Failure)]` is for enums",
            format!("write `enum` with one variant for each failure, and `{OTHER}`"),
        ),
    }
    if let Some(first) = item.generics.params.first() {
        let message = "a `Failure` enum cannot be generic: it has one fixed form on the wire";
        sink.error(code::GENERIC, param_span(first), message);
    }
    check_names(&failure.variants, sink);
    Parsed::new(Some(failure), std::mem::take(sink))
}

/// Whether the variant was meant to take other failures, even if something is wrong with it.
fn says_other(variant: &Variant) -> bool {
    variant.attrs.iter().filter(|it| it.path().is_ident("failure")).any(|it| match &it.meta {
        Meta::List(list) => list.tokens.clone().into_iter().any(|token| token.to_string() == "other"),
        _ => false,
    })
}

fn read_variant(variant: &Variant, failure: &mut FailureEnum, sink: &mut Sink) {
    let (mut name, mut non_retryable, mut other) = (None, false, None);
    for option in options(variant, sink) {
        match option.key.as_str() {
            "name" => name = option.string("\"CardDeclined\"", sink),
            "non_retryable" => non_retryable = is_bare(&option, sink),
            _ => other = is_bare(&option, sink).then_some(option.span),
        }
    }
    let Some(span) = other else {
        let name = name.unwrap_or_else(|| Spanned::new(variant.ident.to_string(), variant.ident.span()));
        check_message_name("a failure", &name.value, name.span, sink);
        let (ident, fields) = (variant.ident.clone(), variant.fields.clone());
        failure.variants.push(FailureVariant { ident, name, non_retryable, fields });
        return;
    };
    if let Some(name) = name {
        let message = "`other` stands for failures of every name, so it has none of its own";
        sink.help(code::OPTION_CONFLICT, name.span, message, "leave `name` out");
    }
    if non_retryable {
        let message = "whether other failures are tried again is theirs to say";
        sink.help(code::OPTION_CONFLICT, span, message, "leave `non_retryable` out");
    }
    if let Some((before, _)) = &failure.other {
        let message = format!("`{before}` takes other failures already");
        sink.help(code::FAILURE, span, message, "keep `other` at one of the two");
        return;
    }
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            failure.other = fields.unnamed.first().map(|field| (variant.ident.clone(), field.ty.clone()));
        }
        _ => sink.help(
            code::FAILURE,
            variant.ident.span(),
            format!("the variant `{}` does not hold the other failure", variant.ident),
            format!("write `{}(eventual::Error)`", variant.ident),
        ),
    }
}

fn options(variant: &Variant, sink: &mut Sink) -> Vec<Opt> {
    let mut tokens = TokenStream::new();
    for attr in variant.attrs.iter().filter(|it| it.path().is_ident("failure")) {
        match &attr.meta {
            Meta::List(list) => {
                tokens.extend(list.tokens.clone());
                tokens.extend(quote::quote!(,));
            }
            other => {
                let span = other.path().get_ident().map_or_else(Span::call_site, Ident::span);
                let message = format!("`{ATTR}` takes its options in parentheses");
                sink.help(
                    code::SYNTAX,
                    span,
                    message,
                    "write `#[failure(other)]` or `#[failure(name = \"..\")]`",
                );
            }
        }
    }
    option::read(tokens, Vocabulary { owner: ATTR, names: &[OPTIONS] }, sink)
}

fn is_bare(option: &Opt, sink: &mut Sink) -> bool {
    let is_bare = matches!(option.value, OptValue::Nothing);
    if !is_bare {
        let message = format!("`{}` takes no value", option.key);
        sink.help(code::WRONG_VALUE, option.span, message, format!("write `#[failure({})]`", option.key));
    }
    is_bare
}

fn check_names(variants: &[FailureVariant], sink: &mut Sink) {
    let mut first: BTreeMap<&str, &Ident> = BTreeMap::new();
    for variant in variants {
        if let Some(before) = first.insert(&variant.name.value, &variant.ident) {
            let message = format!("`{before}` and `{}` are both `{}`", variant.ident, variant.name.value);
            let help = "give one of them another name with `#[failure(name = \"..\")]`";
            sink.help(code::FAILURE, variant.name.span, message, help);
        }
    }
}
