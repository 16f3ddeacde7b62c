use eventual_analyzer_grammar::{HandlerFn, RouteAttr};
use eventual_analyzer_model::HandlerKind;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::command::variant;
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
    let arguments = arguments(krate, signature, &[Ident::new("request", Span::call_site())]);
    let answer = if signature.returns_result { quote!(route_result) } else { quote!(route_answer) };
    let docs = signature.docs.as_deref();
    let (summary, description) = (optional(docs.and_then(|it| it.lines().next())), optional(docs));
    let check = signature.inputs().map(|param| {
        let ty = &param.ty;
        quote_spanned!(span_of(ty)=> const _: fn(#e::Request) -> #ty = |request| request;)
    });
    let implementation = quote! {
        const _: () = {
            impl #e::HttpHandler for #marker {
                const NAME: &'static str = #name;
                const METHOD: &'static str = #method;
                const PATH: ::core::option::Option<&'static str> = ::core::option::Option::Some(#path);
                const RPC: bool = false;
                fn handle(call: #e::HttpCall) -> #e::BoxFuture<#e::Response> {
                    #e::serve(call, #chain, |request, _target, context| ::std::boxed::Box::pin(async move {
                        let _ = &request;
                        let value = #user(#(#arguments),*).await;
                        #e::#answer(#e::Context::call(&context), value)
                    }))
                }
            }
            impl #e::Describe for #marker {
                #[inline]
                fn describe() -> #e::openapi::HandlerDescription {
                    #e::openapi::HandlerDescription::Route(#e::openapi::RouteDescription {
                        name: #name.into(),
                        method: #e::openapi::Method::#variant,
                        path: #path.into(),
                        summary: #summary,
                        description: #description,
                        tags: ::std::vec::Vec::new(),
                    })
                }
            }
            #registration
            #(#check)*
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
