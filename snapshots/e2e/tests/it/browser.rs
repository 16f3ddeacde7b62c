//! A person with a browser, in front of two real local services.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what cannot be set up is a failed test")]

use std::path::{Path, PathBuf};

use eventual_analyzer::analyze;
use eventual_runtime_local::{ServeOptions, Server};
use eventual_snapshots_e2e::Browser;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

/// What the source of a lesson says, as the generated program has it.
fn model(lesson: &str) -> &'static str {
    let analysis = analyze(&repository().join("examples").join(lesson));
    let model = analysis.model.unwrap_or_else(|| panic!("no service in `{lesson}`"));
    Box::leak(serde_json::to_string(&model).unwrap().into_boxed_str())
}

/// Where the pictures go that the browser takes on its way.
fn pictures() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inspector");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
fn a_person_looks_at_services_and_operates_them() {
    let browser = Browser::get().unwrap();
    let state = tempfile::tempdir().unwrap();
    let options = ServeOptions { port: 0, ..ServeOptions::new(state.path()) };
    let running = Server::new()
        .service::<fulfillment::Fulfillment>("0.1.0", Some(model("fulfillment")))
        .service::<orders::Orders>("0.1.0", Some(model("orders")))
        .start(&options, |_| {})
        .unwrap();
    let urls: Vec<String> = running.serving().services.iter().map(|it| it.url.clone()).collect();
    let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/browse.mjs");
    let pictures = pictures();
    let told = browser.run(&module, &[&urls[0], &urls[1], pictures.to_str().unwrap()]).unwrap();
    running.stop();
    assert!(
        told.code == 0 && told.stdout.ends_with("all ok\n"),
        "{told}\npictures in {}",
        pictures.display()
    );
}
