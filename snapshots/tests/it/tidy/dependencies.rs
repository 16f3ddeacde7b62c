//! The direction of dependencies. What is not written here is not allowed; development dependencies are free, as
//! they reach no user.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use cargo_metadata::{DependencyKind, Package};

use super::{crates, no_problems, root, tracked};

/// Each crate, and the crates of this workspace that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("eventual-analyzer-model", &[]),
    ("eventual-analyzer-grammar", &["eventual-analyzer-model"]),
    ("eventual-analyzer", &["eventual-analyzer-grammar", "eventual-analyzer-model"]),
    ("eventual-analyzer-describe", &["eventual-analyzer-model"]),
    ("eventual-analyzer-openapi", &["eventual-analyzer-describe", "eventual-analyzer-model"]),
    ("eventual-analyzer-pattern", &[]),
    // How the service runs. Nothing here may use `constructs` or `synth`.
    ("eventual-runtime-engine", &[]),
    ("eventual-runtime-inspector", &[]),
    ("eventual-runtime-orchestrator", &["eventual-runtime-engine"]),
    (
        "eventual-runtime-operator",
        &["eventual-analyzer-model", "eventual-runtime-engine", "eventual-runtime-orchestrator"],
    ),
    ("eventual-runtime-sigv4", &[]),
    ("eventual-runtime-aws", &["eventual-runtime-sigv4"]),
    (
        "eventual-runtime-aws-stores",
        &[
            "eventual-analyzer-model",
            "eventual-runtime-aws",
            "eventual-runtime-engine",
            "eventual-runtime-orchestrator",
            "eventual-runtime-sigv4",
        ],
    ),
    (
        "eventual-runtime-core",
        &[
            "eventual-analyzer-describe",
            "eventual-analyzer-model",
            "eventual-runtime-aws-stores",
            "eventual-runtime-engine",
            "eventual-runtime-orchestrator",
        ],
    ),
    (
        "eventual-runtime-lambda",
        &[
            "eventual-analyzer-model",
            "eventual-runtime-aws",
            "eventual-runtime-aws-stores",
            "eventual-runtime-core",
            "eventual-runtime-engine",
            "eventual-runtime-operator",
            "eventual-runtime-orchestrator",
        ],
    ),
    (
        "eventual-runtime-replay",
        &["eventual-runtime-core", "eventual-runtime-engine", "eventual-runtime-orchestrator"],
    ),
    (
        "eventual-runtime-macros",
        &["eventual-analyzer", "eventual-analyzer-grammar", "eventual-analyzer-model"],
    ),
    (
        "eventual-runtime-local",
        &[
            "eventual-analyzer-model",
            "eventual-analyzer-openapi",
            "eventual-analyzer-pattern",
            "eventual-runtime-core",
            "eventual-runtime-engine",
            "eventual-runtime-inspector",
            "eventual-runtime-local-protocol",
            "eventual-runtime-operator",
            "eventual-runtime-orchestrator",
            "eventual-runtime-replay",
        ],
    ),
    ("eventual-runtime-local-protocol", &["eventual-runtime-engine"]),
    ("eventual-snapshots-e2e-billing", &["eventual-rs"]),
    ("eventual-snapshots-e2e-shop", &["eventual-rs", "eventual-snapshots-e2e-billing"]),
    ("eventual-runtime-testing-conformance", &["eventual-rs"]),
    ("eventual-runtime-testing-memory", &["eventual-runtime-engine", "eventual-runtime-orchestrator"]),
    (
        "eventual-runtime-testing",
        &[
            "eventual-analyzer-openapi",
            "eventual-analyzer-pattern",
            "eventual-runtime-core",
            "eventual-runtime-engine",
            "eventual-runtime-orchestrator",
            "eventual-runtime-testing-memory",
        ],
    ),
    ("eventual-runtime-client", &["eventual-runtime-core", "eventual-runtime-sigv4"]),
    ("eventual-runtime-client-fixtures-shop", &["eventual-rs"]),
    (
        "eventual-rs",
        &[
            "eventual-analyzer-describe",
            "eventual-runtime-client",
            "eventual-runtime-core",
            "eventual-runtime-engine",
            "eventual-runtime-lambda",
            "eventual-runtime-local",
            "eventual-runtime-macros",
            "eventual-runtime-replay",
            "eventual-runtime-testing",
        ],
    ),
    // What the cloud should look like, and the functions that are deployed.
    ("eventual-constructs-cfn", &[]),
    ("eventual-constructs-codegen", &[]),
    ("eventual-constructs-report", &[]),
    ("eventual-constructs-build", &["eventual-analyzer-describe", "eventual-analyzer-model"]),
    ("eventual-constructs-core", &["eventual-constructs-cfn"]),
    (
        "eventual-constructs-aws",
        &["eventual-analyzer-model", "eventual-constructs-cfn", "eventual-constructs-core"],
    ),
    (
        "eventual-constructs-service",
        &[
            "eventual-analyzer-describe",
            "eventual-analyzer-model",
            "eventual-analyzer-openapi",
            "eventual-constructs-aws",
            "eventual-constructs-cfn",
            "eventual-constructs-core",
        ],
    ),
    ("eventual-constructs-macros", &["eventual-analyzer", "eventual-analyzer-model"]),
    (
        "eventual-constructs",
        &[
            "eventual-analyzer",
            "eventual-analyzer-model",
            "eventual-analyzer-openapi",
            "eventual-constructs-aws",
            "eventual-constructs-build",
            "eventual-constructs-core",
            "eventual-constructs-macros",
            "eventual-constructs-report",
            "eventual-constructs-service",
        ],
    ),
    // The tool.
    ("eventual-synth-deploy", &["eventual-constructs-cfn", "eventual-runtime-sigv4"]),
    (
        "eventual-synth-dev",
        &[
            "eventual-analyzer",
            "eventual-analyzer-model",
            "eventual-constructs-build",
            "eventual-runtime-local-protocol",
        ],
    ),
    (
        "eventual-synth",
        &[
            "eventual-analyzer",
            "eventual-analyzer-model",
            "eventual-analyzer-openapi",
            "eventual-constructs",
            "eventual-constructs-report",
        ],
    ),
    (
        "eventual-synth-cli",
        &[
            "eventual-analyzer",
            "eventual-analyzer-model",
            "eventual-constructs-build",
            "eventual-constructs-report",
            "eventual-runtime-client",
            "eventual-runtime-engine",
            "eventual-runtime-inspector",
            "eventual-runtime-local-protocol",
            "eventual-runtime-operator",
            "eventual-runtime-replay",
            "eventual-synth",
            "eventual-synth-deploy",
            "eventual-synth-dev",
        ],
    ),
    ("eventual-snapshots-e2e", &["eventual-runtime-sigv4", "eventual-synth-deploy"]),
    ("eventual-snapshots-e2e-durable", &["eventual-rs"]),
];

