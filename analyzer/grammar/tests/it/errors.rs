//! `errors.txt` holds items and, under each, the errors it must give: `//~ CODE at token: message`, with the help in
//! a line of its own. `UPDATE_EXPECT=1 cargo test` writes what is given into the file.

use std::fmt::Write as _;
use std::{env, fs};

use eventual_analyzer_grammar::{
    Attribute, Derive, EventAttr, GrammarError, HandlerFn, SignalAttr, TypeHead, TypePrimitive, code,
    parse_any_of, parse_failure, parse_handler, parse_service,
};
use proc_macro2::TokenStream;
use syn::{Item, Meta};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/errors.txt");

#[test]
fn each_mistake_is_told_with_code_token_and_text() {
    let expected = fs::read_to_string(FILE).unwrap();
    let mut actual = String::new();
    for block in expected.split("\n\n").map(str::trim) {
        let source: Vec<&str> = block.lines().filter(|line| !line.starts_with("//~")).collect();
        let source = source.join("\n");
        writeln!(actual, "{source}").unwrap();
        if source.lines().any(|line| !line.starts_with("//")) {
            errors_of(&source).iter().for_each(|error| actual.push_str(&show(error)));
        }
        actual.push('\n');
    }
    let actual = format!("{}\n", actual.trim_end());
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(FILE, &actual).unwrap();
    }
    assert_eq!(actual, expected, "run with UPDATE_EXPECT=1 and look at the difference");
}

#[test]
fn every_code_has_an_example() {
    let text = fs::read_to_string(FILE).unwrap();
    for code in code::ALL {
        assert!(text.contains(&format!("//~ {code} ")), "{code} has no case in errors.txt");
    }
}

fn show(error: &GrammarError) -> String {
    let token = error.span.source_text().unwrap_or_default();
    let mut text = format!("//~ {} at {token}: {}\n", error.code, error.message);
    if let Some(help) = &error.help {
        writeln!(text, "//~   help: {help}").unwrap();
    }
    text
}

fn errors_of(source: &str) -> Vec<GrammarError> {
    let file = syn::parse_file(source).unwrap();
    let mut item = file.items.into_iter().next().unwrap();
    match &mut item {
        Item::Fn(function) => {
            let attr = function.attrs.pop().unwrap();
            let attribute = Attribute::named(&attr.path().get_ident().unwrap().to_string()).unwrap();
            parse_handler(attribute, arguments(&attr.meta), &HandlerFn::from(&*function)).unwrap().errors
        }
        Item::Macro(invocation) => parse_service(invocation.mac.tokens.clone()).errors,
        _ => errors_of_type(syn::parse_str(source).unwrap()),
    }
}

fn errors_of_type(mut item: syn::DeriveInput) -> Vec<GrammarError> {
    let Some(derive) = item.attrs.iter().find(|attr| attr.path().is_ident("derive")) else {
        let attr = item.attrs.pop().unwrap();
        let args = arguments(&attr.meta);
        let head = TypeHead::from(&item);
        return if attr.path().is_ident("event") {
            EventAttr::parse(args, &head).errors
        } else {
            SignalAttr::parse(args, &head).errors
        };
    };
    let derive = arguments(&derive.meta).to_string();
    if derive == "Failure" {
        return parse_failure(&item).errors;
    }
    match Derive::named(&derive).unwrap() {
        Derive::Event => EventAttr::parse_derive(&TypeHead::from(&item)).errors,
        Derive::Signal => SignalAttr::parse_derive(&TypeHead::from(&item)).errors,
        Derive::AnyOf => parse_any_of(&item).errors,
    }
}

fn arguments(meta: &Meta) -> TokenStream {
    match meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}
