use eventual_analyzer_grammar::SignalAttr;
use eventual_analyzer_model::contract::{Capability, signal};
use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};

use super::event::{register, touch};
use crate::krate::Krate;

/// The impls of `#[derive(Signal)]`.
pub(crate) fn signal(krate: &Krate, attr: &SignalAttr) -> TokenStream {
    let e = krate.private();
    let (ident, name) = (&attr.ident, &attr.name.value);
    let touch = touch(&Capability::of(signal::SEND, name));
    let marker = format_ident!("Described");
    let registration = register(krate, "signal", name, ident, &marker);
    quote_spanned! {ident.span()=>
        const _: () = {
            impl #e::Signal for #ident {
                const NAME: &'static str = #name;
            }
            impl #e::SendSignal for #ident {
                fn touch() { #touch }
            }
            #[doc(hidden)]
            #[allow(dead_code, missing_docs, missing_debug_implementations, unreachable_pub)]
            pub enum #marker {}
            #registration
        };
    }
}
