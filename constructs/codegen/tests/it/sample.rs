use std::{collections::BTreeMap, path::Path};

use eventual_constructs_codegen::{Output, Schemas, generate};
use serde_json::{Value as Json, json};

const CARGO_TOML: &str =
    "[features]\n# begin: generated features, one per AWS service\nold = []\n# end: generated features\n";

fn output<const N: usize>(types: [(&str, Json); N]) -> Output {
    let types: BTreeMap<String, Json> =
        types.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    generate(&Schemas { version: "1.2.3".into(), types }, CARGO_TOML)
}

/// The tables generated for one resource type, without the lines that open a file.
fn tables(type_name: &str, schema: Json) -> String {
    let output = output([(type_name, schema)]);
    let service = type_name.split("::").nth(1).unwrap().to_lowercase();
    let text = &output[Path::new(&format!("src/generated/{service}.rs"))];
    text.split_once("use crate::declare::*;\n\n").unwrap().1.to_owned()
}

#[test]
fn a_resource_has_its_writable_properties_as_fields_and_the_others_as_attributes() {
    let schema = json!({
        "properties": {
            "Arn": { "type": "string" },
            "Endpoint": { "type": "object", "properties": { "Port": { "type": "integer" } } },
            "FifoQueue": { "type": "boolean" },
            "Size": { "type": "number", "minimum": 1, "maximum": 2.5 },
            "Name": { "type": "string", "pattern": "^[a-z]+$" },
            "Tags": { "type": "array", "items": { "$ref": "#/definitions/Tag" } },
        },
        "definitions": {
            "Tag": { "type": "object", "properties": { "Key": { "type": "string" }, "Value": { "type": "string" } } },
        },
        "required": ["Name"],
        "readOnlyProperties": ["/properties/Arn", "/properties/Endpoint/Port"],
        "createOnlyProperties": ["/properties/Name"],
        "conditionalCreateOnlyProperties": ["/properties/FifoQueue"],
        "deprecatedProperties": ["/properties/Size"],
        "tagging": { "tagProperty": "/properties/Tags" },
    });
    let expected = "\
resource! {
    Queue = \"AWS::SQS::Queue\", tags: Pairs(\"Tags\");
    required {
        /// Change means replacement. Pattern `^[a-z]+$`.
        name: String = \"Name\",
    }
    optional {
        /// A change can mean replacement.
        fifo_queue: bool = \"FifoQueue\",
        /// Deprecated. 1 to 2.5.
        size: f64 = \"Size\",
        tags: List<Tag> = \"Tags\",
    }
    attributes {
        ARN: String = \"Arn\",
        ENDPOINT_PORT: i64 = \"Endpoint.Port\",
    }
}
";
    assert_eq!(tables("AWS::SQS::Queue", schema), expected);
}

#[test]
fn property_types_carry_the_name_of_their_resource() {
    let schema = json!({
        "properties": {
            "Redrive": { "type": ["object", "string"], "properties": { "maxCount": { "type": "integer" } } },
            "Rules": { "type": "array", "items": { "type": "object", "properties": { "Id": { "type": "string" } } } },
            "Named": { "patternProperties": { ".*": { "$ref": "#/definitions/redrive" } } },
            "Free": { "type": "object" },
        },
        "definitions": { "redrive": { "type": "object", "properties": { "Free": {} } } },
    });
    let expected = "\
resource! {
    Queue = \"AWS::SQS::Queue\";
    optional {
        free: Json = \"Free\",
        named: Map<QueueRedrive> = \"Named\",
        redrive: QueueRedriveProperty = \"Redrive\",
        rules: List<QueueRulesItem> = \"Rules\",
    }
}

property! {
    QueueRedrive = \"AWS::SQS::Queue.redrive\";
    optional {
        free: Json = \"Free\",
    }
}

property! {
    QueueRedriveProperty = \"AWS::SQS::Queue.Redrive\";
    optional {
        max_count: i64 = \"maxCount\",
    }
}

property! {
    QueueRulesItem = \"AWS::SQS::Queue.Rules\";
    optional {
        id: String = \"Id\",
    }
}
";
    assert_eq!(tables("AWS::SQS::Queue", schema), expected);
}

#[test]
fn a_struct_inside_itself_is_boxed_unless_a_list_or_map_is_between() {
    let statement = json!({
        "type": "object",
        "properties": {
            "Not": { "$ref": "#/definitions/Not" },
            "And": { "type": "array", "items": { "$ref": "#/definitions/Statement" } },
        },
    });
    let not =
        json!({ "type": "object", "properties": { "Statement": { "$ref": "#/definitions/Statement" } } });
    let schema = json!({
        "properties": { "Statement": { "$ref": "#/definitions/Statement" } },
        "definitions": { "Not": not, "Statement": statement },
    });
    let tables = tables("AWS::WAFv2::WebACL", schema);
    for line in [
        "        and: List<WebACLStatement> = \"And\",\n",
        "        not: Box<WebACLNot> = \"Not\",\n",
        "        statement: Box<WebACLStatement> = \"Statement\",\n",
        // The resource itself is in no circle.
        "        statement: WebACLStatement = \"Statement\",\n",
    ] {
        assert!(tables.contains(line), "{line} is not in\n{tables}");
    }
}

