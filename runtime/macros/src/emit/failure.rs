use eventual_analyzer_grammar::{FailureEnum, FailureVariant};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Fields, Type};

use crate::emit::handler::span_of;
use crate::krate::Krate;

/// The impls of `#[derive(Failure)]`. The conversion makes `?` work where `eventual::Result` is returned.
pub(crate) fn failure(krate: &Krate, failure: &FailureEnum) -> TokenStream {
    let e = krate.private();
    let ident = &failure.ident;
    let Some((other, other_type)) = &failure.other else { return TokenStream::new() };
    let writes = failure.variants.iter().map(|it| write(&e, it));
    let reads = failure.variants.iter().map(|it| read(&e, it));
    let span = span_of(other_type);
    let as_failure = {
        let e = krate.private_at(span);
        quote_spanned!(span=> <#other_type as #e::Failure>)
    };
    quote! {
        const _: () = {
            impl #e::Failure for #ident {
                fn to_error(&self) -> #e::Error {
                    #[allow(unused_imports)]
                    use #e::derived::{ShowNothing as _, ShowText as _};
                    match self {
                        #(#writes)*
                        Self::#other(__error) => #as_failure::to_error(__error),
                    }
                }
                fn from_error(__error: #e::Error) -> Self {
                    #(#reads)*
                    Self::#other(#as_failure::from_error(__error))
                }
            }
            impl ::core::convert::From<#ident> for #e::Error {
                fn from(__failure: #ident) -> Self {
                    #e::Failure::to_error(&__failure)
                }
            }
        };
    }
}

/// Variables for the fields, and the pattern that binds them.
fn bind(variant: &FailureVariant) -> (Vec<Ident>, TokenStream) {
    let names: Vec<Ident> = (0..variant.fields.len()).map(|index| format_ident!("__field_{index}")).collect();
    let ident = &variant.ident;
    let pattern = match &variant.fields {
        Fields::Unit => quote!(Self::#ident),
        Fields::Unnamed(_) => quote!(Self::#ident(#(#names),*)),
        Fields::Named(fields) => {
            let fields = fields.named.iter().filter_map(|it| it.ident.as_ref());
            quote!(Self::#ident { #(#fields: #names),* })
        }
    };
    (names, pattern)
}

fn types(fields: &Fields) -> impl Iterator<Item = &Type> {
    fields.iter().map(|it| &it.ty)
}

fn write(e: &TokenStream, variant: &FailureVariant) -> TokenStream {
    let (names, pattern) = bind(variant);
    let name = &variant.name.value;
    let data = match &variant.fields {
        Fields::Unit => TokenStream::new(),
        Fields::Unnamed(_) if names.is_empty() => TokenStream::new(),
        Fields::Unnamed(_) if names.len() == 1 => quote!(.with_data(#(#names)*)),
        Fields::Unnamed(_) => quote!(.with_data((#(#names),*))),
        Fields::Named(fields) => {
            let keys = fields.named.iter().filter_map(|it| it.ident.as_ref()).map(key);
            quote!(.with_data(#e::derived::Fields::default()#(.with(#keys, #names))*))
        }
    };
    let never = variant.non_retryable.then(|| quote!(.non_retryable()));
    quote!(#pattern => #e::Error::new(#name, (&#e::derived::Shown(self)).text()) #data #never,)
}

/// Data that cannot be read leaves the failure to the variant for others.
fn read(e: &TokenStream, variant: &FailureVariant) -> TokenStream {
    let (names, pattern) = bind(variant);
    let name = &variant.name.value;
    let types = types(&variant.fields);
    let body = match &variant.fields {
        _ if names.is_empty() => quote!(return #pattern;),
        Fields::Unit => quote!(return #pattern;),
        Fields::Unnamed(_) => {
            let ty = if names.len() == 1 { quote!(#(#types)*) } else { quote!((#(#types),*)) };
            let bound = if names.len() == 1 { quote!(#(#names)*) } else { quote!((#(#names),*)) };
            quote! {
                if let ::core::option::Option::Some(#bound) = #e::derived::data_of::<#ty>(&__error) {
                    return #pattern;
                }
            }
        }
        Fields::Named(fields) => {
            let keys = fields.named.iter().filter_map(|it| it.ident.as_ref()).map(key);
            quote! {
                // Not as one condition: the user's crate may be of an edition without such.
                if let ::core::option::Option::Some(__fields) = #e::derived::data_of::<#e::derived::Fields>(&__error) {
                    if let (#(::core::option::Option::Some(#names),)*) = (#(__fields.get::<#types>(#keys),)*) {
                        return #pattern;
                    }
                }
            }
        }
    };
    quote!(if __error.name == #name { #body })
}

fn key(field: &Ident) -> String {
    syn::ext::IdentExt::unraw(field).to_string()
}
