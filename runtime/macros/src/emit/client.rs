//! The typed client: a struct per service and a method per command. And what is left of a handler where its package
//! is built as nothing but a client.

use eventual_analyzer_grammar::{CommandAttr, HandlerAttr, HandlerFn, Param, ServiceDecl};
use eventual_analyzer_model::Method;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt as _;

use super::handler::{output, span_of};
use crate::krate::Krate;

/// The struct that the commands add their methods to, under the alias by which they find it.
pub(crate) fn service(krate: &Krate, declaration: &ServiceDecl) -> TokenStream {
    if !krate.has_service {
        return TokenStream::new();
    }
    let e = krate.private();
    let ServiceDecl { vis, ident, name, .. } = declaration;
    let client = format_ident!("{ident}Client", span = ident.span());
    let docs = format!(
        "The commands of the service `{}`, each as a method that calls it. `ServiceClient::<{ident}>` makes one.",
        name.value
    );
    quote! {
        #e::if_client! {
            #[doc = #docs]
            #[derive(Clone, Debug)]
            #vis struct #client { caller: #e::client::Caller }
            impl ::core::convert::From<#e::client::Caller> for #client {
                fn from(caller: #e::client::Caller) -> Self { Self { caller } }
            }
            impl #e::client::HasClient for #ident { type Client = #client; }
            #[doc(hidden)]
            pub use #client as __EventualClient;
        }
    }
}

/// What a handler adds to its service's client: of a command the method that calls it.
pub(crate) fn client(krate: &Krate, attr: &HandlerAttr, function: &HandlerFn) -> TokenStream {
    match attr {
        HandlerAttr::Command(attr) if krate.has_service => method(krate, attr, function),
        _ => TokenStream::new(),
    }
}

/// The method stands beside the function, so types resolve where they were written. Always `pub`, whatever the
/// function is: the command is reachable for whoever has the address.
fn method(krate: &Krate, attr: &CommandAttr, function: &HandlerFn) -> TokenStream {
    let e = krate.private();
    let signature = &attr.signature;
    let name = &signature.name.value;
    let ident = method_name(name, &signature.ident);
    let kept = ["doc", "deprecated", "cfg"];
    let attrs = function.attrs.iter().filter(|it| kept.iter().any(|name| it.path().is_ident(name)));
    let inputs: Vec<Parameter> = signature.inputs().map(Parameter::of).collect();
    let parameters = inputs.iter().map(|Parameter { ident, ty, is_text }| match is_text {
        true => quote!(#ident: impl ::core::convert::Into<#ty>),
        false => quote!(#ident: #ty),
    });
    let input = match inputs.as_slice() {
        [] => quote!(#e::client::Input::none()),
        [one] if !attr.input_is_object() => {
            let (ty, value) = (&one.ty, one.value());
            quote_spanned!(span_of(ty)=> #e::client::Input::whole::<#ty>(&#value))
        }
        all => all.iter().zip(signature.inputs()).fold(
            quote!(#e::client::Input::object()),
            |object, (it, param)| {
                let (ty, value, name) = (&it.ty, it.value(), param.name());
                quote_spanned!(span_of(ty)=> #object.field::<#ty>(#name, &#value))
            },
        ),
    };
    let output = output(krate, signature);
    let span = signature.output.as_ref().map_or_else(Span::call_site, span_of);
    let output = {
        let e = krate.private_at(span);
        quote_spanned!(span=> <#output as #e::client::CommandValue>::Value)
    };
    let may_repeat = may_repeat(attr);
    quote! {
        #e::if_client! {
            impl crate::__EventualClient {
                #(#attrs)*
                #[allow(missing_docs, private_interfaces, unreachable_pub, clippy::too_many_arguments)]
                pub fn #ident(&self, #(#parameters),*) -> #e::client::CommandCall<#output> {
                    self.caller.command(#name, #may_repeat, #input)
                }
            }
        }
    }
}

/// The method's name is the wire name, as in the typed structs of infrastructure programs: two functions of one name
/// in different modules give two methods.
fn method_name(name: &str, function: &Ident) -> Ident {
    if function.unraw() == name {
        return function.clone();
    }
    let span = function.span();
    match name {
        // These cannot be raw.
        "_" | "self" | "Self" | "super" | "crate" => Ident::new(&format!("{name}_"), span),
        _ => match syn::parse_str::<Ident>(name) {
            Ok(_) => Ident::new(name, span),
            Err(_) => Ident::new_raw(name, span),
        },
    }
}

/// A parameter of a client's method.
struct Parameter {
    ident: Ident,
    ty: Type,
    /// Whether it takes whatever becomes a `String`. Only for these: `impl Into<u32>` would not take `3`.
    is_text: bool,
}

impl Parameter {
    fn of(param: &Param) -> Self {
        let ident = param.ident.clone().unwrap_or_else(|| Ident::new("input", Span::call_site()));
        let is_text = match &param.ty {
            Type::Path(path) => {
                path.qself.is_none() && path.path.segments.last().is_some_and(|it| it.ident == "String")
            }
            _ => false,
        };
        Self { ident, ty: param.ty.clone(), is_text }
    }

    fn value(&self) -> TokenStream {
        let Self { ident, ty, is_text } = self;
        if *is_text { quote!(::core::convert::Into::<#ty>::into(#ident)) } else { quote!(#ident) }
    }
}

/// Whether HTTP calls the method of the command's route idempotent (RFC 9110, section 9.2.2).
fn may_repeat(attr: &CommandAttr) -> bool {
    attr.method.as_ref().is_some_and(|it| !matches!(it.value, Method::Post | Method::Patch))
}

/// The code of a handler, in a package that has a feature `server` under this feature. Without it only a function
/// of that name is left, so that imports of it resolve.
pub(crate) fn on_server(krate: &Krate, function: &HandlerFn, code: &TokenStream) -> TokenStream {
    if !krate.has_server_feature {
        return code.clone();
    }
    let e = krate.private();
    let (vis, ident) = (&function.vis, &function.sig.ident);
    let conditions = function.attrs.iter().filter(|it| it.path().is_ident("cfg"));
    let message = format!(
        "`{ident}` has no body here: its crate was built without the feature `server`, as a client; call it \
         through `ServiceClient`"
    );
    quote! {
        #[cfg(feature = "server")]
        #e::keep! { #code }
        #[cfg(not(feature = "server"))]
        #(#conditions)*
        #[doc(hidden)]
        #[allow(dead_code, missing_docs, unreachable_pub, clippy::panic)]
        #vis fn #ident() -> ! { ::core::panic!(#message) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_have_the_wire_name() {
        for (name, function, method) in [
            ("create", "create", "create"),
            ("create_order", "create", "create_order"),
            ("match", "r#match", "r#match"),
            ("type", "ty", "r#type"),
            ("self", "me", "self_"),
        ] {
            let function = syn::parse_str(function).unwrap();
            assert_eq!(method_name(name, &function).to_string(), method);
        }
    }
}
