use eventual_analyzer_grammar::{HandlerFn, RouteAttr};
use eventual_analyzer_model::HandlerKind;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::command::{answer_at, variant};
use super::handler::{arguments, chain, declare, marker, optional, register, span_of};
use crate::krate::Krate;

/// The user's function untouched, its marker, and how the marker answers requests.
pub(crate) fn route(krate: &Krate, attr: &RouteAttr, function: &HandlerFn) -> TokenStream {
    let e = krate.private();
    let signature = &attr.signature;
    let marker = marker(signature);
    let declaration = declare(signature);
    let (name, user) = (&signature.name.value, &signature.ident);
    let registration = register(krate, HandlerKind::Route, name, &marker);
    let (method, path) = (attr.method.value.as_str(), attr.path.value.to_string());
    let variant = format_ident!("{}", variant(attr.method.value));
    let chain = chain(krate, &attr.middleware);
    let span = signature.inputs().next().map_or_else(Span::call_site, |param| span_of(&param.ty));
    let request = Ident::new("__request", span.resolved_at(Span::call_site()));
    let arguments = arguments(krate, signature, &[request]);
    let answer = if signature.returns_result { quote!(route_result) } else { quote!(route_answer) };
    let answer = answer_at(krate, signature, &answer);
    let docs = signature.docs.as_deref();
    let (summary, description) = (optional(docs.and_then(|it| it.lines().next())), optional(docs));
    let implementation = quote! {
        const _: () = {
            impl #e::HttpHandler for #marker {
                const NAME: &'static str = #name;
                const METHOD: &'static str = #method;
                const PATH: ::core::option::Option<&'static str> = ::core::option::Option::Some(#path);
                const RPC: bool = false;
                fn handle(__call: #e::HttpCall) -> #e::BoxFuture<#e::Response> {
                    #e::serve(__call, #chain, |__request, _, __context| ::std::boxed::Box::pin(async move {
                        let _ = &__request;
                        let __value = #user(#(#arguments),*).await;
                        #answer
                    }))
                }
            }
            impl #e::Describe for #marker {
                #[inline]
                fn describe() -> #e::describe::HandlerDescription {
                    #e::describe::HandlerDescription::Route(#e::describe::RouteDescription {
                        name: #name.into(),
                        method: #e::describe::Method::#variant,
                        path: #path.into(),
                        summary: #summary,
                        description: #description,
                        tags: ::std::vec::Vec::new(),
                    })
                }
            }
            #registration
            #e::if_lambda! {
                impl #e::lambda::Entry for #marker {
                    fn entry(invocation: #e::lambda::Invocation) -> #e::lambda::Answer {
                        #e::lambda::http_entry::<#marker>(invocation)
                    }
                }
            }
        };
    };
    quote!(#function #declaration #implementation)
}
