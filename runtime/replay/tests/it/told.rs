//! What the command of hosts prints.

use crate::shop::{Code, deploy, history, three_runs, workflows};
use eventual_runtime_replay::{Arguments, Code as Of, History, Outcome, command};
use serde_json::Value;

fn arguments(args: &[&str]) -> Result<Arguments, String> {
    Arguments::parse(args.iter().map(Into::into))
}

/// What it prints about a history, and what it answers.
fn told(history: &History, options: &[&str]) -> (String, Outcome) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.jsonl");
    history.save(&path).unwrap();
    let args: Vec<&str> = options.iter().copied().chain([path.to_str().unwrap()]).collect();
    let mut out = Vec::new();
    let code = [Of { service: "shop", workflows: workflows() }, Of { service: "mail", workflows: vec![] }];
    let outcome = command(&code, &arguments(&args).unwrap(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap().replace(folder.path().to_str().unwrap(), "[folder]");
    let hide = |line: &str| match line.rsplit_once("shop.rs:") {
        Some((before, place)) if !place.contains('"') => format!("{before}shop.rs:LINE"),
        _ => line.to_owned(),
    };
    (text.lines().map(hide).collect::<Vec<_>>().join("\n"), outcome)
}

#[test]
fn each_step_is_told_with_its_calls_and_their_lines() {
    let (text, outcome) = told(&history(3), &[]);
    assert_eq!(outcome, Outcome::Agrees);
    assert_golden!(text);
}

#[test]
fn the_runs_of_an_execution_are_told_apart() {
    let (text, outcome) = told(&three_runs(), &[]);
    assert_eq!(outcome, Outcome::Agrees);
    assert_golden!(text);
}

#[test]
fn what_diverges_is_told_last() {
    deploy(Code::OtherTask);
    let (text, outcome) = told(&history(3), &[]);
    assert_eq!(outcome, Outcome::Differs);
    assert_golden!(text);
}

#[test]
fn programs_get_json_lines() {
    let (text, outcome) = told(&history(1), &["--json"]);
    assert_eq!(outcome, Outcome::Agrees);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["step"]["event"]["kind"], "started");
    assert_eq!(lines[0]["step"]["made"][0]["name"], "charge");
    assert!(lines[0]["step"]["made"][0]["place"].as_str().unwrap().contains("shop.rs:"));
    assert_eq!(lines[2]["verdict"], "agrees");
    assert_eq!(lines[2]["waiting"][1]["what"], "signal `Approved`");
    deploy(Code::OtherWait);
    let (text, outcome) = told(&history(1), &["--json"]);
    assert_eq!(outcome, Outcome::Differs);
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(
        (last["verdict"].as_str(), last["recorded"].as_str()),
        (Some("diverges"), Some("task #0 `charge`"))
    );
}

#[test]
fn a_history_of_another_service_is_refused() {
    let (text, outcome) = told(&History { service: "other".to_owned(), ..history(0) }, &[]);
    assert_eq!(text, "[folder]/x.jsonl: it is of service `other`, and here is the code of `shop`, `mail`");
    assert_eq!((outcome, outcome.code()), (Outcome::Refused, 1));
}

#[test]
fn arguments_say_what_is_wrong_with_them() {
    let wanted = Arguments { files: vec!["a.jsonl".into()], strict: true, json: true, debug: true };
    assert_eq!(arguments(&["--strict", "a.jsonl", "--json", "--debug"]).unwrap(), wanted);
    assert_eq!(
        arguments(&["--fast", "a.jsonl"]).unwrap_err(),
        "`replay` has no option `--fast`; it has --strict, --json and --debug"
    );
    assert_eq!(
        arguments(&["--json"]).unwrap_err(),
        "`replay` needs a file with a history, as `eventual replay --save` writes it"
    );
}
