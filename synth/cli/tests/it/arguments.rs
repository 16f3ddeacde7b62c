use std::path::Path;

use crate::transcript::{inside, run};

#[test]
fn help_lists_the_commands_and_the_exit_codes() {
    assert_golden!("help", run(&["--help"]));
    assert_golden!("help_start", run(&["start", "--help"]));
}

#[test]
fn arguments_that_are_none() {
    assert_golden!("unknown_command", run(&["lst"]));
    assert_golden!("unknown_status", run(&["list", "executions", "--status", "done"]));
    assert_golden!("unknown_time", run(&["list", "executions", "--since", "yesterday"]));
    assert_golden!("two_services", run(&["get", "x", "--local", "--service", "orders"]));
}

#[test]
fn shells_are_told_what_there_is() {
    for shell in ["bash", "zsh", "fish"] {
        let script = run(&["completions", shell]);
        assert!(script.starts_with("exit 0") && script.contains("executions"), "{script}");
    }
}

#[test]
fn codes_are_explained_without_a_service() {
    let page = run(&["explain", "ev0107"]);
    assert!(page.starts_with("exit 0\n--- stdout\n") && page.contains("EV0107"), "{page}");
    let unknown = run(&["explain", "EV9999"]);
    let expected = "exit 3\n--- stdout\n--- stderr\nerror: there is no diagnostic `EV9999`\n\nhint: expected one of EV0101, ";
    assert!(unknown.starts_with(expected), "{unknown}");
}

#[test]
fn hints_name_the_tool_that_was_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    std::fs::write(folder.path().join("Cargo.toml"), "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n")
        .unwrap();
    std::fs::write(
        folder.path().join("src/lib.rs"),
        "#[command(methd = \"GET\")]\npub async fn hello() -> Result<()> { Ok(()) }\n",
    )
    .unwrap();
    for arguments in [&["explain", "Function"][..], &["synth"]] {
        let text = inside(folder.path(), arguments);
        assert!(
            text.starts_with("exit 1") && text.contains("hint: for details, run `eventual explain EV"),
            "{text}"
        );
    }
    let hello = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/hello");
    let text = inside(folder.path(), &["explain", "Nothing", hello.to_str().unwrap()]);
    assert!(
        text.starts_with("exit 3") && text.contains("hint: `eventual synth --json` shows the logical ids"),
        "{text}"
    );
}

#[test]
fn cargo_runs_it_too() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-eventual"))
        .args(["eventual", "explain", "EV9999"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no diagnostic `EV9999`"));
}

/// What a machine reads on stderr.
fn failure(text: &str) -> serde_json::Value {
    serde_json::from_str(text.split_once("--- stderr\n").unwrap().1).unwrap()
}

#[test]
fn every_command_that_fails_is_json_where_a_machine_reads() {
    let folder = tempfile::tempdir().unwrap();
    let commands: [(&[&str], &str); 11] = [
        (&["synth"], "SourceErrors"),
        (&["check"], "SourceErrors"),
        (&["graph"], "SourceErrors"),
        (&["explain", "Nothing"], "SourceErrors"),
        (&["explain", "EV9999"], "NotFound"),
        (&["dev"], "SourceErrors"),
        (&["local"], "SourceErrors"),
        (&["deploy"], "NoRegion"),
        (&["new", "crate"], "BadInput"),
        (&["get", "o-1", "--url", "localhost"], "BadInput"),
        (&["lst"], "BadArguments"),
    ];
    for (command, code) in commands {
        let text = inside(folder.path(), &[command, &["--json"]].concat());
        let failure = failure(&text);
        assert_eq!(failure["error"]["code"], code, "{text}");
        assert!(failure["error"]["message"].as_str().is_some_and(|it| !it.is_empty()), "{text}");
    }
}

#[test]
fn results_are_json_where_a_machine_reads() {
    for command in [&["explain", "EV0101"][..], &["completions", "bash"]] {
        let text = run(&[command, &["--json"]].concat());
        let stdout = text.strip_prefix("exit 0\n--- stdout\n").unwrap().split_once("--- stderr").unwrap().0;
        assert!(serde_json::from_str::<serde_json::Value>(stdout).is_ok(), "{text}");
    }
}
