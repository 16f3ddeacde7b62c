//! What a primitive costs: the files that hold its word outside of its own files. A new one should be about a dozen.
//!
//! The counts only shrink. Write the smaller number when this test asks for it; do not raise one: give the primitive a
//! row in the table that the file goes through (`HandlerKind::facts`, `TypePrimitive`, a folder of `constructs/service`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::{no_problems, root, tracked};

/// A primitive, and for each part of the project the number of source files that may hold its word although it is not in
/// their path.
const MAX_FILES: &[(&str, &[(&str, usize)])] = &[
    (
        "signal",
        &[
            ("analyzer", 5),
            ("analyzer/grammar", 5),
            ("analyzer/model", 4),
            ("constructs/macros", 1),
            ("constructs/service", 4),
            ("runtime", 4),
            ("runtime/aws", 1),
            ("runtime/core", 4),
            ("runtime/engine", 17),
            ("runtime/local", 3),
            ("runtime/macros", 4),
            ("runtime/operator", 8),
            ("runtime/orchestrator", 7),
            ("runtime/replay", 3),
            ("runtime/testing", 3),
            ("runtime/testing/conformance", 2),
            ("synth", 1),
            ("synth/cli", 6),
            ("synth/dev", 2),
        ],
    ),
    (
        "subscription",
        &[
            ("analyzer", 7),
            ("analyzer/describe", 3),
            ("analyzer/grammar", 3),
            ("analyzer/model", 5),
            ("constructs", 2),
            ("constructs/aws", 1),
            ("constructs/build", 2),
            ("constructs/macros", 3),
            ("constructs/service", 11),
            ("runtime", 3),
            ("runtime/core", 8),
            ("runtime/engine", 1),
            ("runtime/lambda", 2),
            ("runtime/local", 7),
            ("runtime/local/protocol", 2),
            ("runtime/macros", 4),
            ("runtime/operator", 8),
            ("runtime/testing", 3),
            ("runtime/testing/conformance", 2),
            ("runtime/testing/memory", 2),
            ("synth", 1),
            ("synth/cli", 9),
        ],
    ),
];

/// A count that is only this much smaller does not fail, so that unrelated work need not touch the table.
const SLACK: usize = 2;

#[test]
fn the_word_of_a_primitive_stays_in_its_files() {
    let mut problems = Vec::new();
    for (word, allowed) in MAX_FILES {
        let mut found = BTreeMap::<String, usize>::new();
        for path in tracked().iter().filter(|path| is_source(path)) {
            let elsewhere = !path.to_str().unwrap().contains(word);
            if elsewhere && fs::read_to_string(root().join(path)).unwrap().to_lowercase().contains(word) {
                *found.entry(part_of(path)).or_default() += 1;
            }
        }
        let allowed: BTreeMap<&str, usize> = allowed.iter().copied().collect();
        let parts: BTreeSet<&str> = allowed.keys().copied().chain(found.keys().map(String::as_str)).collect();
        for part in parts {
            let count = found.get(part).copied().unwrap_or(0);
            let max = allowed.get(part).copied().unwrap_or(0);
            if count > max {
                problems.push(format!("`{word}` is in {count} files of `{part}`, at most {max} may hold it"));
            } else if count + SLACK < max {
                problems.push(format!(
                    "`{word}` is in {count} files of `{part}`: write {count} instead of {max}"
                ));
            }
        }
    }
    no_problems("words of primitives outside of their files", &problems);
}

/// Code that is shipped: no tests, fixtures or generated files.
fn is_source(path: &Path) -> bool {
    let room = path.iter().next().and_then(|it| it.to_str()).unwrap();
    let other = ["tests", "benches", "fixtures", "template"];
    let is_shipped = path.iter().all(|part| !other.iter().any(|it| part == *it));
    let is_rust = path.extension().is_some_and(|it| it == "rs");
    is_rust
        && is_shipped
        && !super::is_generated(path)
        && ["analyzer", "constructs", "runtime", "synth"].contains(&room)
}

/// The crate's folder: what stands before `src`.
fn part_of(path: &Path) -> String {
    let parts: Vec<&str> =
        path.iter().take_while(|part| *part != "src").filter_map(|it| it.to_str()).collect();
    parts.join("/")
}
