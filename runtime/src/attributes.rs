//! The macros, each with all of its options in one example.

/// Names the service. Stands once, at the root of the service's library; handlers in any module belong to it.
///
/// ```
/// eventual::service!(
///     /// Takes orders and ships them.             (the description of the API)
///     pub struct Orders = "orders" // the wire name: source of its events, part of resource names
/// );
/// # fn main() {}
/// ```
/// The macro reads the whole crate as `synth` does: names that are given twice, routes that collide and
/// subscriptions without an event are errors here, with both places. A handler that cannot be seen in the source
/// (one made by another macro) is an error at the handler.
pub use eventual_runtime_macros::service;

/// A typed function that answers at `POST /rpc/<name>`, and at a REST route if it has a path. It becomes a Lambda
/// function of its own.
///
/// ```
/// use eventual::prelude::*;
/// # async fn cors(request: Request, next: Next) -> Result<Response> { next.run(request).await }
/// # #[derive(Clone)] pub struct User { pub id: String }
/// # async fn authorized(request: Request, next: Next<User>) -> Result<Response> {
/// #     next.run_with(request, User { id: "ann".into() }).await
/// # }
///
/// #[derive(Serialize, Deserialize, JsonSchema, Validate)]
/// pub struct NewOrder {
///     #[garde(length(min = 1))] // checked at the gateway and in the function, and shown in the OpenAPI document
///     pub sku: String,
///     #[garde(range(min = 1, max = 99))]
///     pub quantity: u32,
/// }
///
/// /// Places an order.                              (summary and description of the operation)
/// #[command(
///     name = "place_order",                         // wire name; the function's unless given
///     method = "POST", path = "/orders/{shop}",     // `{shop}` is the parameter of that name
///     fields(trace_id = header("x-trace-id")),      // or `path("..")`, `query("..")`, `body("..")`
///     summary = "Places an order", description = "At most 99 of a kind.", tags = ["orders"],
///     middleware = [cors, authorized],              // outermost first; what they provide is context
///     memory = 512, timeout = "10s", environment(TABLE = "orders"), // the Lambda function,
///     log_retention = "30d", reserved_concurrency = 20,             // overridden by the infrastructure program
///     grants("s3:GetObject" on "arn:aws:s3:::receipts/*"), // what the binary does not show: your own AWS client
/// )]
/// pub async fn create_order(
///     shop: String, order: NewOrder, trace_id: Option<String>, user: &User,
/// ) -> Result<Reply<String>> {
///     if order.sku == "sold-out" {
///         return Err(HttpError::conflict("nothing is left").into()); // any other error is 500 without details
///     }
///     Ok(Reply::created(format!("{} of {shop} for {} ({trace_id:?})", order.quantity, user.id)))
/// }
/// # fn main() {}
/// ```
/// * An owned parameter is input, a reference is context: what middleware provides, `&ServiceInfo`,
///   `&RequestInfo`, `&PathParams`.
/// * One owned parameter that is not in the path is the wire value itself; several, or one in the path, are the
///   fields of an object. On the REST route fields come from the path, from the query (`GET`, `DELETE`, `HEAD`)
///   and from the JSON body. Bad input is status 400 with a list of fields and what is wrong with each.
/// * `fields(..)` takes a field from elsewhere or by another name: `page = query` (its own name), `page = query("p")`.
///   A field of the one struct is named as in Rust, or in quotes as serde renames it. At `POST /rpc/<name>` the body
///   is the input as it is.
/// * The function stays as it is: a unit test calls it.
pub use eventual_runtime_macros::command;

/// A raw HTTP route: `#[api(GET "/path", ..)]` says the method as a word; `#[get]`, `#[post]`, … are short for it.
///
/// ```
/// use eventual::prelude::*;
///
/// #[api(GET "/health", name = "health", memory = 128)] // the options of `#[command]` but those of OpenAPI
/// pub async fn health(_request: Request) -> &'static str {
///     "OK"
/// }
///
/// #[get("/files/{path+}", middleware = [])] // `{path+}` takes the rest of the path
/// pub async fn file(request: Request, path: &PathParams) -> Result<Response> {
///     let name = path.get("path").unwrap_or_default();
///     Ok(Response::new(format!("{} {name}", request.method()).into()))
/// }
/// # fn main() {}
/// ```
/// It takes the request or nothing, and returns anything that is [`IntoResponse`](crate::IntoResponse): a
/// `Response`, text, bytes, `Json(value)`, a status, or a `Result` of these.
pub use eventual_runtime_macros::api;
pub use eventual_runtime_macros::{delete, get, head, options, patch, post, put};

