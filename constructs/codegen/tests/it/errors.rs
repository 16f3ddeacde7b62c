use std::{fs, path::Path, process::Command};

use eventual_constructs_codegen::read;

/// A package folder with this index and version file; the text of the error it gives.
fn error(index: &str, version: &str) -> String {
    let package = tempfile::tempdir().unwrap();
    let schemas = package.path().join("data/schemas");
    fs::create_dir_all(schemas.join("providers")).unwrap();
    fs::create_dir_all(schemas.join("resources")).unwrap();
    fs::write(schemas.join("providers/us_east_1.py"), index).unwrap();
    fs::write(schemas.join("resources/01.json"), "{").unwrap();
    fs::write(schemas.join("resources/02.json"), "{}").unwrap();
    fs::write(package.path().join("version.py"), version).unwrap();
    read(&schemas).unwrap_err().to_string().replace(&*package.path().to_string_lossy(), "")
}

#[test]
fn what_is_not_from_cfn_lint_is_named_with_the_reason() {
    assert_eq!(
        error("types = {}", ""),
        "`/data/schemas/providers/us_east_1.py` is not what cfn-lint ships: it names no resource type"
    );
    assert_eq!(
        error("    \"AWS::SQS::Queue\": \"01\",\n", ""),
        "`/data/schemas/resources/01.json` is not what cfn-lint ships: EOF while parsing an object at line 1 column 1"
    );
    assert_eq!(
        error("    \"AWS::SQS::Queue\": \"02\",\n", "version = 1\n"),
        "`/data/schemas/../../version.py` is not what cfn-lint ships: it has no line `__version__ = \"..\"`"
    );
    let missing = error("    \"AWS::SQS::Queue\": \"03\",\n", "");
    assert!(missing.starts_with("cannot access `/data/schemas/resources/03.json`: "), "{missing}");
}

#[test]
fn a_run_without_schemas_says_what_to_give() {
    let run = Command::new(env!("CARGO_BIN_EXE_eventual-constructs-codegen")).output().unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(run.stdout.is_empty());
    assert_eq!(
        String::from_utf8_lossy(&run.stderr),
        "error: no schemas given; run `eventual-constructs-codegen <cfn-lint's data/schemas> [<constructs/cfn>]`\n"
    );
}

#[test]
fn what_cannot_be_written_to_is_named() {
    let empty = tempfile::tempdir().unwrap();
    let schemas = eventual_constructs_codegen::Schemas { version: "1".into(), types: Default::default() };
    let error = eventual_constructs_codegen::write(&schemas, empty.path()).unwrap_err().to_string();
    assert!(
        error.contains(&*Path::new("Cargo.toml").to_string_lossy()) && error.starts_with("cannot access `"),
        "{error}"
    );
    let error = eventual_constructs_codegen::manifest_version(empty.path()).unwrap_err().to_string();
    assert!(error.contains("src/generated/manifest.json`: "), "{error}");
}
