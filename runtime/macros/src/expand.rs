//! From tokens to tokens: read the item, emit code for what could be read and an error for everything else.

use eventual_analyzer_grammar::{self as grammar, Attribute, HandlerAttr, HandlerFn};
use proc_macro2::TokenStream;
use quote::quote;

use crate::emit;
use crate::krate::Krate;

/// A handler attribute on a function.
pub(crate) fn handler(attribute: Attribute, args: TokenStream, item: TokenStream) -> TokenStream {
    let function = match syn::parse2::<HandlerFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => return not_a_function(attribute, &error, &item),
    };
    let Some(parsed) = grammar::parse_handler(attribute, args, &function) else { return item };
    let errors = parsed.compile_errors();
    let (true, Some(attr)) = (parsed.errors.is_empty(), parsed.value) else {
        return quote!(#item #errors);
    };
    let krate = Krate::current();
    match attr {
        HandlerAttr::Command(attr) => emit::command(&krate, &attr, &function),
        HandlerAttr::Route(attr) => emit::route(&krate, &attr, &function),
        _ => item,
    }
}

fn not_a_function(attribute: Attribute, error: &syn::Error, item: &TokenStream) -> TokenStream {
    let name = Attribute::ALL.into_iter().find(|it| it.1 == attribute).map_or("attribute", |it| it.0);
    let message = format!("`#[{name}]` goes on an `async fn` outside of any `impl`: {error}");
    let error = syn::Error::new(error.span(), message).to_compile_error();
    quote!(#item #error)
}

/// `service!`
pub(crate) fn service(input: TokenStream) -> TokenStream {
    let parsed = grammar::parse_service(input);
    let errors = parsed.compile_errors();
    let declaration = parsed.value.map(|declaration| emit::service(&Krate::current(), &declaration));
    quote!(#declaration #errors)
}
