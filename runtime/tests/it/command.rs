use eventual::__private::{Target, call};
use eventual::prelude::*;
use serde_json::{Value, json};

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

fn request(method: &str, uri: &str, body: &str) -> Request {
    http::Request::builder().method(method).uri(uri).body(body.into()).unwrap()
}

fn ask<H: eventual::__private::HttpHandler>(request: Request) -> (u16, Value) {
    let response =
        futures::executor::block_on(call::<H>(request, ServiceInfo::default(), RequestInfo::default()));
    let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
    (response.status().as_u16(), body)
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
