use eventual_constructs_core::{App, AssemblyFile, Asset, CloudAssembly, NestedStack, Output, Scope, Stack};
use serde_json::Value as Json;

use crate::support::queue;

/// A JSON file of an assembly.
pub(crate) fn json_file(assembly: &CloudAssembly, name: &str) -> Json {
    match assembly.files().get(name) {
        Some(AssemblyFile::Bytes(bytes)) => serde_json::from_slice(bytes).unwrap(),
        other => panic!("{name} is {other:?}"),
    }
}

fn sample() -> App {
    let app = App::new();
    let stack = Stack::new(&app, "Orders");
    stack.tag("team", "orders");
    let nested = NestedStack::new(&stack, "Mail");
    let dlq = queue(&nested, "Dlq");
    Output::new(&stack, "Url", dlq.reference());
    let page = Asset::from_bytes(&nested, "Page", ".html", "<h1>hello</h1>");
    dlq.update(|queue| queue.queue_name = Some(page.key()));
    app
}

#[test]
fn the_whole_assembly_is_as_promised() {
    let assembly = sample().assemble().unwrap();
    let mut text = String::new();
    for (name, file) in assembly.files() {
        let AssemblyFile::Bytes(bytes) = file else { panic!("{name} is a copy") };
        text += &format!("==> {name}\n{}", String::from_utf8_lossy(bytes));
    }
    insta::with_settings!({ filters => [(r"support\.rs:\d+", "support.rs:N"), (r"assembly\.rs:\d+", "assembly.rs:N"), (r#""version": "0\.\d+\.\d+""#, r#""version": "V""#)] }, {
        assert_golden!(text);
    });
}

#[test]
fn two_syntheses_are_byte_identical() {
    let (a, b) = (sample().assemble().unwrap(), sample().assemble().unwrap());
    assert_eq!(a.files(), b.files());
    let app = sample();
    assert_eq!(app.assemble().unwrap().files(), app.assemble().unwrap().files());
}

#[test]
fn the_order_of_construction_does_not_show_in_a_template() {
    let build = |ids: [&str; 2]| {
        let app = App::new();
        let stack = Stack::new(&app, "Orders");
        ids.iter().for_each(|id| drop(queue(&stack, id)));
        app.assemble().unwrap().stack("Orders").unwrap().template().clone()
    };
    assert_eq!(build(["A", "B"]), build(["B", "A"]));
}

#[test]
fn keys_are_sorted_in_every_file() {
    let text = eventual_constructs_core::to_text(&serde_json::json!({ "b": [{ "z": 1, "a": 2 }], "a": {} }));
    assert_eq!(text, "{\n \"a\": {},\n \"b\": [\n  {\n   \"a\": 2,\n   \"z\": 1\n  }\n ]\n}\n");
}
