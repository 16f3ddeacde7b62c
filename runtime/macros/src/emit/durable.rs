//! Tasks and workflows: the function's name becomes a plain function that returns a call.

use std::time::Duration;

use eventual_analyzer_grammar::{HandlerFn, HandlerSignature, Param, ParamKind, TaskAttr, WorkflowAttr};
use eventual_analyzer_model::contract::{Capability, task, workflow};
use eventual_analyzer_model::{HandlerKind, RetryPolicy};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Attribute;

use super::event::touch;
use super::handler::{arguments, declare, marker, register};
use crate::krate::Krate;

/// `fn charge(order: OrderId) -> TaskCall<__charge>`, and the task behind it.
pub(crate) fn task(krate: &Krate, attr: &TaskAttr, function: &HandlerFn) -> TokenStream {
    let e = krate.private();
    let signature = &attr.signature;
    let parts = Parts::of(krate, signature);
    let Parts { marker, name, input, names, output, .. } = &parts;
    let arguments = arguments(krate, signature, names);
    let body = body(function);
    let options = task_options(&e, attr);
    let touch = touch(&Capability::of(task::CALL, name));
    let call = quote!(#e::TaskCall<#marker>);
    let replaced = replaced(function, signature, &parts, &call, &quote!(#e::TaskCall), &touch);
    let declaration = declare(signature);
    let registration = register(krate, HandlerKind::Task, name, marker);
    let bind = &parts.bind;
    let implementation = quote! {
        const _: () = {
            impl #e::Task for #marker {
                type Input = #input;
                type Output = #output;
                const NAME: &'static str = #name;
                fn options() -> #e::TaskOptions { #options }
                fn run(__input: Self::Input, __context: #e::TaskContext) -> #e::TaskFuture<Self::Output> {
                    #body
                    ::std::boxed::Box::pin(async move {
                        let __context = #e::task_scope(__context, #name);
                        let _ = &__context;
                        #bind
                        __body(#(#arguments),*).await
                    })
                }
                #e::if_lambda! {
                    // The function that runs the workflows calls tasks, and shall not link their bodies.
                    fn direct(_: Self::Input) -> #e::TaskFuture<Self::Output> {
                        #e::only_in_a_workflow::<Self>()
                    }
                }
            }
            #registration
            #e::if_lambda! {
                impl #e::lambda::Entry for #marker {
                    fn entry(invocation: #e::lambda::Invocation) -> #e::lambda::Answer {
                        #e::lambda::task_entry::<#marker>(invocation)
                    }
                }
            }
        };
    };
    let input_struct = &parts.input_struct;
    quote!(#replaced #declaration #input_struct #implementation)
}

