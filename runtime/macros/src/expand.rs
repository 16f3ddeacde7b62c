//! From tokens to tokens: read the item, emit code for what could be read and an error for everything else.

use eventual_analyzer_grammar::{self as grammar, Attribute, HandlerAttr, HandlerFn, Parsed, TypeHead};
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::emit::{self, Emit};
use crate::krate::Krate;

/// A handler attribute on a function.
pub(crate) fn handler(
    krate: &Krate,
    attribute: Attribute,
    args: TokenStream,
    item: TokenStream,
) -> TokenStream {
    let function = match syn::parse2::<HandlerFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => return not_a_function(attribute, &error, &item),
    };
    let Some(parsed) = grammar::parse_handler(attribute, args, &function) else { return item };
    let errors = parsed.compile_errors();
    let (true, Some(attr)) = (parsed.errors.is_empty(), parsed.value) else {
        return quote!(#item #errors);
    };
    let client = emit::client(krate, &attr, &function);
    let code = match attr {
        HandlerAttr::Command(attr) => emit::command(krate, &attr, &function),
        HandlerAttr::Route(attr) => emit::route(krate, &attr, &function),
        HandlerAttr::Subscription(attr) => emit::subscription(krate, &attr, &function),
        HandlerAttr::Task(attr) => emit::task(krate, &attr, &function),
        HandlerAttr::Workflow(attr) => emit::workflow(krate, &attr, &function),
    };
    let code = emit::on_server(krate, &function, &code);
    quote!(#code #client)
}

/// `#[event(..)]` or the like on a type: the attribute form of the derive.
pub(crate) fn type_attribute<P: Emit>(krate: &Krate, args: TokenStream, item: TokenStream) -> TokenStream {
    let code = match syn::parse2::<TypeHead>(item.clone()) {
        Ok(head) => emitted(P::parse(args, &head), |it| it.emit(krate)),
        Err(error) => error.to_compile_error(),
    };
    quote!(#item #code)
}

/// `#[derive(Event)]` or the like.
pub(crate) fn type_derive<P: Emit>(krate: &Krate, item: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(item) {
        Ok(item) => emitted(P::parse_derive(&(&item).into()), |it| it.emit(krate)),
        Err(error) => error.to_compile_error(),
    }
}

/// `#[derive(AnyOf)]`
pub(crate) fn any_of(krate: &Krate, item: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(item) {
        Ok(item) => emitted(grammar::parse_any_of(&item), |it| emit::any_of(krate, it)),
        Err(error) => error.to_compile_error(),
    }
}

/// `#[derive(Failure)]`
pub(crate) fn failure(krate: &Krate, item: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(item) {
        Ok(item) => emitted(grammar::parse_failure(&item), |it| emit::failure(krate, it)),
        Err(error) => error.to_compile_error(),
    }
}

/// The code for what was read without an error, else the errors.
fn emitted<T>(parsed: Parsed<T>, emit: impl FnOnce(&T) -> TokenStream) -> TokenStream {
    match &parsed.value {
        Some(value) if parsed.errors.is_empty() => emit(value),
        _ => parsed.compile_errors(),
    }
}

fn not_a_function(attribute: Attribute, error: &syn::Error, item: &TokenStream) -> TokenStream {
    let name = Attribute::ALL.into_iter().find(|it| it.1 == attribute).map_or("attribute", |it| it.0);
    let message = format!("`#[{name}]` goes on an `async fn` outside of any `impl`: {error}");
    let error = syn::Error::new(error.span(), message).to_compile_error();
    quote!(#item #error)
}

/// `middleware!`
pub(crate) fn middleware(krate: &Krate, input: TokenStream) -> TokenStream {
    emitted(grammar::parse_middleware(input), |it| emit::middleware(krate, it))
}

/// `service!`
pub(crate) fn service(krate: &Krate, input: TokenStream) -> TokenStream {
    let parsed = grammar::parse_service(input);
    let errors = parsed.compile_errors();
    let declaration = parsed.value.map(|declaration| emit::service(krate, &declaration));
    quote!(#declaration #errors)
}

#[cfg(test)]
mod tests {
    use eventual_analyzer_grammar::{EventAttr, SignalAttr, TypePrimitive};

    use super::*;

    /// Compares with a golden in `snapshots/expansions`.
    macro_rules! assert_golden {
        ($($golden:tt)+) => { eventual_snapshots::golden!("expansions", assert_snapshot, $($golden)+) };
    }

    /// A crate with a service, so that everything is registered.
    fn expand(item: &str) -> String {
        let krate = Krate::with_service();
        let file: syn::File = syn::parse_str(item).unwrap();
        let mut out = TokenStream::new();
        for mut item in file.items {
            let attrs = match &mut item {
                syn::Item::Fn(item) => &mut item.attrs,
                syn::Item::Struct(item) => &mut item.attrs,
                syn::Item::Enum(item) => &mut item.attrs,
                _ => panic!("functions and types only"),
            };
            let first = attrs.iter().position(|attr| !attr.path().is_ident("doc")).unwrap();
            let attr = attrs.remove(first);
            let args = match &attr.meta {
                syn::Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            let name = attr.path().require_ident().unwrap().to_string();
            let item = quote!(#item);
            out.extend(match (Attribute::named(&name), name.as_str()) {
                (Some(EventAttr::ATTRIBUTE), _) => type_attribute::<EventAttr>(&krate, args, item),
                (Some(SignalAttr::ATTRIBUTE), _) => type_attribute::<SignalAttr>(&krate, args, item),
                (Some(kind), _) => handler(&krate, kind, args, item),
                (None, "derive") if args.to_string() == "Failure" => failure(&krate, item),
                (None, "derive") => any_of(&krate, item),
                _ => panic!("`{name}` is not an `eventual` attribute"),
            });
        }
        prettyplease::unparse(&syn::parse2(out).unwrap())
    }

    #[test]
    fn goldens() {
        let shapes = [
            (
                "command",
                r#"
                /// Finds orders.
                #[command(method = "GET", path = "/shops/{shop}/orders", middleware = [cors, auth::authorized])]
                pub async fn find_orders(shop: String, limit: Option<u8>, user: &User) -> Result<Vec<Order>> { body() }
            "#,
            ),
            (
                "command_of_one_value",
                r#"
                #[command]
                async fn create_order(order: NewOrder) -> Receipt { body() }
            "#,
            ),
            (
                "command_with_mapped_fields",
                r#"
                #[command(path = "/orders", fields(sku = query("article"), "traceId" = header("x-trace-id")))]
                async fn create_order(order: NewOrder) -> Receipt { body() }
            "#,
            ),
            (
                "route",
                r#"
                /// Says that it lives.
                #[get("/health")]
                pub async fn health(_request: Request) -> &'static str { "OK" }
            "#,
            ),
            (
                "subscription",
                r#"
                #[subscription(events = [OrderCreated], source = "shop")]
                async fn on_order(event: OrderCreated, info: &EventInfo) -> Result<()> { body() }
            "#,
            ),
            (
                "event",
                r#"
                #[event(version = 2)]
                pub struct OrderCreated { pub order_id: String }
            "#,
            ),
            (
                "any_of",
                r#"
                #[derive(AnyOf)]
                enum OrderEvent { Created(OrderCreated), Paid(OrderPaid) }
            "#,
            ),
            (
                "failure",
                r#"
                #[derive(Failure)]
                enum PaymentError {
                    CardDeclined,
                    LimitReached { most_cents: u64, r#type: String },
                    #[failure(name = "Expired", non_retryable)]
                    CardExpired(String),
                    Two(u8, u8),
                    #[failure(other)]
                    Other(Error),
                }
            "#,
            ),
            (
                "subscription_with_a_queue",
                r#"
                #[subscription(retry(max_attempts = 5, interval = "2s", backoff = 3))]
                async fn on_order(event: OrderCreated) -> Result<()> { body() }
            "#,
            ),
            (
                "signal",
                r#"
                #[signal]
                pub struct Approved { pub by: String }
            "#,
            ),
            (
                "task",
                r#"
                /// Charges a card.
                #[task(retry(max_attempts = 3), heartbeat_timeout = "30s")]
                pub async fn charge(order: String, amount: u32, context: &TaskContext) -> Result<Payment> { body() }
            "#,
            ),
            (
                "workflow",
                r#"
                #[workflow(timeout = "1h")]
                async fn process_order(order: String) -> Result<Shipment> { body() }
            "#,
            ),
        ];
        for (name, item) in shapes {
            assert_golden!(name, expand(item));
        }
    }

    #[test]
    fn a_list_of_middleware() {
        let tokens =
            "/// Docs.\npub(crate) authed = [cors, self::auth::authorized, super::more!, crate::a, ::b::c]"
                .parse()
                .unwrap();
        let out = middleware(&Krate::with_service(), tokens);
        assert_golden!(prettyplease::unparse(&syn::parse2(out).unwrap()));
        let broken = middleware(&Krate::with_service(), "pub authed: [cors]".parse().unwrap()).to_string();
        assert!(broken.contains("`middleware!` cannot be read: expected `=`"), "{broken}");
    }

    #[test]
    fn a_broken_item_is_kept_beside_all_of_its_errors() {
        let item: TokenStream = "async fn hello<T>(name: &str) -> T { name }".parse().unwrap();
        let args = "sumary = \"x\"".parse().unwrap();
        let out = handler(&Krate::with_service(), Attribute::Command, args, item.clone()).to_string();
        assert!(out.starts_with(&item.to_string()), "{out}");
        assert_eq!(out.matches("compile_error").count(), 3, "{out}");
    }
}
