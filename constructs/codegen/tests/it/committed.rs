use std::{
    collections::BTreeSet,
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::Command,
};

use eventual_constructs_codegen::{generate, manifest_version, read, version};

fn cfn() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../cfn")
}

#[test]
fn what_is_committed_is_what_the_schemas_give() {
    let Some(schemas) = installed_schemas() else {
        return skip("python3 has no package cfnlint; `pip install cfn-lint` to check the generated structs");
    };
    let (committed, installed) = (manifest_version(&cfn()).unwrap(), version(&schemas).unwrap());
    if committed != installed {
        return skip(&format!("the structs come from cfn-lint {committed}, and {installed} is installed"));
    }
    let cargo_toml = fs::read_to_string(cfn().join("Cargo.toml")).unwrap();
    let output = generate(&read(&schemas).unwrap(), &cargo_toml);
    let stale: Vec<&PathBuf> = output
        .iter()
        .filter(|(path, text)| fs::read_to_string(cfn().join(path)).ok().as_ref() != Some(text))
        .map(|(path, _)| path)
        .collect();
    let hint = format!("run `cargo run -p eventual-constructs-codegen -- {}`", schemas.display());
    assert!(stale.is_empty(), "not what the generator writes: {stale:?}; {hint}");

    let expected: BTreeSet<PathBuf> =
        output.into_keys().filter(|path| path.starts_with("src/generated")).collect();
    let mut found = BTreeSet::new();
    files(&cfn().join("src/generated"), &mut found);
    assert_eq!(found, expected, "files that are no longer generated; {hint}");
}

/// Half a CPU minute when something changed. A folder of its own, lest the features of all services become part of
/// each build.
#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
fn every_feature_compiles_without_a_warning() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("every-feature");
    let cargo = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline", "--package", "eventual-constructs-cfn", "--features", "all"])
        .current_dir(cfn())
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "-Dwarnings")
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
}

fn installed_schemas() -> Option<PathBuf> {
    let python = Command::new("python3")
        .args(["-c", "import cfnlint, os; print(os.path.dirname(cfnlint.__file__))"])
        .output()
        .ok()
        .filter(|python| python.status.success())?;
    let package = String::from_utf8(python.stdout).ok()?;
    Some(Path::new(package.trim()).join("data/schemas"))
}

fn files(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.strip_prefix(cfn()).unwrap().to_owned());
        }
    }
}

/// Past the capture of the test harness, so that a skipped test says so.
fn skip(why: &str) {
    let _ = writeln!(io::stderr(), "skipped: {why}");
}
