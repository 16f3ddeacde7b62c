//! An infrastructure program is tested like any program: build the tree, look at the template.

use std::collections::BTreeMap;

use eventual_constructs::{App, AppProps};
use serde_json::{Value, json};

/// The template, with stubs instead of compiled functions.
fn template() -> Value {
    let context = BTreeMap::from([("eventual:no-build".to_owned(), json!(true))]);
    let app = App::with_props(AppProps { context, ..AppProps::default() });
    embedded::orders_stack(&app);
    app.assemble().unwrap().stack("Shop").unwrap().template().clone()
}

/// Properties of the function whose logical id says this.
fn function<'a>(template: &'a Value, name: &str) -> &'a Value {
    let resources = template["Resources"].as_object().unwrap();
    let is_it = |(id, it): &(&String, &Value)| id.contains(name) && it["Type"] == "AWS::Lambda::Function";
    let found: Vec<_> = resources.iter().filter(is_it).collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    &found[0].1["Properties"]
}

#[test]
fn overrides_reach_the_functions() {
    let template = template();
    let create = function(&template, "createorder");
    assert_eq!(create["MemorySize"], 1024);
    assert_eq!(create["SnapStart"], "None");
    let variables = &create["Environment"]["Variables"];
    assert!(variables["AUDIT_TABLE"]["Ref"].as_str().unwrap().starts_with("Audit"));
    let subscription = function(&template, "tellcustomer");
    assert_eq!(subscription["Environment"]["Variables"]["STAGE"], "live");
}

#[test]
fn only_the_command_may_write_the_table() {
    let template = template().to_string();
    assert_eq!(template.matches("dynamodb:PutItem").count(), 1);
}