/// `fn process_order(order: OrderId) -> WorkflowCall<__process_order>`, and the workflow behind it.
pub(crate) fn workflow(krate: &Krate, attr: &WorkflowAttr, function: &HandlerFn) -> TokenStream {
    let e = krate.private();
    let signature = &attr.signature;
    let parts = Parts::of(krate, signature);
    let Parts { marker, name, input, names, output, .. } = &parts;
    let body = body(function);
    let timeout = duration(attr.timeout.as_ref().map(|it| it.value));
    let call = quote!(#e::WorkflowCall<#marker>);
    let touch = touch(&Capability::of(workflow::START, name));
    let replaced = replaced(function, signature, &parts, &call, &quote!(#e::WorkflowCall), &touch);
    let declaration = declare(signature);
    let registration = register(krate, HandlerKind::Workflow, name, marker);
    let bind = &parts.bind;
    let implementation = quote! {
        const _: () = {
            impl #e::Workflow for #marker {
                type Input = #input;
                type Output = #output;
                const NAME: &'static str = #name;
                fn timeout() -> ::core::option::Option<::core::time::Duration> { #timeout }
                fn run(__input: Self::Input) -> #e::WorkflowFuture<Self::Output> {
                    #body
                    ::std::boxed::Box::pin(async move {
                        #bind
                        __body(#(#names),*).await
                    })
                }
            }
            impl #e::Startable for #marker {
                fn touch() { #touch }
            }
            #registration
            #e::if_lambda! {
                impl #e::lambda::Orchestrated for #marker {
                    fn workflow() -> #e::lambda::WorkflowEntry { #e::lambda::WorkflowEntry::of::<#marker>() }
                }
            }
        };
    };
    let input_struct = &parts.input_struct;
    quote!(#replaced #declaration #input_struct #implementation)
}

/// What the code for tasks and workflows is made of.
struct Parts {
    marker: Ident,
    name: String,
    /// Type of the input.
    input: TokenStream,
    /// Declaration of that type if it is made up here: several inputs are an object by name.
    input_struct: TokenStream,
    /// Names of the inputs in the replaced function and in the call of the body.
    names: Vec<Ident>,
    /// Binds `names` from `input`.
    bind: TokenStream,
    /// The value of `input` made of `names`.
    make: TokenStream,
    output: TokenStream,
}

impl Parts {
    fn of(krate: &Krate, signature: &HandlerSignature) -> Self {
        let e = krate.private();
        let marker = marker(signature);
        let inputs: Vec<&Param> = signature.inputs().collect();
        let names: Vec<Ident> = inputs
            .iter()
            .enumerate()
            .map(|(index, param)| param.ident.clone().unwrap_or_else(|| format_ident!("input_{index}")))
            .collect();
        let types: Vec<_> = inputs.iter().map(|param| &param.ty).collect();
        let (input, input_struct, bind, make) = match inputs.as_slice() {
            [] => (quote!(()), TokenStream::new(), quote!(let () = __input;), quote!(())),
            [_] => (
                quote!(#(#types)*),
                TokenStream::new(),
                quote!(let #(#names)* = __input;),
                quote!(#(#names)*),
            ),
            _ => {
                let ident = format_ident!("{marker}_input");
                let serde = quote!(#e::serde).to_string().replace(' ', "");
                let declaration = quote! {
                    #[doc(hidden)]
                    #[allow(non_camel_case_types, missing_docs, missing_debug_implementations, unreachable_pub)]
                    #[derive(#e::serde::Serialize, #e::serde::Deserialize)]
                    #[serde(crate = #serde)]
                    pub struct #ident { #(pub #names: #types),* }
                };
                (
                    quote!(#ident),
                    declaration,
                    quote!(let #ident { #(#names),* } = __input;),
                    quote!(#ident { #(#names),* }),
                )
            }
        };
        let output = signature.output.as_ref().map_or_else(|| quote!(()), |ty| quote!(#ty));
        Self { name: signature.name.value.clone(), marker, input, input_struct, names, bind, make, output }
    }
}

/// The function that stands in the user's place: the same name and inputs, returning a call. To call it needs a
/// permission, which `touch` marks.
fn replaced(
    function: &HandlerFn,
    signature: &HandlerSignature,
    parts: &Parts,
    call: &TokenStream,
    constructor: &TokenStream,
    touch: &TokenStream,
) -> TokenStream {
    let (vis, ident) = (&function.vis, &signature.ident);
    let of_the_body = ["expect", "track_caller"];
    let attrs =
        function.attrs.iter().filter(|attr| !of_the_body.iter().any(|name| attr.path().is_ident(name)));
    let params = signature.params.iter().filter(|param| param.kind == ParamKind::Input);
    let params = params.zip(&parts.names).map(|(param, name)| {
        let ty = &param.ty;
        quote!(#name: #ty)
    });
    let make = &parts.make;
    quote! {
        #(#attrs)*
        #[track_caller]
        #vis fn #ident(#(#params),*) -> #call {
            { #touch }
            #constructor::new(#make)
        }
    }
}

/// The user's function under another name, so that its own name still means the call.
fn body(function: &HandlerFn) -> TokenStream {
    let mut function = function.clone();
    function.sig.ident = Ident::new("__body", function.sig.ident.span());
    function.vis = syn::Visibility::Inherited;
    function.attrs.retain(|attr: &Attribute| !attr.path().is_ident("doc") && !attr.path().is_ident("cfg"));
    quote!(#function)
}

fn task_options(e: &TokenStream, attr: &TaskAttr) -> TokenStream {
    let retry = match &attr.retry {
        Some(retry) => retry_policy(e, &retry.to_model()),
        None => quote!(#e::RetryPolicy::never()),
    };
    let timeout = attr.function.timeout.as_ref().map(|it| Duration::from_secs(it.value.into()));
    let timeout = duration(timeout);
    let total = duration(attr.overall_timeout.as_ref().map(|it| it.value));
    let heartbeat = duration(attr.heartbeat_timeout.as_ref().map(|it| it.value));
    quote! {
        #e::TaskOptions {
            retry: #retry,
            timeout: #timeout,
            total_timeout: #total,
            heartbeat_timeout: #heartbeat,
        }
    }
}

pub(super) fn retry_policy(e: &TokenStream, policy: &RetryPolicy) -> TokenStream {
    let RetryPolicy { max_attempts, interval_ms, backoff, max_interval_ms, jitter, non_retryable } = policy;
    let max_interval =
        max_interval_ms.map(|longest| quote!(max_interval: ::core::time::Duration::from_millis(#longest),));
    quote! {
        #e::RetryPolicy {
            interval: ::core::time::Duration::from_millis(#interval_ms),
            backoff: #backoff,
            #max_interval
            jitter: #jitter,
            non_retryable: ::std::vec![#(::std::string::String::from(#non_retryable)),*],
            ..#e::RetryPolicy::times(#max_attempts)
        }
    }
}

pub(super) fn duration(duration: Option<Duration>) -> TokenStream {
    match duration.map(|it| u64::try_from(it.as_millis()).unwrap_or(u64::MAX)) {
        Some(millis) => {
            quote_spanned!(Span::call_site()=> ::core::option::Option::Some(::core::time::Duration::from_millis(#millis)))
        }
        None => quote!(::core::option::Option::None),
    }
}
