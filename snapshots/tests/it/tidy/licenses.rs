//! What the licenses of dependencies allow, and where dependencies come from.

use std::process::Command;

use serde_json::Value;

use super::{cargo, no_problems, output};

/// Licenses under which a service may be sold without its source.
const ALLOWED: &[&str] = &[
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn dependencies_come_from_crates_io_under_licenses_that_allow_their_use() {
    let arguments = ["metadata", "--offline", "--locked", "--all-features", "--format-version", "1"];
    let metadata: Value = serde_json::from_str(&output(Command::new(cargo()).args(arguments))).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let foreign: Vec<&Value> = packages.iter().filter(|it| it["source"].is_string()).collect();
    assert!(foreign.len() > 100, "cargo names only {} dependencies", foreign.len());
    let mut problems = Vec::new();
    for package in foreign {
        let (name, version) = (&package["name"], &package["version"]);
        let source = package["source"].as_str().unwrap();
        if source != "registry+https://github.com/rust-lang/crates.io-index" {
            problems.push(format!("{name} {version} comes from `{source}`"));
        }
        let license = package["license"].as_str().unwrap_or("");
        if !is_allowed(license) {
            problems.push(format!("{name} {version} has the license `{license}`"));
        }
    }
    no_problems("dependencies", &problems);
}

/// Whether one of the alternatives is allowed. `/` is the old form of `OR`.
fn is_allowed(license: &str) -> bool {
    let license = license.replace(['(', ')'], "").replace('/', " OR ");
    license.split(" OR ").any(|all| all.split(" AND ").all(|one| ALLOWED.contains(&one.trim())))
}

#[test]
fn one_alternative_is_enough_but_all_parts_are_needed() {
    assert!(is_allowed("GPL-3.0 OR MIT") && is_allowed("MIT/Apache-2.0") && is_allowed("Apache-2.0 AND ISC"));
    assert!(!is_allowed("MIT AND GPL-3.0") && !is_allowed("") && !is_allowed("AGPL-3.0"));
}
