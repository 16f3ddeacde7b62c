//! The record of what was generated from what, and the `[features]` of `constructs/cfn`.

use serde_json::json;

use crate::{model::Services, schema::Schemas};

const BEGIN: &str = "# begin: generated features, one per AWS service\n";
const END: &str = "# end: generated features\n";

/// `manifest.json`.
pub(crate) fn manifest(schemas: &Schemas, services: &Services) -> String {
    let resources = || services.values().flatten();
    let manifest = json!({
        "source": "cfn-lint",
        "version": schemas.version,
        "region": "us-east-1",
        "services": services.len(),
        "resource_types": resources().count(),
        "property_types": resources().map(|resource| resource.structs.len()).sum::<usize>(),
        "properties": resources()
            .flat_map(|resource| resource.structs.values().chain([&resource.root]))
            .map(|structure| structure.fields.len())
            .sum::<usize>(),
    });
    format!("{manifest:#}\n")
}

/// `Cargo.toml` with its generated part replaced; unchanged if it has none.
pub(crate) fn features(cargo_toml: &str, services: &Services) -> String {
    let Some((before, rest)) = cargo_toml.split_once(BEGIN) else { return cargo_toml.to_owned() };
    let Some((_, after)) = rest.split_once(END) else { return cargo_toml.to_owned() };
    let all: String = services.keys().map(|service| format!("    \"{service}\",\n")).collect();
    let each: String = services.keys().map(|service| format!("{service} = []\n")).collect();
    format!("{before}{BEGIN}all = [\n{all}]\n{each}{END}{after}")
}
