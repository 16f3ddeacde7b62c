//! Infrastructure is tested like any program: build the tree, look at the template.

use std::collections::BTreeMap;

use eventual_constructs::{App, AppProps};
use serde_json::json;

#[test]
fn the_service_is_in_the_stack() {
    // Stubs instead of compiled functions.
    let context = BTreeMap::from([("eventual:no-build".to_owned(), json!(true))]);
    let app = App::with_props(AppProps { context, ..AppProps::default() });
    {{crate}}_infra::stack(&app);
    let assembly = app.assemble().unwrap();
    let template = assembly.stack("{{type}}").unwrap().template();
    let resources = template["Resources"].as_object().unwrap();
    let hello = resources.iter().find(|(id, it)| id.contains("hello") && it["Type"] == "AWS::Lambda::Function");
    assert_eq!(hello.unwrap().1["Properties"]["MemorySize"], 256);
}
