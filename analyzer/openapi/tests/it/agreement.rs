//! What the gateway refuses the function refuses, and the other way round except where a downgrade says so.
#![expect(dead_code, reason = "what is read from the inputs matters only to serde, garde and schemars")]

use std::collections::{BTreeMap, BTreeSet};

use eventual_analyzer_describe::*;
use eventual_analyzer_openapi::*;
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::samples::candidates;
use crate::shop;

#[derive(Deserialize, JsonSchema, Validate)]
#[garde(allow_unvalidated)]
struct Plain {
    name: String,
    #[garde(length(min = 1))]
    code: String,
    small: u8,
    big: u64,
    signed: i32,
    ratio: f64,
    yes: bool,
    letter: char,
    list: Vec<u16>,
    map: BTreeMap<String, i64>,
    #[serde(default)]
    with_default: u32,
    color: Color,
    #[garde(dive)]
    nested: Nested,
    #[garde(range(min = 2, max = 5))]
    few: i64,
    #[garde(pattern("^[a-z]+[0-9]?$"))]
    slug: String,
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
    Point { x: u8, y: u8 },
    Wrapped(Position),
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "value")]
enum Adjacent {
    Point { x: u8 },
    Wrapped(Position),
}

#[derive(Deserialize, JsonSchema)]
enum External {
    Number(u8),
    Point { x: u8 },
    Wrapped(Position),
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Number(u8),
    Wrapped(Position),
}

#[derive(Deserialize, JsonSchema)]
struct Position {
    z: i16,
}

#[derive(Deserialize, JsonSchema)]
struct Unions {
    a: Tagged,
    b: Adjacent,
    c: External,
    d: Untagged,
    e: Vec<Tagged>,
}

#[derive(Deserialize, JsonSchema)]
struct Flattened {
    id: String,
    #[serde(flatten)]
    position: Position,
}

#[derive(Deserialize, JsonSchema, Validate)]
#[garde(allow_unvalidated)]
struct Loose {
    #[garde(length(min = 3, max = 5))]
    bytes: String,
    #[garde(length(chars, min = 3, max = 5))]
    characters: String,
    maybe: Option<u8>,
    #[garde(dive)]
    maybe_nested: Option<Nested>,
    maybe_color: Option<Color>,
    maybe_text: Option<String>,
    pair: (u8, String),
    set: BTreeSet<u8>,
    numbered: BTreeMap<u16, u8>,
    #[garde(email)]
    mail: String,
    #[garde(length(min = 1, max = 2))]
    some: Vec<u8>,
    nothing: (),
    anything: Value,
    #[garde(pattern("^(?:[0-9]|é)+$"))]
    accented: String,
}

#[derive(Deserialize, JsonSchema)]
struct Tree {
    name: String,
    kids: Vec<Tree>,
    left: Option<Box<Tree>>,
}

#[derive(Deserialize, JsonSchema)]
struct MaybeAll {
    #[serde(default)]
    a: u8,
    b: Option<Position>,
}

/// Types without rules of garde.
struct Unchecked<T>(T);
impl<T> Validate for Unchecked<T> {
    type Context = ();
    fn validate_into(&self, (): &(), _: &mut dyn FnMut() -> garde::Path, _: &mut garde::Report) {}
}

struct Tally {
    accepted: usize,
    refused: usize,
    loosened: usize,
    downgrades: Vec<Downgrade>,
}

