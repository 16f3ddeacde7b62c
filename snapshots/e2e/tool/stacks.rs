//! `deploy`, `diff`, `verify`, `destroy`, `list services`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::account::{Account, refused};

pub(super) fn nothing_is_there(account: &Account<'_>) {
    let listed = account.run(&["list", "services", "--region", "us-east-1"]).success().unwrap();
    assert!(!listed.stdout.contains("us-east-1"), "{listed}");
    let asked = account.ask(&["get", "o-1"]);
    refused(&asked, 3, &["there is no service `durable` in us-east-1", "none is deployed there"]);
    let source = Account::source();
    let early = account.run(&["deploy", source.to_str().unwrap(), "--no-build", "--yes"]);
    refused(&early, 1, &["bootstrap"]);
}

pub(super) fn is_deployed(account: &Account<'_>) {
    let source = Account::source();
    let source = source.to_str().unwrap();
    // There is no terminal to confirm what the functions may do.
    let asked = account.run(&["deploy", source]);
    refused(&asked, 1, &["Published", "+ Allow ", "its new permissions were not approved", "--yes"]);

    let deployed = account.run(&["deploy", source, "--yes"]).success().unwrap();
    for words in ["Creating Durable, ", "AWS::Lambda::Function", "Created Durable"] {
        assert!(deployed.stderr.contains(words), "`{words}` is not in {deployed}");
    }
    assert!(deployed.stdout.contains("Durable.ApiUrl"), "{deployed}");

    let again = account.run(&["deploy", source, "--yes", "--json"]).success().unwrap();
    let again: Value = serde_json::from_str(&again.stdout).unwrap();
    let stack = &again["stacks"][0];
    assert_eq!((&stack["stack"], &stack["outcome"]), (&json!("Durable"), &json!("unchanged")));
    assert!(stack["outputs"]["ApiUrl"].as_str().unwrap().starts_with("https://"), "{again:#}");

    let listed = account.run(&["list", "services", "--region", "us-east-1"]).success().unwrap();
    let line = listed.stdout.lines().find(|it| it.starts_with("durable ")).unwrap();
    assert!(line.contains("us-east-1") && line.contains("https://"), "{listed}");
}

pub(super) fn is_compared(account: &Account<'_>) {
    let same = account.run(&["diff", "--assembly", "cdk.out"]).success().unwrap();
    assert!(same.stdout.is_empty() && same.stderr.ends_with("Nothing would change\n"), "{same}");

    edit(&account.folder().join("cdk.out"), &account.folder().join("changed"), |resources| {
        let mut functions = resources.values_mut().filter(|it| it["Type"] == "AWS::Lambda::Function");
        functions.next().unwrap()["Properties"]["MemorySize"] = json!(2048);
        resources.insert("Queue".to_owned(), json!({ "Type": "AWS::SQS::Queue" }));
    });
    let changed = account.run(&["diff", "--assembly", "changed"]).success().unwrap();
    assert!(changed.stdout.starts_with("stack Durable\n"), "{changed}");
    let lines: Vec<&str> = changed.stdout.lines().collect();
    assert!(lines.iter().any(|it| it.starts_with("+ ") && it.ends_with("AWS::SQS::Queue")), "{changed}");
    assert!(lines.iter().any(|it| it.contains("MemorySize: ") && it.ends_with("→ 2048")), "{changed}");
    let data = account.run(&["diff", "--assembly", "changed", "--json"]).success().unwrap();
    let data: Value = serde_json::from_str(&data.stdout).unwrap();
    assert_eq!(data[0]["resources"].as_array().map(Vec::len), Some(2), "{data:#}");
}

pub(super) fn is_verified(account: &Account<'_>) {
    let verified = account.run(&["verify", "--assembly", "cdk.out"]);
    assert_eq!(verified.code, 0, "{verified}");
    assert!(verified.stdout.starts_with("stack Durable\n"), "{verified}");
    assert!(
        verified.stdout.contains("operations") && verified.stdout.contains("actions allowed"),
        "{verified}"
    );
    assert!(!verified.stdout.contains("wrong"), "{verified}");
}

/// Two buses cannot share a name: the second one fails.
pub(super) fn a_failure_is_told_by_its_cause(account: &Account<'_>) {
    edit(&account.folder().join("cdk.out"), &account.folder().join("broken"), |resources| {
        let mut bus = resources.values().find(|it| it["Type"] == "AWS::Events::EventBus").unwrap().clone();
        bus.as_object_mut().unwrap().remove("Metadata");
        resources.insert("Twin".to_owned(), bus);
    });
    let failed = account.run(&["deploy", "--assembly", "broken", "--yes"]);
    refused(&failed, 6, &["could not be", "stack `Durable` is as it was before"]);
    let first = failed.stderr.lines().find(|it| it.starts_with("error: ")).unwrap();
    assert!(first.contains("Twin") && first.contains("already exists"), "{failed}");
    let told = account.run(&["deploy", "--assembly", "broken", "--yes", "--json"]);
    assert_eq!((told.code, told.stdout.as_str()), (6, ""), "{told}");
    let error: Value = serde_json::from_str(told.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["code"], "StackFailed");
    assert!(error["error"]["message"].as_str().unwrap().contains("Twin"), "{error:#}");
}

pub(super) fn is_destroyed(account: &Account<'_>) {
    let source = Account::source();
    let source = source.to_str().unwrap();
    let asked = account.run(&["destroy", source]);
    refused(&asked, 1, &["nobody said yes", "--yes"]);
    account.told(&["get", "o-1"]);

    let destroyed = account.run(&["destroy", source, "--yes"]).success().unwrap();
    assert!(destroyed.stderr.contains("Deleted Durable"), "{destroyed}");
    // The executions are worth more than the stack.
    let kept = destroyed.stderr.lines().filter(|it| it.ends_with("stays in the account")).count();
    assert!(kept >= 2, "{destroyed}");
    refused(&account.ask(&["get", "o-1"]), 3, &["there is no service `durable`"]);
    let again = account.run(&["destroy", source, "--yes", "--json"]).success().unwrap();
    let again: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(again, json!({ "stacks": [{ "stack": "Durable", "existed": false, "kept": [] }] }));
}

/// Copies an assembly and edits the resources of its stack.
fn edit(from: &Path, to: &Path, change: impl FnOnce(&mut serde_json::Map<String, Value>)) {
    copy(from, to);
    let file = to.join("Durable.template.json");
    let mut template: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    change(template["Resources"].as_object_mut().unwrap());
    fs::write(&file, template.to_string()).unwrap();
    // Files are published under the hash of their content, and not again under the same.
    for file in ["Durable.assets.json", "manifest.json"] {
        let text = fs::read_to_string(to.join(file)).unwrap();
        let assets: Value =
            serde_json::from_str(&fs::read_to_string(from.join("Durable.assets.json")).unwrap()).unwrap();
        let files = assets["files"].as_object().unwrap();
        let (hash, _) = files.iter().find(|(_, it)| it["source"]["path"] == "Durable.template.json").unwrap();
        let name = to.file_name().unwrap().to_str().unwrap();
        fs::write(to.join(file), text.replace(hash.as_str(), &format!("{name}-{}", &hash[..32]))).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
