use eventual_analyzer_grammar::{AnyOf, EventAttr};
use eventual_analyzer_model::contract::{self, Capability, event};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::handler::{optional, span_of, unseen};
use crate::krate::Krate;

/// The impls of `#[derive(Event)]`.
pub(crate) fn event(krate: &Krate, attr: &EventAttr) -> TokenStream {
    let e = krate.private();
    let (ident, name) = (&attr.ident, &attr.name.value);
    let version = match &attr.version {
        Some(version) => {
            let version = version.value;
            quote!(::core::option::Option::Some(#version))
        }
        None => quote!(::core::option::Option::None),
    };
    let docs = optional(attr.docs.as_deref());
    let touch = touch(&Capability::of(event::EMIT, name));
    let marker = format_ident!("Described");
    let registration = register(krate, "event", name, ident, &marker);
    quote_spanned! {ident.span()=>
        const _: () = {
            impl #e::Event for #ident {
                const NAME: &'static str = #name;
                const VERSION: ::core::option::Option<u32> = #version;
                fn check(&self, problems: &mut ::std::vec::Vec<#e::Problem>) {
                    #[allow(unused_imports)]
                    use #e::{ValidateNothing as _, ValidateWithGarde as _};
                    (&#e::Probe(self)).validate("", problems);
                }
                fn touch() { #touch }
            }
            #[doc(hidden)]
            #[allow(dead_code, missing_docs, missing_debug_implementations, unreachable_pub)]
            pub enum #marker {}
            impl #e::Describe for #marker {
                #[inline]
                fn describe() -> #e::describe::HandlerDescription {
                    #[allow(unused_imports)]
                    use #e::{NoSchema as _, SchemaIfKnown as _};
                    #e::describe::HandlerDescription::Event(#e::describe::EventDescription {
                        name: #name.into(),
                        version: #version,
                        docs: #docs,
                        schema: (&#e::SchemaOf::<#ident>::new()).schema(),
                    })
                }
            }
            #registration
        };
    }
}

/// The impl of `#[derive(AnyOf)]`.
pub(crate) fn any_of(krate: &Krate, attr: &AnyOf) -> TokenStream {
    let e = krate.private();
    let ident = &attr.ident;
    let names = attr.variants.iter().map(|variant| {
        let ty = &variant.event;
        quote_spanned!(span_of(ty)=> <#ty as #e::Event>::NAME)
    });
    let reads = attr.variants.iter().map(|variant| {
        let (ty, variant) = (&variant.event, &variant.ident);
        quote! {
            if name == <#ty as #e::Event>::NAME {
                return ::core::result::Result::Ok(Self::#variant(#e::read_event::<#ty>(detail)?));
            }
        }
    });
    quote! {
        impl #e::EventSet for #ident {
            const NAMES: &'static [&'static str] = &[#(#names),*];
            fn read(name: &str, detail: #e::Value) -> #e::Result<Self> {
                #(#reads)*
                ::core::result::Result::Err(#e::unknown_event(name, Self::NAMES))
            }
        }
    }
}

/// Statements that touch the marker of a capability: one static byte in an ELF section of its own, which the linker
/// keeps if and only if this code is linked.
pub(super) fn touch(capability: &Capability) -> TokenStream {
    let section = capability.section();
    quote! {
        // SAFETY: a byte that is never written, in a section that holds nothing else.
        #[cfg(target_os = "linux")]
        #[unsafe(link_section = #section)]
        static MARK: u8 = 0;
        #[cfg(target_os = "linux")]
        ::core::hint::black_box(&MARK);
    }
}

/// Makes a type known to the service of its crate; `kind` is `event` or the like.
pub(super) fn register(krate: &Krate, kind: &str, name: &str, ident: &Ident, marker: &Ident) -> TokenStream {
    if !krate.has_service {
        return TokenStream::new();
    }
    let e = krate.private_at(ident.span());
    let hash = contract::hash(&format!("{kind}:{name}"));
    let unseen = unseen(&format!("{kind} `{name}`"));
    quote_spanned! {ident.span()=>
        impl #e::HandlerAt<#hash> for crate::__EventualService { type Handler = #marker; }
        const _: () = #e::check_known(<crate::__EventualService as #e::Service>::KNOWN, #hash, #unseen);
    }
}