/// A list of middleware under one name, for handlers that have it in common.
///
/// ```
/// mod auth {
///     use eventual::prelude::*;
/// #   #[derive(Clone)] pub struct User { pub id: String }
/// #   pub(crate) async fn cors(request: Request, next: Next) -> Result<Response> { next.run(request).await }
/// #   pub(crate) async fn authorized(request: Request, next: Next<User>) -> Result<Response> {
/// #       next.run_with(request, User { id: "ann".into() }).await
/// #   }
///
///     eventual::middleware!(
///         /// Callers from a page of the shop.
///         pub(crate) authed = [cors, authorized]   // lists may hold lists: `[authed!, admin]`
///     );
/// }
/// use eventual::prelude::*;
///
/// #[command(middleware = [auth::authed!])]          // with `!`, beside single functions
/// pub async fn whoami(user: &auth::User) -> String {
///     user.id.clone()
/// }
/// # fn main() {}
/// ```
/// The list hands its functions on, so they are `pub(crate)` and named by the path to where they are written, not
/// through a private `use`.
pub use eventual_runtime_macros::middleware;

/// A type of event: `#[derive(Event)]` with `#[event(..)]`, or `#[event(..)]` alone.
///
/// ```
/// use eventual::prelude::*;
///
/// #[derive(Serialize, Deserialize, JsonSchema, Validate, Event)]
/// #[event(name = "OrderCreated", version = 2)] // wire name: the type's unless given
/// pub struct OrderCreated {
///     #[garde(length(min = 1))] // checked before anything is sent
///     pub order_id: String,
/// }
///
/// pub async fn create() -> Result<()> {
///     OrderCreated { order_id: "o-1".into() }.emit().await
/// }
/// # fn main() {}
/// ```
pub use eventual_runtime_macros::event;

/// A function that runs for each event of some types, in a Lambda function of its own, with its own dead-letter
/// queue. An error or panic is a failed delivery: it is tried again, and in the end dead-lettered with the reason.
///
/// ```
/// use eventual::prelude::*;
/// # #[derive(Serialize, Deserialize, Event)] pub struct OrderCreated { pub order_id: String }
/// # #[derive(Serialize, Deserialize, Event)] pub struct OrderPaid { pub order_id: String }
///
/// #[derive(AnyOf)] // several types of event: an enum with one of them per variant
/// pub enum OrderEvent {
///     Created(OrderCreated),
///     Paid(OrderPaid),
/// }
///
/// #[subscription(
///     name = "on_order",
///     events = [OrderCreated, OrderPaid],   // optional: the parameter's type says it; this is checked against it
///     source = "shop",                      // events of another service; its own unless given
///     filter = r#"{"order_id": [{"prefix": "o-"}]}"#, // EventBridge pattern on the event
///     retry(max_attempts = 5, interval = "2s", backoff = 2.0, max_interval = "1m"), max_event_age = "1h",
///     memory = 256, timeout = "1m",
/// )]
/// pub async fn on_order(event: OrderEvent, info: &EventInfo) -> Result<()> {
///     match event {
///         OrderEvent::Created(it) => println!("{} at {}", it.order_id, info.time),
///         OrderEvent::Paid(it) => println!("{} is paid", it.order_id),
///     }
///     Ok(())
/// }
/// # fn main() {}
/// ```
/// Without `retry(..)` Lambda makes three attempts, a minute and two minutes apart. Fewer need nothing else; more, or
/// pauses of one's own, put a queue between rule and function. Either way a dead letter holds the event and the reason.
pub use eventual_runtime_macros::subscription;

