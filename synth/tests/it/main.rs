//! Whole transcripts of the tool: exit code and both streams.

#![expect(clippy::unwrap_used, reason = "what cannot be set up is a failed test")]

/// Compares with a golden in `snapshots/cli/synth`.
macro_rules! assert_golden {
    ($($golden:tt)+) => { eventual_snapshots::golden!("cli/synth", assert_snapshot, $($golden)+) };
}

mod bad_input;
mod transcript;

use std::path::Path;

use transcript::{Service, synth};

/// A service of one file.
fn service(source: &str) -> Service {
    Service::new(source)
}

const HELLO: &str = r#"
use eventual::prelude::*;
eventual::service!(pub struct Hello = "hello");

/// Greets.
#[command(method = "GET", path = "/hello/{name}")]
pub async fn hello(name: String) -> String {
    format!("hello {name}")
}
"#;

#[test]
fn a_service_without_mistakes() {
    let hello = service(HELLO);
    assert_golden!(synth(&["check"], Some(hello.path())));
}

#[test]
fn a_service_is_found_from_inside_of_it() {
    let hello = service(HELLO);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_synth"));
    let output = command.arg("check").current_dir(hello.path().join("src")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("Checked `hello`, 1 handler"));
}

#[test]
fn mistakes_are_shown_all_at_once() {
    let broken = service(
        r#"
use eventual::prelude::*;
eventual::service!(pub struct Shop = "shop");

#[command(path = "/orders/{id}", method = "GET", sumary = "x")]
pub async fn get_order(id: String) -> String { id }

#[get("/orders/{key}")]
pub async fn raw_order(_request: Request) -> Result<Response> { todo!() }
"#,
    );
    assert_golden!(synth(&["check"], Some(broken.path())));
}

#[test]
fn source_that_does_not_parse() {
    let broken = service("eventual::service!(pub struct Shop = \"shop\");\nfn oops( {}\n");
    assert_golden!(synth(&[], Some(broken.path())));
}

#[test]
fn a_folder_without_a_service() {
    let empty = tempfile::tempdir().unwrap();
    assert_golden!(synth(&[], Some(empty.path())));
    assert_golden!(synth(&[], Some(Path::new("no/such/folder"))));
}

#[test]
fn an_out_dir_that_cannot_be_written() {
    let hello = service(HELLO);
    let file = hello.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let out = file.join("cdk.out");
    assert_golden!(synth(&["--no-build", "-o", out.to_str().unwrap()], Some(hello.path())));
}

#[test]
fn an_out_dir_with_files_of_the_user_is_left_alone() {
    let hello = service(HELLO);
    let out = hello.path().join("src");
    assert_golden!(synth(&["--no-build", "-o", out.to_str().unwrap()], Some(hello.path())));
    assert!(out.join("lib.rs").exists());
}

#[test]
fn stubs_synthesize_without_compiling() {
    let hello = service(HELLO);
    let out = hello.path().join("cdk.out");
    assert_golden!(synth(&["--no-build", "-o", out.to_str().unwrap()], Some(hello.path())));
    let mut names: Vec<String> = std::fs::read_dir(&out)
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .filter(|it| !it.starts_with("asset."))
        .collect();
    names.sort();
    assert_eq!(names, ["Hello.assets.json", "Hello.template.json", "cdk.out", "manifest.json", "tree.json"]);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let hello = service(HELLO);
    let first = synth(&["--no-build", "--json"], Some(hello.path()));
    assert_eq!(synth(&["--no-build", "--json"], Some(hello.path())), first);
    let elsewhere = service(HELLO);
    assert_eq!(synth(&["--no-build", "--json"], Some(elsewhere.path())), first);
}

#[test]
fn questions() {
    assert_golden!(synth(&["explain", "EV9999"], None));
    assert_golden!(synth(&["-c", "=1", "--no-build"], Some(service(HELLO).path())));
    assert_golden!(synth(&["explain", "--no-build", "Nothing"], Some(service(HELLO).path())));
    assert_golden!(synth(&["graph", "--no-build"], Some(service(HELLO).path())));
}

const FULFILMENT: &str = r#"
use eventual::prelude::*;
eventual::service!(pub struct Fulfilment = "fulfilment");

#[derive(Serialize, Deserialize, Signal)]
pub struct Cancelled { pub reason: String }

#[command]
pub async fn place(order: String) -> Result<ExecutionId> { fulfil.start(order).await }

#[workflow(timeout = "30d")]
pub async fn fulfil(order: String) -> Result<String> {
    charge(order.clone()).await?;
    parcel(order).await
}

#[workflow]
pub async fn parcel(order: String) -> Result<String> { Ok(order) }

#[task]
pub async fn charge(order: String) -> Result<String> { Ok(order) }
"#;

#[test]
fn workflows_are_drawn_and_explained() {
    let fulfilment = service(FULFILMENT);
    let explain = |id: &str| synth(&["explain", "--no-build", id], Some(fulfilment.path()));
    assert_golden!(synth(&["graph", "--no-build"], Some(fulfilment.path())));
    assert_golden!(explain("Fulfilment/Service/Workflows/Queue/Resource"));
    assert_golden!(explain("Fulfilment/Service/Workflows/Orchestrator/Function/Role/Resource"));
    assert_golden!(explain("Fulfilment/Service/Tasks/charge/Function/Role/Resource"));
}
