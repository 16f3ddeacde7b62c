use std::time::Duration;

use eventual_analyzer_grammar::{HandlerFn, SubscriptionAttr};
use eventual_analyzer_model::HandlerKind;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::durable::{duration, retry_policy};
use super::handler::{arguments, declare, marker, optional, register, span_of, variables};
use crate::krate::Krate;

/// The user's function untouched, its marker, and how the marker takes deliveries.
pub(crate) fn subscription(krate: &Krate, attr: &SubscriptionAttr, function: &HandlerFn) -> TokenStream {
    let e = krate.private();
    let signature = &attr.signature;
    let marker = marker(signature);
    let declaration = declare(signature);
    let (name, user) = (&signature.name.value, &signature.ident);
    let registration = register(krate, HandlerKind::Subscription, name, &marker);
    let Some(event) = signature.inputs().next() else { return quote!(#function) };
    let (ty, span) = (&event.ty, span_of(&event.ty));
    let inputs = variables(signature);
    let arguments = arguments(krate, signature, &inputs);
    let source = attr.source.as_ref().map(|it| it.value.as_str());
    let static_source = optional_str(source);
    let source = optional(source);
    let names = quote_spanned!(span=> <#ty as #e::EventSet>::NAMES);
    let call = quote!(#user(#(#arguments),*).await);
    let result = if signature.returns_result {
        quote!(#e::delivered(#call))
    } else {
        quote!({ let () = #call; ::core::result::Result::Ok(()) })
    };
    let stated = attr.events.iter().map(|path| {
        let span = path.segments.last().map_or_else(Span::call_site, |it| it.ident.span());
        let message = format!("`{}` is not among the events of the parameter's type", quote!(#path));
        let e = krate.private_at(span);
        quote_spanned!(span=> const _: () = #e::check_taken(<#ty as #e::EventSet>::NAMES, <#path as #e::Event>::NAME, #message);)
    });
    let options = options(&e, attr);
    let entry = if attr.is_queued() { quote!(queue_entry) } else { quote!(event_entry) };
    let implementation = quote! {
        const _: () = {
            impl #e::EventHandler for #marker {
                const NAME: &'static str = #name;
                const EVENTS: &'static [&'static str] = #names;
                const SOURCE: ::core::option::Option<&'static str> = #static_source;
                #options
                fn handle(__delivery: #e::EventDelivery) -> #e::BoxFuture<#e::Result<()>> {
                    ::std::boxed::Box::pin(async move {
                        let (__name, __detail, __context) = __delivery.split();
                        let _ = &__context;
                        let #(#inputs)* = <#ty as #e::EventSet>::read(&__name, __detail)?;
                        #result
                    })
                }
            }
            impl #e::Describe for #marker {
                #[inline]
                fn describe() -> #e::describe::HandlerDescription {
                    #e::describe::HandlerDescription::Subscription(#e::describe::SubscriptionDescription {
                        name: #name.into(),
                        events: <#ty as #e::EventSet>::NAMES.iter().map(|name| ::std::string::String::from(*name)).collect(),
                        source: #source,
                    })
                }
            }
            #registration
            #(#stated)*
            #e::if_lambda! {
                impl #e::lambda::Entry for #marker {
                    fn entry(invocation: #e::lambda::Invocation) -> #e::lambda::Answer {
                        #e::lambda::#entry::<#marker>(invocation)
                    }
                }
            }
        };
    };
    quote!(#function #declaration #implementation)
}

/// What the attribute says besides which events; nothing if it says nothing.
fn options(e: &TokenStream, attr: &SubscriptionAttr) -> TokenStream {
    let SubscriptionAttr { filter, retry, max_event_age, .. } = attr;
    if filter.is_none() && retry.is_none() && max_event_age.is_none() {
        return TokenStream::new();
    }
    let filter = optional_str(filter.as_ref().map(|it| it.value.as_str()));
    let retry = match retry {
        Some(retry) => {
            let policy = retry_policy(e, &retry.to_model());
            quote!(::core::option::Option::Some(#policy))
        }
        None => quote!(::core::option::Option::None),
    };
    let is_queued = attr.is_queued();
    let max_age = duration(max_event_age.as_ref().map(|it| Duration::from_secs(it.value.into())));
    quote! {
        fn options() -> #e::SubscriptionOptions {
            #e::SubscriptionOptions {
                filter: #filter,
                policy: #e::ConsumerPolicy { retry: #retry, max_age: #max_age, is_queued: #is_queued },
            }
        }
    }
}

fn optional_str(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}
