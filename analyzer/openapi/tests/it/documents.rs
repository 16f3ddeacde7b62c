use eventual_analyzer_describe::*;
use eventual_analyzer_openapi::*;
use serde_json::json;

use crate::shop::shop;

#[test]
fn a_description_survives_its_json() {
    let shop = shop();
    let text = serde_json::to_string(&shop).unwrap();
    assert_eq!(serde_json::from_str::<ServiceDescription>(&text).unwrap(), shop);
}

#[test]
fn full_document() {
    assert_json_golden!(openapi(&shop()));
}

#[test]
fn gateway_document() {
    let gateway = gateway(&shop());
    assert_json_golden!(gateway.document);
    assert_golden!("gateway_downgrades", format!("{:#?}", gateway.downgrades));
}

#[test]
fn fields_that_the_input_does_not_have_are_lost() {
    let mut shop = shop();
    let get = shop.commands.iter_mut().find(|it| it.name == "get_order").unwrap();
    assert_eq!(get.lost_fields(), []);
    get.parameters[0].field = "tenantId".into();
    get.path = Some("/orders/{order}".into());
    let lost = get.lost_fields();
    assert_eq!(lost.iter().map(|it| it.field).collect::<Vec<_>>(), ["tenantId", "order"]);
    assert_eq!(lost[0].known, ["id", "limit", "tenant"]);
}

#[test]
fn every_gateway_operation_names_its_handler_and_stands_in_the_document() {
    let gateway = gateway(&shop());
    let found: Vec<_> = gateway
        .operations
        .iter()
        .map(|it| {
            let method = it.method.as_str().to_ascii_lowercase();
            assert!(gateway.document["paths"][&it.path].get(&method).is_some(), "{it:?}");
            format!("{} {} -> {}:{} {}", it.method.as_str(), it.path, it.kind, it.handler, it.is_checked)
        })
        .collect();
    assert_eq!(
        found,
        [
            "POST /rpc/create_order -> command:create_order true",
            "POST /rpc/get_order -> command:get_order true",
            "POST /rpc/hello -> command:hello true",
            "POST /rpc/ping -> command:ping false",
            "POST /rpc/update_order -> command:update_order true",
            "POST /orders -> command:create_order true",
            "GET /orders/{id} -> command:get_order true",
            "GET /hello -> command:hello true",
            "PATCH /orders/{id} -> command:update_order true",
            "GET /files/{rest+} -> route:hello false",
        ]
    );
}

#[test]
fn the_server_url_is_filled_in_and_replaced() {
    let mut document = openapi(&shop());
    assert!(document.get("servers").is_none());
    set_server_url(&mut document, "http://localhost:9000");
    set_server_url(&mut document, "https://shop.example");
    assert_eq!(document["servers"], json!([{ "url": "https://shop.example" }]));
}

/// Words that API Gateway's importer refuses, or that mean something else there.
#[test]
fn the_gateway_document_has_none_of_the_words_its_importer_refuses() {
    let text = gateway(&shop()).document.to_string();
    for word in [
        "nullable",
        "\"default\":{\"type",
        "discriminator",
        "example",
        "readOnly",
        "deprecated",
        "oneOf",
        "\"format\"",
        "\"null\"",
        "const",
        "$defs",
    ] {
        assert!(!text.contains(word), "`{word}` in {text}");
    }
}

#[test]
fn a_body_that_may_be_null_may_be_missing() {
    let mut service = ServiceDescription::new("test", "0.0.0");
    let schema = input_schema_of::<Option<u8>>();
    service.commands.push(CommandDescription {
        input: Some(InputDescription { parameter: Some("it".into()), schema }),
        ..CommandDescription::new("maybe")
    });
    let document = openapi(&service);
    assert_eq!(document["paths"]["/rpc/maybe"]["post"]["requestBody"]["required"], false);
}
