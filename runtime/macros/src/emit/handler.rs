//! What all handlers have in common.

use eventual_analyzer_grammar::{HandlerSignature, Layer, Param, ParamKind};
use eventual_analyzer_model::{HandlerKind, contract};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;

use crate::krate::Krate;

/// `__create_order`: the type that stands for the handler.
pub(crate) fn marker(signature: &HandlerSignature) -> Ident {
    format_ident!("__{}", signature.ident.unraw(), span = signature.ident.span())
}

/// The marker's declaration. Always `pub`, whatever the function is: the service's type names it.
pub(crate) fn declare(signature: &HandlerSignature) -> TokenStream {
    let marker = marker(signature);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_docs, missing_debug_implementations, unreachable_pub)]
        pub enum #marker {}
    }
}

/// Puts the handler into its service's type-level registry, if the crate has a service.
pub(crate) fn register(krate: &Krate, kind: HandlerKind, name: &str, handler: &Ident) -> TokenStream {
    if !krate.has_service {
        return TokenStream::new();
    }
    let e = krate.private_at(handler.span());
    let hash = contract::hash(&format!("{kind}:{name}"));
    let unseen = unseen(&format!("{kind} `{name}`"));
    quote_spanned! {handler.span()=>
        impl #e::HandlerAt<#hash> for crate::__EventualService { type Handler = #handler; }
        const _: () = #e::check_known(<crate::__EventualService as #e::Service>::KNOWN, #hash, #unseen);
    }
}

/// What the compiler says of a handler that it has and the analyzer did not find.
pub(crate) fn unseen(what: &str) -> String {
    format!(
        "the {what} is not part of the service: eventual did not find it in the source. Is it made by a macro, \
         included with `include!`, or inside of a function? Write it in a module of the crate"
    )
}

/// The chain of middleware as an expression; an error of one points at its name.
pub(crate) fn chain(krate: &Krate, middleware: &[Layer]) -> TokenStream {
    let e = krate.private();
    middleware.iter().fold(quote!(#e::NoMiddleware), |before, layer| {
        let (path, span) = (&layer.path, layer.span());
        let e = krate.private_at(span);
        // A list is a macro and a module of one name: the macro adds what the module holds.
        if layer.is_list {
            quote_spanned!(span=> #path!(#before, #path))
        } else {
            quote_spanned!(span=> #e::then(#before, #path))
        }
    })
}

/// The arguments of the call of the user's function: inputs by their variables in order, context by lookup.
pub(crate) fn arguments(krate: &Krate, signature: &HandlerSignature, inputs: &[Ident]) -> Vec<TokenStream> {
    let mut inputs = inputs.iter();
    let argument = |param: &Param| match param.kind {
        ParamKind::Input => inputs.next().map_or_else(TokenStream::new, |it| quote!(#it)),
        ParamKind::Context => {
            let (ty, e) = (&param.ty, krate.private_at(param.span));
            quote_spanned!(param.span=> #e::Provides::<#ty, _>::get(&__context))
        }
    };
    signature.params.iter().map(argument).collect()
}

/// Variables for the inputs: `__input_0`, … Everything beside user code begins with `__`: a function may be called
/// `input` or `context`.
pub(crate) fn variables(signature: &HandlerSignature) -> Vec<Ident> {
    signature.inputs().enumerate().map(|(index, _)| format_ident!("__input_{index}")).collect()
}

/// What success carries: `T` of `Result<T, E>`, or the return type itself.
pub(crate) fn output(krate: &Krate, signature: &HandlerSignature) -> TokenStream {
    let e = krate.private();
    match &signature.output {
        None => quote!(()),
        Some(ty) if signature.returns_result => quote!(<#ty as #e::ResultType>::Value),
        Some(ty) => quote!(#ty),
    }
}

/// Span of a type for checks whose errors should point at it.
pub(crate) fn span_of(ty: &Type) -> proc_macro2::Span {
    let tokens = quote!(#ty);
    tokens.into_iter().next().map_or_else(proc_macro2::Span::call_site, |token| token.span())
}

/// `Some("text".into())` or `None`.
pub(crate) fn optional(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(::core::convert::Into::into(#text))),
        None => quote!(::core::option::Option::None),
    }
}
