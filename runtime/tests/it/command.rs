use eventual::__private::Target;
use eventual::prelude::*;
use serde_json::{Value, json};

use crate::support::{Notes, ask, request, respond};

/// Greets.
#[command(method = "GET", path = "/hello/{name}")]
async fn hello(name: String) -> String {
    format!("hello {name}")
}

#[derive(Debug, Deserialize, JsonSchema, Validate)]
struct NewOrder {
    #[garde(length(min = 1))]
    sku: String,
    #[garde(range(min = 1))]
    quantity: u32,
}

#[command(method = "POST", path = "/orders")]
async fn create_order(order: NewOrder) -> Result<Reply<String>> {
    if order.sku == "gone" {
        Err(HttpError::conflict("sold out"))?;
    }
    Ok(Reply::created(format!("{} x {}", order.quantity, order.sku)))
}

#[test]
fn a_command_stays_a_plain_function() {
    assert_eq!(futures::executor::block_on(hello("sam".into())), "hello sam");
}

#[test]
fn a_command_answers_at_its_route_and_as_rpc() {
    assert_eq!(ask::<__hello>(request("GET", "/hello/sam", "")), (200, json!("hello sam")));
    assert_eq!(
        ask::<__hello>(request("POST", "/rpc/hello", r#"{"name": "sam"}"#)),
        (200, json!("hello sam"))
    );
    assert_eq!(ask::<__hello>(request("POST", "/hello/sam", "")).0, 404);
    assert_eq!(Target::of::<__hello>(&request("GET", "/rpc/hello", "")), None);
}

#[test]
fn invalid_input_is_400_and_names_each_field() {
    for uri in ["/orders", "/rpc/create_order"] {
        let (status, body) = ask::<__create_order>(request("POST", uri, r#"{"sku": "", "quantity": 0}"#));
        assert_eq!(status, 400);
        let fields: Vec<&Value> =
            body["data"]["errors"].as_array().unwrap().iter().map(|it| &it["field"]).collect();
        assert_eq!(fields, ["quantity", "sku"]);
    }
}

#[test]
fn a_reply_and_an_http_error_choose_the_status() {
    let order = |sku: &str| request("POST", "/orders", &json!({ "sku": sku, "quantity": 2 }).to_string());
    assert_eq!(ask::<__create_order>(order("hat")), (201, json!("2 x hat")));
    let (status, body) = ask::<__create_order>(order("gone"));
    assert_eq!((status, &body["code"]), (409, &json!("Conflict")));
}

#[command]
async fn ping() {}

#[test]
fn a_command_without_answer_is_no_content() {
    assert_eq!(ask::<__ping>(request("POST", "/rpc/ping", "")).0, 204);
}

#[command(method = "GET", path = "/search")]
async fn search(term: String, limit: Option<u8>, tags: Vec<String>, service: &ServiceInfo) -> Value {
    json!([term, limit, tags, service.service_url])
}

#[test]
fn the_query_of_a_get_is_read_as_the_types_ask() {
    let uri = "/search?term=7&limit=3&tags=a&tags=b";
    let expected = json!(["7", 3, ["a", "b"], "https://api.example.com/prod"]);
    assert_eq!(ask::<__search>(request("GET", uri, "")), (200, expected));
    let (status, body) = ask::<__search>(request("GET", "/search?limit=300", ""));
    assert_eq!(status, 400);
    assert_eq!(
        body["message"],
        "the input is invalid: `term` is missing; `limit` must be u8, not `300`; `tags` is missing"
    );
}

#[command(
    method = "POST", path = "/shops/{shop}/carts",
    fields(shop_id = path("shop"), dry_run = query("dry-run"), trace_id = header, text = body("note")),
)]
async fn fill_cart(shop_id: u8, dry_run: Option<bool>, trace_id: String, text: String, count: u8) -> Value {
    json!([shop_id, dry_run, trace_id, text, count])
}

#[test]
fn mapped_fields_come_from_where_the_attribute_says_and_from_nowhere_else() {
    let post = |uri: &str, body: Value| {
        let mut request = request("POST", uri, &body.to_string());
        request.headers_mut().insert("trace-id", "t-1".parse().unwrap());
        ask::<__fill_cart>(request)
    };
    assert_eq!(
        post("/shops/7/carts?dry-run=true", json!({ "note": "x", "count": 2 })),
        (200, json!([7, true, "t-1", "x", 2]))
    );
    // Not by their own names where these would be by default.
    let wrong = json!({ "text": "x", "count": 2, "dry_run": true, "trace_id": "body" });
    let (status, answer) = post("/shops/7/carts?dry_run=true", wrong);
    assert_eq!((status, &answer["message"]), (400, &json!("the input is invalid: `text` is missing")));
}

#[test]
fn an_rpc_takes_mapped_fields_by_their_own_names() {
    let body = json!({ "shop_id": 7, "trace_id": "t-1", "text": "x", "count": 2 }).to_string();
    assert_eq!(
        ask::<__fill_cart>(request("POST", "/rpc/fill_cart", &body)),
        (200, json!([7, null, "t-1", "x", 2]))
    );
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Query {
    order_id: String,
    page: Option<u8>,
}

#[command(method = "GET", path = "/orders/{id}", fields("orderId" = path("id"), page = query("p")))]
async fn find(query: Query) -> Value {
    json!([query.order_id, query.page])
}

#[command(path = "/names", fields(name = header("x-name")))]
async fn say(name: String) -> String {
    name
}

#[test]
fn fields_of_a_struct_are_mapped_too_and_one_parameter_becomes_a_field() {
    assert_eq!(ask::<__find>(request("GET", "/orders/o-1?p=3", "")), (200, json!(["o-1", 3])));
    assert_eq!(ask::<__find>(request("GET", "/orders/o-1?page=3", "")), (200, json!(["o-1", null])));
    let mut request = request("POST", "/names", "");
    request.headers_mut().insert("X-Name", "ann".parse().unwrap());
    assert_eq!(ask::<__say>(request), (200, json!("ann")));
}

#[command]
async fn broken() -> Result<()> {
    std::fs::read("/nowhere/secret")?;
    Ok(())
}

#[test]
fn any_other_error_is_500_without_internals() {
    let (status, body) = ask::<__broken>(request("POST", "/rpc/broken", ""));
    assert_eq!((status, &body["code"]), (500, &json!("InternalError")));
    assert!(!body.to_string().contains("No such file"));
}

#[get("/files/{rest+}")]
async fn file(_request: Request, path: &PathParams) -> (http::StatusCode, String) {
    (http::StatusCode::ACCEPTED, path.get("rest").unwrap_or_default().to_owned())
}

#[api(DELETE "/files")]
async fn delete_all() -> Result<()> {
    Err(HttpError::forbidden("not you"))?
}

#[test]
fn a_raw_route_answers_with_anything_that_is_a_response() {
    let response = respond::<__file>(request("GET", "/files/a/b%20c", ""));
    assert_eq!((response.status().as_u16(), response.body().as_slice()), (202, &b"a/b c"[..]));
    assert_eq!(ask::<__delete_all>(request("DELETE", "/files", "")).0, 403);
}

#[command(method = "GET", path = "/spec/openapi.json")]
async fn specification() -> Value {
    ApiSpecification::generate()
}

#[test]
fn the_specification_has_the_url_of_the_request() {
    let request = request("GET", "/spec/openapi.json", "");
    let service = ServiceInfo { service_url: "https://a.example".into(), ..ServiceInfo::default() };
    let call = eventual::__private::call::<__specification>(request, service, RequestInfo::default());
    let (response, _) = Notes::during(call);
    let document: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(document, json!({ "openapi": "3.1.0", "servers": [{ "url": "https://a.example" }] }));
}

#[test]
fn a_command_describes_itself() {
    use eventual::__private::{Describe, describe::HandlerDescription};
    let HandlerDescription::Command(it) = __search::describe() else { panic!("not a command") };
    assert_eq!((it.name.as_str(), it.path.as_deref()), ("search", Some("/search")));
    let input = it.input.unwrap();
    assert_eq!(input.parameter, None);
    assert_eq!(input.schema["required"], json!(["term", "tags"]));
    let HandlerDescription::Command(it) = __create_order::describe() else { panic!("not a command") };
    let input = it.input.unwrap();
    assert_eq!(input.parameter.as_deref(), Some("order"));
    assert_eq!(input.schema["properties"]["sku"]["minLength"], 1);
    assert_eq!(it.output.unwrap()["type"], "string");
    let HandlerDescription::Command(it) = __hello::describe() else { panic!("not a command") };
    assert_eq!(it.summary.as_deref(), Some("Greets."));
    let HandlerDescription::Command(it) = __ping::describe() else { panic!("not a command") };
    assert_eq!((it.input, it.output), (None, None));
}

#[command]
async fn input(value: String, request: String, service: &ServiceInfo) -> String {
    format!("{value} {request} {}", service.service_name)
}

#[task]
async fn context(input: String, context: &TaskContext) -> Result<String> {
    Ok(format!("{input} {}", context.attempt()))
}

#[test]
fn names_of_users_do_not_meet_those_of_the_macros() {
    let body = r#"{"value": "a", "request": "b"}"#;
    assert_eq!(ask::<__input>(request("POST", "/rpc/input", body)), (200, json!("a b orders")));
    assert_eq!(futures::executor::block_on(context("x".into())).unwrap(), "x 1");
}
