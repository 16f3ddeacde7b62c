//! What is read when nothing is wrong.

use std::time::Duration;

use eventual_analyzer_grammar::{
    EventAttr, HandlerFn, ParamKind, TypeHead, TypePrimitive, parse_api, parse_command, parse_route,
    parse_service, parse_subscription, parse_task, parse_workflow,
};
use eventual_analyzer_model::Method;
use proc_macro2::TokenStream;
use quote::quote;

fn function(tokens: TokenStream) -> HandlerFn {
    syn::parse2(tokens).unwrap()
}

macro_rules! read {
    ($parsed:expr) => {{
        let parsed = $parsed;
        let messages: Vec<&String> = parsed.errors.iter().map(|error| &error.message).collect();
        assert!(messages.is_empty(), "{messages:?}");
        parsed.value.unwrap()
    }};
}

#[test]
fn a_command_with_everything() {
    let item = function(quote! {
        /// Places an order.
        ///
        /// At once.
        pub async fn create_order(order: NewOrder, r#type: Vec<Option<String>>, user: &auth::User) -> eventual::Result<OrderId> { body }
    });
    let args = quote! {
        method = "PUT", path = "/orders/{type}", summary = "S", description = "D", tags = ["a", "b"],
        middleware = [cors, auth::authorized], memory = 512, timeout = "29s", environment(TABLE = "t"),
        log_retention = "30d", reserved_concurrency = 0,
    };
    let command = read!(parse_command(args, &item));
    let signature = &command.signature;
    assert_eq!(signature.name.value, "create_order");
    assert_eq!(signature.docs.as_deref(), Some("Places an order.\n\nAt once."));
    assert!(signature.returns_result);
    let params: Vec<_> = signature.params.iter().map(|it| (it.kind, it.name(), it.type_text())).collect();
    assert_eq!(
        params,
        [
            (ParamKind::Input, "order".to_owned(), "NewOrder".to_owned()),
            (ParamKind::Input, "type".to_owned(), "Vec<Option<String>>".to_owned()),
            (ParamKind::Context, "user".to_owned(), "auth::User".to_owned()),
        ]
    );
    assert_eq!(command.method.unwrap().value, Method::Put);
    assert_eq!(command.path.unwrap().value.to_string(), "/orders/{type}");
    assert_eq!(command.middleware.len(), 2);
    let options = command.function.to_model();
    assert_eq!(options.memory_mb, Some(512));
    assert_eq!(options.timeout_seconds, Some(29));
    assert_eq!(options.environment["TABLE"], "t");
    assert_eq!(options.log_retention_days, Some(30));
    assert_eq!(options.reserved_concurrency, Some(0));
}

#[test]
fn the_wire_value_is_an_object_for_several_inputs_or_one_in_the_path() {
    for (args, item, object) in [
        (
            quote!(),
            quote!(
                async fn a() {}
            ),
            false,
        ),
        (
            quote!(),
            quote!(
                async fn a(x: In, c: &C) {}
            ),
            false,
        ),
        (
            quote!(),
            quote!(
                async fn a(x: In, y: In) {}
            ),
            true,
        ),
        (
            quote!(path = "/x/{id}"),
            quote!(
                async fn a(id: String) {}
            ),
            true,
        ),
        (
            quote!(path = "/x/{id}"),
            quote!(
                async fn a(x: In) {}
            ),
            false,
        ),
    ] {
        assert_eq!(read!(parse_command(args, &function(item.clone()))).input_is_object(), object, "{item}");
    }
}

#[test]
fn routes_in_both_forms() {
    let item = function(quote!(
        pub async fn health(_: Request) -> Response {
            body
        }
    ));
    let route = read!(parse_route(Method::Get, quote!("/health", memory = 128), &item));
    assert_eq!((route.method.value, route.path.value.to_string().as_str()), (Method::Get, "/health"));
    assert_eq!(route.function.memory.unwrap().value, 128);
    assert!(!route.signature.returns_result);
    let api = read!(parse_api(quote!(DELETE "/files/{rest+}", middleware = [cors]), &item));
    assert_eq!((api.method.value, api.path.value.to_string().as_str()), (Method::Delete, "/files/{rest+}"));
    assert_eq!(api.middleware.len(), 1);
}

#[test]
fn a_subscription() {
    let item = function(quote!(
        async fn on_paid(event: Paid) -> Result<()> {
            body
        }
    ));
    let args = quote! {
        name = "paid", events = [Paid, billing::Refunded], source = "billing", filter = r#"{"a": [1]}"#,
        retry(max_attempts = 5), max_event_age = "1h", timeout = "15m"
    };
    let subscription = read!(parse_subscription(args, &item));
    assert_eq!(subscription.signature.name.value, "paid");
    assert_eq!(subscription.events.len(), 2);
    assert_eq!(subscription.source.unwrap().value, "billing");
    assert_eq!(subscription.filter.unwrap().value, r#"{"a": [1]}"#);
    assert_eq!(subscription.retry.unwrap().to_model().max_attempts, 5);
    assert_eq!(subscription.max_event_age.unwrap().value, 3_600);
    assert_eq!(subscription.function.timeout.unwrap().value, 900);
}

#[test]
fn a_task_and_a_workflow() {
    let item = function(quote!(
        async fn charge(order: OrderId, ctx: &TaskContext) -> Result<PaymentId> {
            body
        }
    ));
    let args = quote! {
        heartbeat_timeout = "30s", overall_timeout = "1d",
        retry(max_attempts = 3, interval = "2s", backoff = 2, max_interval = "1m", jitter = 0.5, non_retryable = ["Declined"])
    };
    let task = read!(parse_task(args, &item));
    assert_eq!(task.heartbeat_timeout.unwrap().value, Duration::from_secs(30));
    assert_eq!(task.overall_timeout.unwrap().value, Duration::from_secs(86_400));
    let retry = task.retry.unwrap().to_model();
    assert_eq!((retry.max_attempts, retry.interval_ms, retry.max_interval_ms), (3, 2_000, Some(60_000)));
    assert_eq!((retry.backoff, retry.jitter), (2.0, 0.5));
    assert_eq!(retry.non_retryable, ["Declined"]);

    let item = function(quote!(
        async fn process(order: OrderId) -> Result<()> {
            body
        }
    ));
    let workflow = read!(parse_workflow(quote!(timeout = "30d"), &item));
    assert_eq!(workflow.timeout.unwrap().value, Duration::from_secs(30 * 86_400));
}

#[test]
fn an_event_by_derive_takes_the_options_of_its_helper_attributes() {
    let head: TypeHead = syn::parse2(quote! {
        /// It happened.
        #[derive(Event)] #[event(name = "order.created")] #[event(version = 2)]
        pub struct OrderCreated { id: String }
    })
    .unwrap();
    let event = read!(EventAttr::parse_derive(&head));
    assert_eq!(event.name.value, "order.created");
    assert_eq!(event.version.unwrap().value, 2);
    assert_eq!(event.docs.as_deref(), Some("It happened."));
}

#[test]
fn a_service() {
    let service = read!(parse_service(quote!(pub struct Orders = "orders")));
    assert_eq!((service.ident.to_string().as_str(), service.name.value.as_str()), ("Orders", "orders"));
}

#[test]
fn a_body_is_not_parsed() {
    let item = function(quote!(async fn a(x: In) -> Out { this is ; not => Rust }));
    assert!(parse_command(quote!(), &item).errors.is_empty());
}

#[test]
fn an_item_with_errors_still_has_its_value() {
    let item = function(quote!(
        fn a(x: &str) {}
    ));
    let parsed = parse_command(quote!(nonsense, memory = 5), &item);
    assert_eq!(parsed.errors.len(), 4);
    assert_eq!(parsed.value.as_ref().unwrap().signature.name.value, "a");
    assert!(parsed.compile_errors().to_string().contains("compile_error"));
}
