//! How files look.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{crates, is_generated, no_problems, root, tracked};

const LONGEST: usize = 900;
const MEDIAN: usize = 200;

/// What the root shows. Other configuration takes a name that begins with a dot; rustup knows no such name.
const ROOT: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "analyzer",
    "constructs",
    "examples",
    "runtime",
    "rust-toolchain.toml",
    "snapshots",
    "synth",
];

#[test]
fn the_root_holds_the_rooms_and_nothing_else() {
    let shown: BTreeSet<String> = tracked()
        .iter()
        .filter_map(|path| path.iter().next()?.to_str().map(str::to_owned))
        .filter(|name| !name.starts_with('.'))
        .collect();
    let problems: Vec<String> = shown.into_iter().filter(|name| !ROOT.contains(&name.as_str())).collect();
    no_problems("does not belong in the root", &problems);
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<(usize, String)> = sources()
        .into_iter()
        .map(|path| (fs::read_to_string(root().join(&path)).unwrap().lines().count(), path))
        .collect();
    lengths.sort();
    let long = lengths.iter().filter(|(lines, _)| *lines > LONGEST);
    let problems: Vec<String> = long.map(|(lines, path)| format!("`{path}` has {lines} lines")).collect();
    no_problems(&format!("files over {LONGEST} lines"), &problems);
    let (median, _) = lengths[lengths.len() / 2];
    assert!(median <= MEDIAN, "the median file has {median} lines; at most {MEDIAN} is the rule");
}

#[test]
fn every_crate_says_first_what_it_is_for() {
    let mut problems = Vec::new();
    for package in crates() {
        for target in package.targets {
            let library = target.is_lib() || target.is_proc_macro();
            let path = target.src_path;
            if library && !fs::read_to_string(&path).unwrap().starts_with("//! ") {
                problems.push(path.into_string());
            }
        }
    }
    no_problems("libraries that do not open with `//!`", &problems);
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace_and_says_what_it_is() {
    let mut problems = Vec::new();
    for package in crates() {
        let path = package.manifest_path;
        let manifest = fs::read_to_string(&path).unwrap();
        // An example is to be copied, and the workspace's lints do not go with it.
        let example = path.as_str().contains("/examples/");
        if !example && !manifest.contains("[lints]\nworkspace = true\n") {
            problems.push(format!("`{path}` has no `[lints] workspace = true`"));
        }
        if package.description.is_none_or(|it| it.is_empty()) {
            problems.push(format!("`{path}` has no `description`"));
        }
    }
    no_problems("manifests", &problems);
}

/// Traces of the machine that a file was written on. In pieces, or this file would hold them.
#[test]
fn no_file_tells_of_the_machine_it_was_written_on() {
    let traces = [["/wo", "rk/"], [".lib", "rary"], ["farm-", "studio"], ["/home", "/u"], ["/ro", "ot/"]]
        .map(|p| p.concat());
    let mut problems = Vec::new();
    for path in tracked() {
        // Files that are not text hold no sentences.
        let Ok(text) = fs::read_to_string(root().join(&path)) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            for trace in traces.iter().filter(|trace| line.contains(trace.as_str())) {
                problems.push(format!("{}:{number}: `{trace}`", path.display()));
            }
        }
    }
    no_problems("traces", &problems);
}

/// The analyzer reads source; it must not build or run any.
#[test]
fn the_analyzer_starts_no_program() {
    let mut problems = Vec::new();
    for path in sources().into_iter().filter(|it| it.starts_with("analyzer/") && it.contains("/src/")) {
        let text = fs::read_to_string(root().join(&path)).unwrap();
        let starts = ["Command::new(", "use std::process", "libloading", "dlopen"];
        problems.extend(starts.iter().filter(|it| text.contains(**it)).map(|it| format!("{path}: `{it}`")));
    }
    no_problems("programs that the analyzer starts", &problems);
}

#[test]
fn a_module_with_parts_is_a_mod_rs() {
    let sources = sources();
    let folders: BTreeSet<&Path> = sources.iter().filter_map(|it| Path::new(it).parent()).collect();
    let beside = sources.iter().filter(|it| folders.contains(Path::new(it).with_extension("").as_path()));
    let problems: Vec<String> = beside.map(|it| format!("`{it}`: move it into its folder")).collect();
    no_problems("modules beside their folders", &problems);
}

/// What the pages for newcomers name is there.
#[test]
fn pages_name_only_files_that_exist() {
    let mut problems = Vec::new();
    for page in ["README.md", "runtime/README.md", ".architecture.md", ".style.md"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        // Every second part stands between backticks.
        for named in text.split('`').skip(1).step_by(2) {
            let is_path =
                ROOT.iter().any(|room| named.starts_with(&format!("{room}/"))) && !named.contains(' ');
            if is_path && !named.contains('<') && !root().join(named).exists() {
                problems.push(format!("{page}: `{named}`"));
            }
        }
    }
    no_problems("named, but not there", &problems);
}

/// Rust files that people write.
fn sources() -> Vec<String> {
    tracked()
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs") && !is_generated(path))
        .map(|path| path.display().to_string())
        .collect()
}
