use std::path::Path;

use serde_json::json;

use super::*;

/// An assembly of stacks with these dependencies, each with one queue.
fn assembly(stacks: &[(&str, &[&str])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut artifacts = serde_json::Map::new();
    for (name, needs) in stacks {
        let file = format!("{name}.template.json");
        let template = json!({ "Resources": { "Queue": { "Type": "AWS::SQS::Queue" } } });
        std::fs::write(folder.path().join(&file), template.to_string()).unwrap();
        let artifact = json!({
            "type": "aws:cloudformation:stack", "environment": "aws://unknown-account/eu-west-1",
            "displayName": format!("App/{name}"), "dependencies": needs,
            "properties": { "templateFile": file, "stackName": format!("My{name}") },
            "metadata": { format!("/App/{name}/Queue"): [
                { "type": "aws:cdk:logicalId", "data": "Queue", "trace": ["infra/src/main.rs:7:5"] }
            ] },
        });
        artifacts.insert((*name).to_owned(), artifact);
    }
    std::fs::write(folder.path().join("manifest.json"), json!({ "artifacts": artifacts }).to_string())
        .unwrap();
    folder
}

fn names(stacks: &[&Stack]) -> Vec<String> {
    stacks.iter().map(|stack| stack.name.clone()).collect()
}

#[test]
fn stacks_come_after_those_that_they_depend_on() {
    let folder = assembly(&[("A", &["C"]), ("B", &[]), ("C", &["B"])]);
    let assembly = Assembly::read(folder.path()).unwrap();
    assert_eq!(assembly.stack_names().collect::<Vec<_>>(), ["MyB", "MyC", "MyA"]);
}

#[test]
fn a_stack_takes_along_what_it_needs_or_what_needs_it() {
    let folder = assembly(&[("A", &["C"]), ("B", &[]), ("C", &["B"]), ("D", &[])]);
    let assembly = Assembly::read(folder.path()).unwrap();
    assert_eq!(names(&assembly.with_dependencies(&["C".into()]).unwrap()), ["MyB", "MyC"]);
    assert_eq!(names(&assembly.with_dependents(&["MyC".into()]).unwrap()), ["MyC", "MyA"]);
    assert_eq!(names(&assembly.named(&["App/C".into()]).unwrap()), ["MyC"]);
    assert_eq!(names(&assembly.with_dependencies(&[]).unwrap()).len(), 4);
}

#[test]
fn an_unknown_stack_is_told_with_those_that_there_are() {
    let folder = assembly(&[("A", &[]), ("B", &[])]);
    let error = Assembly::read(folder.path()).unwrap().named(&["C".into()]).unwrap_err();
    assert_eq!(error.to_string(), "the assembly has no stack `C`; it has `MyA`, `MyB`");
}

#[test]
fn a_circle_of_stacks_is_told() {
    let folder = assembly(&[("A", &["B"]), ("B", &["A"])]);
    let error = Assembly::read(folder.path()).unwrap_err().to_string();
    assert!(error.ends_with("these stacks depend on each other: MyA, MyB"), "{error}");
}

#[test]
fn a_folder_without_an_assembly_says_what_to_do() {
    let error = Assembly::read(Path::new("no/such/cdk.out")).unwrap_err();
    assert_eq!(error.to_string(), "no cloud assembly in `no/such/cdk.out`: it has no `manifest.json`");
    assert!(error.hint().unwrap().contains("eventual synth"), "{:?}", error.hint());
}

#[test]
fn a_broken_manifest_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("manifest.json"), "{").unwrap();
    let error = Assembly::read(folder.path()).unwrap_err().to_string();
    assert!(error.contains("manifest.json`: EOF"), "{error}");
}

#[test]
fn a_resource_knows_its_construct_and_its_line() {
    let folder = assembly(&[("A", &[])]);
    let assembly = Assembly::read(folder.path()).unwrap();
    let stack = assembly.named(&[]).unwrap()[0];
    let (path, source) = ("App/A/Queue".to_owned(), Some("infra/src/main.rs:7:5".to_owned()));
    assert_eq!(stack.origin("Queue"), Some(Origin { path, source }));
    assert_eq!(stack.origin("Other"), None);
    assert_eq!((stack.account.as_deref(), stack.region.as_deref()), (None, Some("eu-west-1")));
}

#[test]
fn container_images_are_left_to_the_cdk() {
    let folder = assembly(&[("A", &["A.assets"])]);
    let file = folder.path().join("manifest.json");
    let mut manifest: Json = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    manifest["artifacts"]["A.assets"] =
        json!({ "type": "cdk:asset-manifest", "properties": { "file": "A.assets.json" } });
    std::fs::write(&file, manifest.to_string()).unwrap();
    let assets = json!({ "files": {}, "dockerImages": { "abc": {} } });
    std::fs::write(folder.path().join("A.assets.json"), assets.to_string()).unwrap();
    let error = Assembly::read(folder.path()).unwrap_err().to_string();
    assert!(error.ends_with("deploy with the CDK CLI"), "{error}");
}
