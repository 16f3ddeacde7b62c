use eventual_runtime_client::{ClientError, HttpError, ServiceClient};
use eventual_runtime_client_fixtures_shop::Shop;
use eventual_runtime_client_fixtures_shop::orders::NewOrder;
use serde_json::json;

use crate::support::{InProcess, Played, URL, answer, shop, wait};

fn order(sku: &str, quantity: u32) -> NewOrder {
    NewOrder { sku: sku.into(), quantity }
}

#[test]
fn what_the_command_failed_with_comes_back() {
    let client = ServiceClient::<Shop>::builder(URL).transport(InProcess).bearer("t-1").build();
    let error = wait(client.create_order(order("gone", 1))).unwrap_err();
    assert_eq!(error, ClientError::Http(HttpError::conflict("sold out").with_data("gone")));
    assert_eq!(error.to_string(), "409 Conflict: sold out");
    assert_eq!(error.status(), Some(409));
}

#[test]
fn middleware_and_validation_answer_too() {
    let error = wait(shop().create_order(order("hat", 1))).unwrap_err();
    assert_eq!(error.http().map(|it| it.code.as_str()), Some("Unauthorized"));
    let client = ServiceClient::<Shop>::builder(URL).transport(InProcess).bearer("t-1").build();
    let error = wait(client.create_order(order("", 0))).unwrap_err();
    let error = error.http().unwrap();
    assert_eq!((error.status, error.code.as_str()), (400, HttpError::INVALID_INPUT));
    let fields = error.data.as_ref().unwrap()["errors"].as_array().unwrap();
    assert_eq!(fields.iter().map(|it| &it["field"]).collect::<Vec<_>>(), ["quantity", "sku"]);
}

#[test]
fn an_answer_of_another_version_says_so() {
    let client = ServiceClient::<Shop>::builder(URL).transport(Played::new([answer(200, "{}")])).build();
    let error = wait(client.hello("sam")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer of `hello` cannot be read as `alloc::string::String`: invalid type: map, expected a string \
         at line 1 column 0; are client and service of the same version?"
    );
}

#[test]
fn a_client_that_can_not_be_says_so_when_it_is_used() {
    let text = |builder: eventual_runtime_client::ClientBuilder<Shop>| {
        wait(builder.transport(Played::new([])).build().hello("sam")).unwrap_err().to_string()
    };
    assert_eq!(
        text(ServiceClient::builder("shop.example")),
        "`shop.example` is not the address of a service; write `https://host` or `https://host/stage`"
    );
    assert_eq!(
        text(ServiceClient::builder(URL).api_key("top\nsecret")),
        "`x-api-key` is not a header, or its value has characters that a header cannot have"
    );
}

#[test]
fn a_header_of_one_call_that_can_not_be_is_its_error() {
    let client = ServiceClient::<Shop>::builder(URL).transport(Played::new([])).build();
    let error = wait(client.hello("sam").header("no header", "x")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`no header` is not a header, or its value has characters that a header cannot have"
    );
}

#[test]
fn question_mark_in_a_handler_keeps_name_and_details_but_not_the_status() {
    let error = ClientError::from(HttpError::conflict("sold out").with_data("gone"));
    let error = eventual::Error::from(error);
    assert_eq!(error.name, "Conflict");
    assert_eq!(error.data, Some(json!({ "status": 409, "data": "gone" })));
    assert_eq!(HttpError::from_error(&error), None);
}

#[test]
fn secrets_are_in_no_debug_output() {
    let builder =
        ServiceClient::<Shop>::builder(URL).transport(InProcess).bearer("hunter2").api_key("hunter2");
    let mut texts = vec![format!("{builder:?}")];
    let client = builder.build();
    texts.extend([format!("{client:?}"), format!("{:?}", client.hello("sam").header("x-key", "hunter2"))]);
    for text in texts {
        assert!(!text.contains("hunter2"), "{text}");
    }
}
