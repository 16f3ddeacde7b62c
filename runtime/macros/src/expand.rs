//! From tokens to tokens: read the item, emit code for what could be read and an error for everything else.

use eventual_analyzer_grammar::{
    self as grammar, Attribute, Derive, HandlerAttr, HandlerFn, Parsed, TypeHead,
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

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
    let client = emit::client(&krate, &attr, &function);
    let code = match attr {
        HandlerAttr::Command(attr) => emit::command(&krate, &attr, &function),
        HandlerAttr::Route(attr) => emit::route(&krate, &attr, &function),
        HandlerAttr::Subscription(attr) => emit::subscription(&krate, &attr, &function),
        HandlerAttr::Task(attr) => emit::task(&krate, &attr, &function),
        HandlerAttr::Workflow(attr) => emit::workflow(&krate, &attr, &function),
    };
    let code = emit::on_server(&krate, &function, &code);
    quote!(#code #client)
}

/// `#[event(..)]` and `#[signal(..)]` on a type: the attribute form of the derives.
pub(crate) fn message(attribute: Attribute, args: TokenStream, item: TokenStream) -> TokenStream {
    let head = match syn::parse2::<TypeHead>(item.clone()) {
        Ok(head) => head,
        Err(error) => {
            let error = error.to_compile_error();
            return quote!(#item #error);
        }
    };
    let krate = Krate::current();
    let code = match attribute {
        Attribute::Signal => emitted(grammar::parse_signal(args, &head), |attr| emit::signal(&krate, attr)),
        _ => emitted(grammar::parse_event(args, &head), |attr| emit::event(&krate, attr)),
    };
    quote!(#item #code)
}

/// A derive.
pub(crate) fn derive(derive: Derive, item: TokenStream) -> TokenStream {
    let item = match syn::parse2::<DeriveInput>(item) {
        Ok(item) => item,
        Err(error) => return error.to_compile_error(),
    };
    let krate = Krate::current();
    match derive {
        Derive::Event => emitted(grammar::parse_event_derive(&(&item).into()), |it| emit::event(&krate, it)),
        Derive::Signal => {
            emitted(grammar::parse_signal_derive(&(&item).into()), |it| emit::signal(&krate, it))
        }
        Derive::AnyOf => emitted(grammar::parse_any_of(&item), |it| emit::any_of(&krate, it)),
    }
}

/// The code for what was read without an error, else the errors.
fn emitted<T>(parsed: Parsed<T>, emit: impl FnOnce(&T) -> TokenStream) -> TokenStream {
    match &parsed.value {
        Some(value) if parsed.errors.is_empty() => emit(value),
        _ => parsed.compile_errors(),
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
