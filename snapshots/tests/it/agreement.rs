//! The promise of one type for everything: what the deployed gateway refuses, the deployed function refuses, and the
//! other way round except where a listed downgrade says so. Here the whole chain is held to it, from the attribute to the
//! answer; `analyzer/openapi` tests its own part with the same inputs.

use std::collections::{BTreeMap, BTreeSet};

use eventual::__private::describe::{HandlerDescription, ServiceDescription};
use eventual::__private::{Describe, HttpHandler, call};
use eventual::prelude::*;
use eventual_analyzer_openapi::{Downgrade, gateway};
use serde_json::{Value, json};

#[path = "../../../analyzer/openapi/tests/it/samples.rs"]
mod samples;

#[derive(Deserialize, JsonSchema, Validate)]
struct Plain {
    #[garde(length(min = 1))]
    code: String,
    #[garde(range(min = 2, max = 5))]
    few: i64,
    #[garde(pattern("^[a-z]+[0-9]?$"))]
    slug: String,
    #[garde(skip)]
    small: u8,
    #[garde(skip)]
    big: u64,
    #[garde(skip)]
    ratio: f64,
    #[garde(skip)]
    yes: bool,
    #[garde(skip)]
    list: Vec<u16>,
    #[garde(skip)]
    map: BTreeMap<String, i64>,
    #[garde(skip)]
    #[serde(default)]
    with_default: u32,
    #[garde(skip)]
    color: Color,
    #[garde(dive)]
    nested: Nested,
}

#[derive(Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Nested {
    #[garde(range(min = 0.5, max = 1.0))]
    some_share: f32,
}

#[derive(Deserialize, JsonSchema)]
enum Color {
    Red,
    /// Documented variants get an alternative of their own.
    Green,
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Tagged {
    Empty,
    Point { x: u8 },
}

#[derive(Deserialize, JsonSchema)]
enum External {
    Number(u8),
    Point { x: u8 },
}

#[derive(Deserialize, JsonSchema)]
struct Unions {
    internal: Tagged,
    external: External,
    many: Vec<Tagged>,
}

#[derive(Deserialize, JsonSchema, Validate)]
struct Loose {
    #[garde(length(min = 3, max = 5))]
    bytes: String,
    #[garde(skip)]
    maybe: Option<u8>,
    #[garde(dive)]
    maybe_nested: Option<Nested>,
    #[garde(skip)]
    pair: (u8, String),
    #[garde(skip)]
    set: BTreeSet<u8>,
    #[garde(skip)]
    numbered: BTreeMap<u16, u8>,
    #[garde(length(min = 1, max = 2))]
    some: Vec<u8>,
}

#[command]
async fn plain(input: Plain) {
    let _ = (input.code, input.few, input.slug, input.small, input.big, input.ratio, input.yes, input.list);
    let _ = (input.map, input.with_default, input.nested.some_share);
    let _ = matches!(input.color, Color::Red | Color::Green);
}

#[command]
async fn unions(input: Unions) {
    let x = |it: &Tagged| match it {
        Tagged::Empty => 0,
        Tagged::Point { x } => *x,
    };
    let (External::Number(y) | External::Point { x: y }) = input.external;
    let _ = (x(&input.internal), y, input.many.iter().map(x).max());
}

#[command]
async fn loose(input: Loose) {
    let _ = (input.bytes, input.maybe, input.maybe_nested, input.pair, input.set, input.numbered, input.some);
}

#[command]
async fn several(name: String, count: Option<u32>) {
    let _ = (name, count);
}

#[command]
async fn text(input: String) {
    let _ = input;
}

/// What the run-time says of this body: accepted or refused as bad input. Anything else is a failure of its own.
fn function_accepts<H: HttpHandler>(uri: &str, body: &Value) -> bool {
    let request =
        http::Request::builder().method("POST").uri(uri).body(body.to_string().into_bytes()).unwrap();
    let service = ServiceInfo { service_name: "test".into(), service_url: "https://api.example".into() };
    let response = futures::executor::block_on(call::<H>(request, service, RequestInfo::default()));
    match response.status().as_u16() {
        204 => true,
        400 => false,
        other => panic!("{other} for {body}"),
    }
}

/// Tries every candidate at the gateway and at the function; gives what the gateway is known not to check.
fn compare<H: HttpHandler + Describe>() -> Vec<Downgrade> {
    let HandlerDescription::Command(command) = H::describe() else { panic!("not a command") };
    let schema = command.input.as_ref().unwrap().schema.clone();
    let uri = format!("/rpc/{}", command.name);
    let mut service = ServiceDescription::new("test", "0.0.0");
    service.commands.push(command);
    let gateway = gateway(&service);
    let body =
        &gateway.document["paths"][&uri]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let mut model = json!({ "allOf": [body] });
    model["components"] = gateway.document["components"].clone();
    let model = jsonschema::options().with_draft(jsonschema::Draft::Draft4).build(&model).unwrap();

    let (mut accepted, mut refused) = (0, 0);
    for value in samples::candidates(&schema) {
        match (model.is_valid(&value), function_accepts::<H>(&uri, &value)) {
            (true, true) => accepted += 1,
            (false, false) => refused += 1,
            (true, false) => assert!(!gateway.downgrades.is_empty(), "only the gateway accepts {value}"),
            (false, true) => {
                // Bytes against characters: the one limit that may be stricter at the gateway is listed.
                let is_listed = gateway.downgrades.iter().any(|it| it.keyword == "minLength");
                assert!(is_listed && !value.to_string().is_ascii(), "only the function accepts {value}");
            }
        }
    }
    assert!(accepted > 0 && refused > 0, "the inputs are of both kinds: {accepted}, {refused}");
    gateway.downgrades
}

#[test]
fn gateway_and_function_agree_exactly_where_nothing_is_listed() {
    assert_eq!(compare::<__plain>(), []);
    assert_eq!(compare::<__unions>(), []);
    assert_eq!(compare::<__text>(), []);
}

#[test]
fn the_gateway_is_looser_only_where_it_is_listed() {
    let keywords: BTreeSet<_> = compare::<__loose>().into_iter().map(|it| it.keyword).collect();
    let expected = [
        "maxItems",
        "maxLength",
        "minItems",
        "minLength",
        "patternProperties",
        "prefixItems",
        "type",
        "uniqueItems",
    ];
    assert_eq!(keywords, expected.map(str::to_owned).into());
    let several: Vec<_> = compare::<__several>().into_iter().map(|it| it.place).collect();
    assert_eq!(several, ["CommandSeveralBody/count"]);
}
