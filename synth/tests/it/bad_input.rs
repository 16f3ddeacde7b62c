//! Input that nobody should give: each is told with what is wrong and what to do, and leaves nothing half-written.

use super::{HELLO, service};
use crate::transcript::synth;

/// A service with these items.
fn shop(items: &str) -> super::Service {
    service(&format!("use eventual::prelude::*;\neventual::service!(pub struct Shop = \"shop\");\n{items}"))
}

#[test]
fn names_given_twice() {
    let twice =
        shop("#[command]\npub async fn order() {}\n#[command(name = \"order\")]\npub async fn other() {}\n");
    assert_golden!(synth(&[], Some(twice.path())));
}

#[test]
fn routes_that_collide() {
    let items = "#[get(\"/a/{x}\")]\npub async fn first() {}\n#[get(\"/a/{y}\")]\npub async fn second() {}\n";
    assert_golden!(synth(&[], Some(shop(items).path())));
}

#[test]
fn a_name_that_is_too_long() {
    let name = "n".repeat(65);
    let items = format!("#[command]\npub async fn {name}() {{}}\n");
    assert_golden!(synth(&[], Some(shop(&items).path())));
}

#[test]
fn a_service_without_handlers() {
    assert_golden!(synth(&["check"], Some(shop("").path())));
}

#[test]
fn a_rejected_option_is_told_once() {
    let items = "#[command(method = \"GETT\", path = \"/orders\")]\npub async fn list() {}\n\
                 #[command(path = \"/orders\")]\npub async fn create() {}\n";
    assert_golden!(synth(&["check"], Some(shop(items).path())));
}

#[test]
fn an_out_dir_that_is_a_file_or_cannot_be_made() {
    let hello = service(HELLO);
    let file = hello.path().join("Cargo.toml");
    assert_golden!(synth(&["--no-build", "-o", file.to_str().unwrap()], Some(hello.path())));
    assert!(file.is_file());
    // Nobody can write there, root included.
    let refused = synth(&["--no-build", "-o", "/proc/cdk.out"], Some(hello.path()));
    let says = "exit 1\n--- stdout\n--- stderr\nerror: cannot write the assembly: failed to create directory `/proc/";
    assert!(refused.starts_with(says), "{refused}");
}

#[test]
fn a_name_that_no_stack_can_have() {
    assert_golden!(synth(&["--no-build", "--stack-name", "my stack"], Some(service(HELLO).path())));
}

#[test]
fn options_stand_before_and_after_a_command() {
    let hello = service(HELLO);
    let after = synth(&["explain", "Nothing", "--no-build"], Some(hello.path()));
    assert_eq!(synth(&["--no-build", "explain", "Nothing"], Some(hello.path())), after);
    assert!(after.contains("no template has a resource `Nothing`"), "{after}");
    assert_golden!(synth(&["--yaml", "explain", "EV0101"], None));
    assert_golden!(synth(&["examples/hello", "graph"], None));
}

#[test]
fn failures_are_json_where_a_machine_reads() {
    let broken = shop("#[command(methd = \"GET\")]\npub async fn order() {}\n");
    let stderr = |text: &str| text.split_once("--- stderr\n").unwrap().1.to_owned();
    for command in [&["--json"][..], &["graph", "--json"], &["explain", "Function", "--json"]] {
        let text = stderr(&synth(command, Some(broken.path())));
        let failure: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(failure["error"]["code"], "SourceErrors", "{text}");
        assert_eq!(failure["error"]["message"], "the service has 1 error");
        let code = failure["error"]["diagnostics"][0]["code"].as_str().unwrap();
        assert_eq!(failure["error"]["hint"], format!("for details, run `synth explain {code}`"));
    }
    let text = synth(&["check", "--json"], Some(broken.path()));
    assert!(text.starts_with("exit 1\n--- stdout\n{\"") && text.contains("\"rendered\":\""), "{text}");
    assert_golden!(stderr(&text));
    assert_golden!(synth(&["--json", "no/such/folder"], None));
    assert_golden!(synth(&["--json", "--stak-name"], None));
    assert_golden!(synth(
        &["explain", "--json", "--no-build", "Hello/Service/Commands/hello/Function/Role/Resource"],
        Some(service(HELLO).path())
    ));
}