#[test]
fn alternatives_fold_into_one_type() {
    let schema = json!({
        "properties": {
            // Objects: one struct with the properties of all; required is what all require.
            "Source": { "oneOf": [
                { "type": "object", "properties": { "Kind": { "enum": ["A"] }, "A": { "type": "string" } }, "required": ["A", "Kind"] },
                { "type": "object", "properties": { "Kind": { "enum": ["B"] }, "B": { "type": "integer" } }, "required": ["B", "Kind"] },
            ] },
            // Rules on which of the properties are set say so, and nothing else.
            "Target": {
                "type": "object",
                "properties": { "A": { "type": "string" }, "B": { "type": "string" } },
                "oneOf": [{ "required": ["A"] }, { "required": ["B"] }],
            },
            // JSON as text is left to tokens.
            "Keys": { "oneOf": [
                { "type": "array", "items": { "type": "string" } },
                { "type": ["object", "string"], "format": "json" },
            ] },
            "Id": { "type": "string", "anyOf": [{ "format": "a" }, { "format": "b" }] },
            "Mixed": { "anyOf": [{ "type": "string" }, { "type": "integer" }] },
        },
    });
    let expected = "\
resource! {
    Thing = \"AWS::X::Thing\";
    optional {
        id: String = \"Id\",
        keys: List<String> = \"Keys\",
        mixed: Json = \"Mixed\",
        source: ThingSource = \"Source\",
        target: ThingTarget = \"Target\",
    }
}

property! {
    ThingSource = \"AWS::X::Thing.Source\";
    required {
        kind: String = \"Kind\",
    }
    optional {
        a: String = \"A\",
        b: i64 = \"B\",
    }
}

property! {
    /// Exactly one of `A`, `B`.
    ThingTarget = \"AWS::X::Thing.Target\";
    optional {
        a: String = \"A\",
        b: String = \"B\",
    }
}
";
    assert_eq!(tables("AWS::X::Thing", schema), expected);
}

#[test]
fn a_resource_keeps_its_name_and_a_property_type_gives_way() {
    let role = json!({
        "properties": { "Policies": { "type": "array", "items": { "$ref": "#/definitions/Policy" } } },
        "definitions": { "Policy": { "type": "object", "properties": { "Name": { "type": "string" } } } },
    });
    let policy = json!({ "properties": { "Role": { "type": "string" } } });
    let list = json!({ "properties": { "Entries": { "type": "array", "items": { "type": "string" } } } });
    let output =
        output([("AWS::IAM::Role", role), ("AWS::IAM::RolePolicy", policy), ("AWS::IAM::List", list)]);
    let iam = &output[Path::new("src/generated/iam.rs")];
    for line in [
        "    RolePolicy = \"AWS::IAM::RolePolicy\";\n",
        "    RolePolicyProperty = \"AWS::IAM::Role.Policy\";\n",
        "        policies: crate::List<RolePolicyProperty> = \"Policies\",\n",
        "        entries: crate::List<String> = \"Entries\",\n",
    ] {
        assert!(iam.contains(line), "{line} is not in\n{iam}");
    }
}

#[test]
fn features_and_manifest_follow_the_services() {
    let schema = || json!({ "properties": { "Name": { "type": "string" } } });
    let output = output([
        ("AWS::SQS::Queue", schema()),
        ("AWS::SNS::Topic", schema()),
        ("Alexa::ASK::Skill", schema()),
    ]);
    let features = "[features]\n# begin: generated features, one per AWS service\nall = [\n    \"alexa_ask\",\n    \"sns\",\n    \
        \"sqs\",\n]\nalexa_ask = []\nsns = []\nsqs = []\n# end: generated features\n";
    assert_eq!(output[Path::new("Cargo.toml")], features);
    let manifest: Json = serde_json::from_str(&output[Path::new("src/generated/manifest.json")]).unwrap();
    assert_eq!(manifest["version"], "1.2.3");
    assert_eq!(manifest["resource_types"], 3);
    let index = &output[Path::new("src/generated/mod.rs")];
    assert!(
        index.contains("#[cfg(feature = \"sqs\")]\n#[doc = \"Resources of `AWS::SQS`.\"]\npub mod sqs;\n"),
        "{index}"
    );
}

#[test]
fn a_large_service_is_a_folder_with_a_file_per_resource() {
    let properties: serde_json::Map<String, Json> =
        (0..6_000).map(|n| (format!("P{n}"), json!({ "type": "string" }))).collect();
    let schema = || json!({ "properties": properties });
    let output = output([("AWS::Big::Type", schema()), ("AWS::Big::WebACL", schema())]);
    let files: Vec<&str> =
        output.keys().filter_map(|path| path.to_str()).filter(|path| path.contains("big")).collect();
    assert_eq!(
        files,
        ["src/generated/big/mod.rs", "src/generated/big/type.rs", "src/generated/big/web_acl.rs"]
    );
    let index = &output[Path::new("src/generated/big/mod.rs")];
    assert!(
        index.ends_with("mod r#type;\npub use r#type::*;\nmod web_acl;\npub use web_acl::*;\n"),
        "{index}"
    );
}

#[test]
fn a_large_struct_is_boxed_where_it_is_a_property() {
    let object = |properties: usize| {
        let properties: serde_json::Map<String, Json> =
            (0..properties).map(|n| (format!("P{n}"), json!({ "type": "string" }))).collect();
        json!({ "type": "object", "properties": properties })
    };
    let schema = json!({ "properties": {
        "Large": object(101),
        "Listed": { "type": "array", "items": object(101) },
        "Small": object(100),
    } });
    let tables = tables("AWS::X::Thing", schema);
    for line in ["large: Box<ThingLarge> =", "listed: List<ThingListedItem> =", "small: ThingSmall ="] {
        assert!(tables.contains(line), "{line} is not in\n{tables}");
    }
}
