//! The lesson for other languages: its steps as its README has them, against the local service.

#![expect(clippy::unwrap_used, reason = "what cannot be set up is a failed test")]

use std::path::{Path, PathBuf};

use eventual_runtime_client::ServiceClient;
use eventual_runtime_local::{Running, ServeOptions, Server};
use eventual_snapshots_e2e::NpmProject;
use orders::api::NewOrder;

fn lesson() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().join("examples/typescript-client")
}

/// The lesson's service.
fn orders(state: &Path) -> (Running, String) {
    let options = ServeOptions { port: 0, ..ServeOptions::new(state) };
    let running = Server::new().service::<orders::Orders>("0.1.0", None).start(&options, |_| {}).unwrap();
    let url = running.serving().services[0].url.clone();
    (running, url)
}

/// What the README says of Rust.
fn from_rust(url: &str) -> Option<String> {
    let orders = ServiceClient::<orders::Orders>::builder(url).header("x-customer", "ann").build();
    let order = NewOrder { sku: "book".into(), quantity: 2 };
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let accepted = tokio.block_on(async { orders.create_order(order).await }).unwrap();
    Some(format!("accepted as {}", accepted.order_id))
}

#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
fn a_typescript_client_is_made_from_the_document_of_the_local_service() {
    let state = tempfile::tempdir().unwrap();
    let (running, url) = orders(state.path());
    let project = NpmProject::copy_of(&lesson()).unwrap();
    let script = |name: &str| project.script(name, &[("ORDERS_URL", &url)]).unwrap();

    script("types").success().unwrap();
    script("build").success().unwrap();
    let told = script("start").success().unwrap().stdout;
    assert_eq!(from_rust(&url).as_deref(), told.lines().next());
    running.stop();

    // What the README shows is what happens.
    let readme = std::fs::read_to_string(lesson().join("README.md")).unwrap();
    let (_, shown) = readme.split_once("$ npm start\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    assert_eq!(told, shown);

    // Each mistake that is marked as one is refused for the reason that its mark gives.
    let mistakes = project.folder().join("src/mistakes.ts");
    let marked = std::fs::read_to_string(&mistakes).unwrap();
    let reasons = marked.matches("@ts-expect-error ").count();
    std::fs::write(&mistakes, marked.replace("@ts-expect-error ", "")).unwrap();
    let refused = script("build");
    assert_ne!(refused.code, 0, "{refused}");
    let errors: Vec<&str> = refused.stdout.lines().filter(|it| it.contains(": error TS")).collect();
    assert_eq!(errors.len(), reasons, "{refused}");
    for (error, said) in errors.iter().zip([
        "'color' does not exist in type",
        "'pieces' does not exist in type",
        "Type 'string' is not assignable to type 'number'",
        "'\"/order\"' is not assignable to parameter of type",
        "Property 'total' does not exist on type",
    ]) {
        assert!(error.contains(said), "{said} in: {error}");
    }
}
