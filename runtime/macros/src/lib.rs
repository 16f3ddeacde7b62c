//! The attribute macros of eventual: parse (the grammar's work), emit.
//!
//! Every error of an item is reported at once, at the smallest guilty token, and the user's own item is always
//! kept, so that one mistake does not become a hundred. Documentation with examples is at the re-exports in the
//! facade `eventual`. Not here: what attributes may say (`analyzer/grammar`), what the emitted code calls
//! (`runtime/core`).

mod emit;
mod expand;
mod krate;

use eventual_analyzer_grammar::{Attribute, EventAttr, SignalAttr};
use eventual_analyzer_model::Method;
use proc_macro::TokenStream;

use crate::krate::Krate;

/// `service!(pub struct Orders = "orders");`
#[proc_macro]
pub fn service(input: TokenStream) -> TokenStream {
    expand::service(&Krate::current(), input.into()).into()
}

/// `middleware!(pub authed = [cors, authorized]);`
#[proc_macro]
pub fn middleware(input: TokenStream) -> TokenStream {
    expand::middleware(&Krate::current(), input.into()).into()
}

/// `#[command(..)]`
#[proc_macro_attribute]
pub fn command(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler(&Krate::current(), Attribute::Command, args.into(), item.into()).into()
}

/// `#[api(GET "/path", ..)]`
#[proc_macro_attribute]
pub fn api(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler(&Krate::current(), Attribute::Api, args.into(), item.into()).into()
}

/// `#[subscription(..)]`
#[proc_macro_attribute]
pub fn subscription(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler(&Krate::current(), Attribute::Subscription, args.into(), item.into()).into()
}

/// `#[task(..)]`
#[proc_macro_attribute]
pub fn task(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler(&Krate::current(), Attribute::Task, args.into(), item.into()).into()
}

/// `#[workflow(..)]`
#[proc_macro_attribute]
pub fn workflow(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler(&Krate::current(), Attribute::Workflow, args.into(), item.into()).into()
}

/// `#[event(..)]`
#[proc_macro_attribute]
pub fn event(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::type_attribute::<EventAttr>(&Krate::current(), args.into(), item.into()).into()
}

/// `#[signal(..)]`
#[proc_macro_attribute]
pub fn signal(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::type_attribute::<SignalAttr>(&Krate::current(), args.into(), item.into()).into()
}

/// `#[derive(Event)]`
#[proc_macro_derive(Event, attributes(event))]
pub fn derive_event(item: TokenStream) -> TokenStream {
    expand::type_derive::<EventAttr>(&Krate::current(), item.into()).into()
}

/// `#[derive(Signal)]`
#[proc_macro_derive(Signal, attributes(signal))]
pub fn derive_signal(item: TokenStream) -> TokenStream {
    expand::type_derive::<SignalAttr>(&Krate::current(), item.into()).into()
}

/// `#[derive(AnyOf)]`
#[proc_macro_derive(AnyOf)]
pub fn derive_any_of(item: TokenStream) -> TokenStream {
    expand::any_of(&Krate::current(), item.into()).into()
}

/// `#[derive(Failure)]`
#[proc_macro_derive(Failure, attributes(failure))]
pub fn derive_failure(item: TokenStream) -> TokenStream {
    expand::failure(&Krate::current(), item.into()).into()
}

macro_rules! route {
    ($($name:ident $method:ident),+ $(,)?) => {$(
        #[doc = concat!("`#[", stringify!($name), "(\"/path\", ..)]`")]
        #[proc_macro_attribute]
        pub fn $name(args: TokenStream, item: TokenStream) -> TokenStream {
            expand::handler(&Krate::current(), Attribute::Route(Method::$method), args.into(), item.into()).into()
        }
    )+};
}

route!(get Get, post Post, put Put, patch Patch, delete Delete, head Head, options Options);
