use eventual_analyzer_grammar::{Layer, MiddlewareList};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Path, PathSegment};

use crate::krate::Krate;

/// A module that holds the layers, and a macro of the same name that adds them to a chain. Types of functions have no
/// names, so a list can be no value; a macro can name the functions where it is used, through the module.
pub(crate) fn middleware(krate: &Krate, list: &MiddlewareList) -> TokenStream {
    let e = krate.private();
    let MiddlewareList { attrs, vis, ident, layers } = list;
    let macro_name = format_ident!("__{ident}_layers");
    let names: Vec<_> = (0..layers.len()).map(|index| format_ident!("layer_{index}")).collect();
    let imports = layers.iter().zip(&names).map(|(layer, name)| {
        let path = from_inside(layer);
        quote_spanned!(layer.span()=> pub(crate) use #path as #name;)
    });
    let chain = layers.iter().zip(&names).fold(quote!($before), |before, (layer, name)| {
        if layer.is_list {
            quote!($($here)*::#name!(#before, $($here)*::#name))
        } else {
            quote!(#e::then(#before, $($here)*::#name))
        }
    });
    quote! {
        #(#attrs)*
        #[allow(missing_docs, unreachable_pub)]
        #vis mod #ident {
            #(#[allow(unused_imports)] #imports)*
        }
        #[doc(hidden)]
        #[allow(unused_macros)]
        macro_rules! #macro_name {
            ($before:expr, $($here:tt)*) => { #chain };
        }
        #[doc(hidden)]
        #[allow(unused_imports)]
        pub(crate) use #macro_name as #ident;
    }
}

/// The path as it is written in a module inside. Not through `use super::*`: what comes in that way cannot be handed on.
fn from_inside(layer: &Layer) -> Path {
    let mut path = layer.path.clone();
    let Some(first) = path.segments.first_mut().filter(|_| path.leading_colon.is_none()) else { return path };
    let above = format_ident!("super", span = first.ident.span());
    if first.ident == "self" {
        first.ident = above;
    } else if first.ident != "crate" {
        path.segments.insert(0, PathSegment::from(above));
    }
    path
}
