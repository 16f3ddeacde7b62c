//! cfn-lint has nothing to say about any template of this project: all lessons, and a service of a hundred commands.

#![expect(clippy::unwrap_used, reason = "what cannot be found is a failed test")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use eventual_constructs_report::ExitStatus;
use eventual_snapshots_e2e::{Result, cfn_lint};
use serde_json::Value;

/// Synthesizes a service with stubs for functions.
fn synth(service: &Path, folder: &Path) {
    let arguments = [
        "synth".as_ref(),
        "--no-build".as_ref(),
        service.as_os_str(),
        "--out-dir".as_ref(),
        folder.as_os_str(),
    ];
    assert_eq!(eventual_synth::run(arguments), ExitStatus::Success);
}

/// The templates of an assembly, nested ones included, by name.
fn templates(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut found: Vec<PathBuf> =
        entries.filter(|it| it.to_string_lossy().ends_with(".template.json")).collect();
    found.sort();
    found
}

#[test]
fn templates_of_the_lessons_have_no_findings() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for lesson in ["hello", "orders", "gpt-plugin", "fulfillment"] {
        let out = folder.path().join(lesson);
        synth(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(lesson), &out);
        all.extend(templates(&out));
    }
    let all: Vec<&Path> = all.iter().map(PathBuf::as_path).collect();
    assert_eq!(cfn_lint(&all)?, []);
    Ok(())
}

#[test]
fn a_hundred_commands_stay_under_every_limit() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let service = folder.path().join("service");
    std::fs::create_dir_all(service.join("src")).unwrap();
    std::fs::write(service.join("src/lib.rs"), large_service(100)).unwrap();
    let manifest = "[package]\nname = \"large\"\nedition = \"2024\"\n\n[dependencies]\neventual = { package = \"eventual-rs\", version = \"0.1\" }\n";
    std::fs::write(service.join("Cargo.toml"), manifest).unwrap();
    let out = folder.path().join("cdk.out");
    synth(&service, &out);
    let templates = templates(&out);
    assert!(templates.len() > 1, "{templates:?} must be split");
    for template in &templates {
        let text = std::fs::read_to_string(template).unwrap();
        let resources = serde_json::from_str::<Value>(&text).unwrap()["Resources"].as_object().unwrap().len();
        assert!(resources <= 500, "{} has {resources} resources", template.display());
        assert!(text.len() <= 1_000_000, "{} has {} bytes", template.display(), text.len());
    }
    let templates: Vec<&Path> = templates.iter().map(PathBuf::as_path).collect();
    assert_eq!(cfn_lint(&templates)?, []);
    Ok(())
}

/// So many commands, half as many events, a subscription each.
fn large_service(commands: usize) -> String {
    let mut source =
        String::from("use eventual::prelude::*;\neventual::service!(pub struct Large = \"large\");\n");
    for number in 0..commands {
        let _ = writeln!(
            source,
            "#[command(method = \"POST\", path = \"/things/{{id}}/number{number}\")]\npub async fn command_{number}(id: String, amount: u32) -> String {{ format!(\"{{id}}{{amount}}\") }}"
        );
        if number % 2 == 0 {
            let _ = writeln!(
                source,
                "#[derive(Serialize, Deserialize, JsonSchema, Event)]\npub struct Event{number} {{ pub id: String }}\n#[subscription]\npub async fn on_{number}(_event: Event{number}) -> Result<()> {{ Ok(()) }}"
            );
        }
    }
    source
}