/// `#[derive(AnyOf)]`: an enum that holds one of several types of event. See [`subscription`].
pub use eventual_runtime_macros::AnyOf;

/// A step of a workflow that runs elsewhere, is recorded once, and may be tried again. The function's name becomes
/// the call of it.
///
/// ```
/// use eventual::prelude::*;
///
/// #[task(
///     name = "charge",
///     timeout = "1m",                       // of one attempt; the Lambda function's
///     overall_timeout = "1h",               // of all attempts together
///     heartbeat_timeout = "30s",            // longest silence between heartbeats
///     retry(max_attempts = 5, interval = "2s", backoff = 2.0, max_interval = "1m", jitter = 0.1,
///           non_retryable = ["CardDeclined"]),
///     memory = 512,
/// )]
/// pub async fn charge(order: String, amount: u32, context: &TaskContext) -> Result<String> {
///     context.heartbeat().await?;
///     Ok(format!("{order}: {amount} at attempt {}", context.attempt()))
/// }
///
/// // Outside of a workflow it is an ordinary function.
/// let paid = futures::executor::block_on(charge("o-1".into(), 5));
/// assert_eq!(paid.unwrap(), "o-1: 5 at attempt 1");
/// ```
pub use eventual_runtime_macros::task;

/// A function whose progress survives the process: ordinary control flow over tasks, timers, signals and children.
///
/// ```
/// use eventual::prelude::*;
/// # #[task] pub async fn ship(order: String) -> Result<String> { Ok(order) }
///
/// #[derive(Serialize, Deserialize, Signal)]
/// pub struct Cancelled { pub reason: String }
///
/// #[workflow(name = "process_order", timeout = "30d", memory = 512)]
/// pub async fn process_order(order: String) -> Result<String> {
///     match timeout(Cancelled::expect_signal(), duration(1, Day)).await {
///         Ok(cancelled) => Err(Error::new("Cancelled", cancelled.reason)),
///         Err(TimedOut) => ship(order).await,
///     }
/// }
///
/// #[command]
/// pub async fn place(order: String) -> Result<ExecutionId> {
///     process_order.start(order.clone()).name(order).await // the same name and input: the same execution
/// }
/// # fn main() {}
/// ```
pub use eventual_runtime_macros::workflow;

/// An error of tasks and workflows that arrives typed: `#[derive(Failure)]` on an enum.
///
/// ```
/// use eventual::prelude::*;
///
/// #[derive(Debug, PartialEq, Failure)]
/// pub enum PaymentError {
///     CardDeclined,
///     LimitReached { most_cents: u64 },         // fields are the details of the failure
///     #[failure(name = "Expired", non_retryable)] // name: the variant's unless given; no policy tries it again
///     CardExpired(String),
///     TimedOut,                                 // a variant of that name takes time-outs
///     #[failure(other)]                         // everything else: crashes, cancellation, unknown names
///     Other(eventual::Error),
/// }
///
/// #[task(retry(max_attempts = 3, non_retryable = ["CardDeclined"]))]
/// pub async fn charge(order: String, cents: u64) -> Result<String, PaymentError> {
///     if cents > 500 { Err(PaymentError::LimitReached { most_cents: 500 }) } else { Ok(order) }
/// }
///
/// #[workflow]
/// pub async fn pay(order: String, cents: u64) -> Result<String> {
///     match charge(order.clone(), cents).await {
///         Err(PaymentError::LimitReached { most_cents }) => Ok(charge(order, most_cents).await?),
///         paid => Ok(paid?),                    // `?` turns it into an `eventual::Error` of the same name
///     }
/// }
///
/// assert_eq!(futures::executor::block_on(pay("o-1".into(), 900)).unwrap(), "o-1");
/// ```
/// The error's message is the `Display` of the enum, if it has one (`thiserror` goes well with it).
pub use eventual_runtime_macros::Failure;

/// A message to an execution of a workflow: `#[derive(Signal)]` with `#[signal(name = "..")]`, or `#[signal(..)]`
/// alone. See [`workflow`].
pub use eventual_runtime_macros::signal;