/// What an example may use: what a user of the project would.
const EXAMPLES_MAY_USE: &[&str] = &["eventual-rs", "eventual-constructs"];

/// Crates that something must not depend on, with the reason.
const NEVER: &[(&str, &[&str], &str)] = &[
    (
        "eventual-runtime-engine",
        &["tokio", "rand", "getrandom", "uuid", "jiff", "chrono", "time", "ring", "reqwest", "ureq"],
        "the engine is replayed: it must not see a clock, the network or randomness",
    ),
    ("eventual-analyzer", &["cargo_metadata"], "the macros run the analyzer: it must stay light"),
];

#[test]
fn crates_use_only_what_the_table_allows() {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut problems = Vec::new();
    for package in crates() {
        let name = name(&package);
        // The goldens look at everything.
        if name == "eventual-snapshots" {
            continue;
        }
        let allowed = if is_example(&package) {
            EXAMPLES_MAY_USE
        } else if let Some(allowed) = table.get(name) {
            allowed
        } else {
            problems.push(format!("`{name}` is not in the table: say what it may use"));
            continue;
        };
        for used in dependencies(&package, true).filter(|used| !allowed.contains(used)) {
            problems.push(format!("`{name}` must not use `{used}`; it may use {allowed:?}"));
        }
    }
    no_problems("dependencies against the table of this test", &problems);
}

/// The rooms of the root, and the rooms that their crates may use beside their own: the arrows of the house point
/// down. The runtime of a service never sees what deploys it.
const ROOMS: &[(&str, &[&str])] = &[
    ("analyzer", &[]),
    ("runtime", &["analyzer"]),
    ("constructs", &["analyzer"]),
    ("synth", &["analyzer", "constructs", "runtime"]),
    ("examples", &["constructs", "runtime"]),
    ("snapshots", &["analyzer", "constructs", "runtime", "synth"]),
];

#[test]
fn crates_use_only_rooms_below_their_own() {
    let crates = crates();
    let rooms: BTreeMap<&str, String> = crates.iter().map(|it| (name(it), room(it))).collect();
    let mut problems = Vec::new();
    for package in &crates {
        let own = &rooms[name(package)];
        let Some((_, below)) = ROOMS.iter().find(|(room, _)| room == own) else {
            problems.push(format!("`{}` is in `{own}`, which is not a room", name(package)));
            continue;
        };
        for used in dependencies(package, true).filter(|used| *used != name(package)) {
            let room = rooms.get(used).unwrap_or(own);
            if room != own && !below.contains(&room.as_str()) {
                problems.push(format!(
                    "`{}` must not use `{used}`: `{own}` is not above `{room}`",
                    name(package)
                ));
            }
        }
    }
    no_problems("arrows that point up", &problems);
}

#[test]
fn the_table_names_only_crates_that_exist() {
    let crates = crates();
    let names: BTreeSet<&str> = crates.iter().map(name).collect();
    let named = MAY_USE.iter().flat_map(|(user, used)| [*user].into_iter().chain(used.iter().copied()));
    let problems: Vec<String> = named.filter(|named| !names.contains(named)).map(str::to_owned).collect();
    no_problems("in the table of this test, but not in the workspace", &problems);
}

