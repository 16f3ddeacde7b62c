use eventual_analyzer_grammar::ServiceDecl;
use proc_macro2::TokenStream;
use quote::quote;

use super::client;
use crate::krate::Krate;

/// The service's type, its name, and the alias by which handlers in any module find it.
pub(crate) fn service(krate: &Krate, declaration: &ServiceDecl) -> TokenStream {
    let e = krate.private();
    let ServiceDecl { attrs, vis, ident, name } = declaration;
    let name = &name.value;
    let alias = krate.has_service.then(|| quote!(#[doc(hidden)] pub use #ident as __EventualService;));
    let client = client::service(krate, declaration);
    quote! {
        #(#attrs)*
        #[derive(Clone, Copy, Debug)]
        #vis struct #ident;
        impl #e::Service for #ident {
            const NAME: &'static str = #name;
            const KNOWN: &'static [u64] = &[];
        }
        #alias
        #client
    }
}