fn compare<T: JsonSchema>(accepts: impl Fn(&Value) -> bool) -> Tally {
    let schema = input_schema_of::<T>();
    let command = CommandDescription {
        input: Some(InputDescription { parameter: Some("it".into()), schema: schema.clone() }),
        ..CommandDescription::new("it")
    };
    let mut service = ServiceDescription::new("test", "0.0.0");
    service.commands.push(command);
    let gateway = gateway(&service);
    let body =
        &gateway.document["paths"]["/rpc/it"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let mut model = json!({ "allOf": [body] });
    model["components"] = gateway.document["components"].clone();
    let gateway_schema = jsonschema::options().with_draft(jsonschema::Draft::Draft4).build(&model).unwrap();

    let mut tally = Tally { accepted: 0, refused: 0, loosened: 0, downgrades: gateway.downgrades };
    for value in candidates(&schema) {
        match (gateway_schema.is_valid(&value), accepts(&value)) {
            (true, true) => tally.accepted += 1,
            (false, false) => tally.refused += 1,
            (true, false) => tally.loosened += 1,
            (false, true) => {
                // The one limit that may be stricter is listed: bytes against characters.
                let text = value.to_string();
                let is_listed =
                    !text.is_ascii() && tally.downgrades.iter().any(|it| it.keyword == "minLength");
                assert!(is_listed, "the gateway refuses what the function accepts: {text}\nmodel: {model:#}");
            }
        }
        if tally.downgrades.is_empty() {
            assert_eq!(
                tally.loosened, 0,
                "accepted by the gateway only, without a downgrade: {value}\nmodel: {model:#}"
            );
        }
    }
    assert!(tally.accepted > 0 && tally.refused > 0, "the corpus has to have both kinds");
    tally
}

fn checked<T: JsonSchema + Validate<Context = ()> + for<'a> Deserialize<'a>>() -> Tally {
    compare::<T>(|it| serde_json::from_value::<T>(it.clone()).is_ok_and(|it| it.validate().is_ok()))
}

fn unchecked<T: JsonSchema + for<'a> Deserialize<'a>>() -> Tally {
    compare::<T>(|it| {
        serde_json::from_value::<T>(it.clone()).is_ok_and(|it| Unchecked(it).validate().is_ok())
    })
}

fn keywords(tally: &Tally) -> BTreeSet<&str> {
    tally.downgrades.iter().map(|it| it.keyword.as_str()).collect()
}

#[test]
fn plain_types_agree_exactly() {
    let tally = checked::<Plain>();
    assert_eq!(tally.downgrades, []);
    assert!(tally.accepted > 40 && tally.refused > 200, "{} {}", tally.accepted, tally.refused);
}

#[test]
fn unions_agree_exactly() {
    for tally in [
        unchecked::<Unions>(),
        unchecked::<Tagged>(),
        unchecked::<Adjacent>(),
        unchecked::<External>(),
        unchecked::<Untagged>(),
        unchecked::<Color>(),
        unchecked::<Flattened>(),
    ] {
        assert_eq!(tally.downgrades, []);
    }
}

#[test]
fn scalars_and_collections_agree_exactly() {
    for tally in [
        unchecked::<String>(),
        unchecked::<u8>(),
        unchecked::<i64>(),
        unchecked::<Vec<Position>>(),
        unchecked::<BTreeMap<String, Position>>(),
    ] {
        assert_eq!(tally.downgrades, []);
    }
}

#[test]
fn what_the_gateway_cannot_say_is_loosened_and_listed() {
    let tally = checked::<Loose>();
    assert!(tally.loosened > 0);
    let expected = [
        "format",
        "maxItems",
        "maxLength",
        "minItems",
        "minLength",
        "pattern",
        "patternProperties",
        "prefixItems",
        "type",
        "uniqueItems",
    ];
    assert_eq!(keywords(&tally), BTreeSet::from(expected));
    assert!(tally.downgrades.iter().any(|it| it.place == "Loose/maybe" && it.keyword == "type"));
}

#[test]
fn recursion_is_cut_and_listed() {
    let tally = unchecked::<Tree>();
    assert!(keywords(&tally).contains("$ref"));
}

#[test]
fn optional_fields_may_be_missing_or_null() {
    let tally = unchecked::<MaybeAll>();
    assert_eq!(keywords(&tally), BTreeSet::from(["type"]));
}

#[test]
fn the_shop_agrees() {
    checked::<shop::NewOrder>();
    unchecked::<shop::Update>();
}