#[test]
fn the_table_allows_only_what_is_used() {
    let crates = crates();
    let mut problems = Vec::new();
    for (user, allowed) in MAY_USE {
        let Some(package) = crates.iter().find(|it| name(it) == *user) else { continue };
        let used: BTreeSet<&str> = dependencies(package, true).collect();
        let stale = allowed.iter().filter(|it| !used.contains(*it));
        problems.extend(stale.map(|it| format!("`{user}` does not use `{it}`")));
    }
    no_problems("permissions in the table of this test that no crate needs", &problems);
}

#[test]
fn the_workspace_lists_only_dependencies_that_a_crate_uses() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let listed = manifest.split("[workspace.dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let listed = listed.lines().filter_map(|line| Some(line.split_once(" = ")?.0));
    let crates = crates();
    // As a manifest names them.
    let used: BTreeSet<&str> = crates
        .iter()
        .flat_map(|it| &it.dependencies)
        .map(|it| it.rename.as_deref().unwrap_or(&it.name))
        .collect();
    let problems: Vec<String> = listed.filter(|it| !used.contains(it)).map(str::to_owned).collect();
    no_problems("in `[workspace.dependencies]`, but no crate uses it", &problems);
}

/// What code with `eventual`'s attributes needs without naming it: the expansion does.
const NAMED_BY_EXPANSIONS: &[&str] = &["garde", "schemars", "serde"];

#[test]
fn code_names_the_dependencies_of_its_crate() {
    let files = tracked();
    let mut problems = Vec::new();
    for package in crates() {
        let folder = folder(&package);
        let mut nested: Vec<String> = crates().iter().map(self::folder).collect();
        nested.retain(|it| it.starts_with(&format!("{folder}/")));
        let own = files.iter().filter(|path| {
            let is_rust = path.extension().is_some_and(|it| it == "rs");
            is_rust && path.starts_with(&folder) && !nested.iter().any(|it| path.starts_with(it))
        });
        let mut code: String = own.map(|path| fs::read_to_string(root().join(path)).unwrap()).collect();
        // A feature that turns something on in a dependency is a use of it.
        code.extend(package.features.values().flatten().map(|it| it.replace('-', "_") + "\n"));
        for dependency in &package.dependencies {
            let name = dependency.rename.as_deref().unwrap_or(&dependency.name);
            let expands = package.dependencies.iter().any(|it| it.name == "eventual-rs");
            let is_named = code.contains(&name.replace('-', "_"));
            let is_expanded = expands && NAMED_BY_EXPANSIONS.contains(&name);
            if !is_named && !is_expanded {
                problems.push(format!("`{folder}`: `{name}`"));
            }
        }
    }
    no_problems("dependencies that the code of their crate does not name", &problems);
}

#[test]
fn crates_leave_alone_what_would_break_their_promise() {
    let crates = crates();
    let mut problems = Vec::new();
    for (user, never, reason) in NEVER {
        let package = crates.iter().find(|package| name(package) == *user);
        let package = package.unwrap_or_else(|| panic!("no crate `{user}`"));
        for used in dependencies(package, false).filter(|used| never.contains(used)) {
            problems.push(format!("`{user}` uses `{used}`: {reason}"));
        }
    }
    no_problems("dependencies that must not be", &problems);
}

#[test]
fn a_crate_is_named_by_its_folder() {
    let mut problems = Vec::new();
    for package in crates().iter().filter(|package| !is_example(package)) {
        let folder = folder(package);
        let expected = format!("eventual-{}", folder.replace('/', "-"));
        // The facade: what a service author names `eventual`; that name is taken on crates.io.
        let expected = if folder == "runtime" { "eventual-rs".to_owned() } else { expected };
        if name(package) != expected {
            problems.push(format!("`{folder}` holds `{}`, not `{expected}`", name(package)));
        }
    }
    no_problems("crate names", &problems);
}

fn name(package: &Package) -> &str {
    package.name.as_str()
}

/// The crate's folder, relative to the root.
fn folder(package: &Package) -> String {
    let root = root().canonicalize().unwrap();
    let folder = package.manifest_path.parent().unwrap().strip_prefix(root.to_str().unwrap()).unwrap();
    folder.as_str().to_owned()
}

/// The folder of the root that the crate is in.
fn room(package: &Package) -> String {
    folder(package).split('/').next().unwrap().to_owned()
}

fn is_example(package: &Package) -> bool {
    room(package) == "examples"
}

/// What a crate uses to run and to build, of this workspace or of others.
fn dependencies(package: &Package, local: bool) -> impl Iterator<Item = &str> {
    let all = package.dependencies.iter();
    all.filter(move |used| used.kind != DependencyKind::Development && used.path.is_some() == local)
        .map(|used| used.name.as_str())
}
