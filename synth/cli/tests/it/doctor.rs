use crate::transcript::{tool, transcript};

#[test]
fn nothing_is_installed() {
    let empty = tempfile::tempdir().unwrap();
    let text = transcript(tool().args(["doctor", "--local"]).env("PATH", empty.path()));
    let text: Vec<&str> = text.lines().filter(|it| !it.starts_with("port 9000")).collect();
    assert_golden!("doctor_without_anything", text.join("\n"));
}

#[test]
fn a_machine_that_runs_these_tests_is_good_enough() {
    let output = tool().args(["doctor", "--local", "--json"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let checks: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<_> =
        checks["checks"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["rustc", "cargo", "linker", "C compiler", "port 9000"]);
}
