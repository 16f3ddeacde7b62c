//! The generated workspace: an entry crate and a describing program around the user's service crate.

use std::path::{Path, PathBuf};

use eventual_analyzer_model::{ServiceModel, SourceLocation, contract};
use toml::{Table, Value};

use crate::BuildError;
use crate::output::write_if_changed;
use crate::package::Package;

/// Profiles of the generated workspace. The final link strips; debug information is never needed.
const PROFILES: &str = r#"
[profile.dev]
debug = false

[profile.lambda]
inherits = "release"
opt-level = "s"
lto = "fat"
codegen-units = 1
panic = "abort"
debug = false
strip = false
incremental = false

[profile.lambda-dev]
inherits = "release"
opt-level = "s"
lto = "off"
codegen-units = 1
panic = "abort"
debug = false
strip = false
incremental = true
"#;

/// The functions of a service: id and the symbol at which each starts.
pub(crate) fn functions(model: &ServiceModel) -> Vec<(String, String)> {
    let with_symbol = |id: String| {
        let symbol = entry_symbol(&id);
        (id, symbol)
    };
    model.function_ids().into_iter().map(with_symbol).collect()
}

/// The symbol by which the linker starts a function: its id, with a hash where the id is not an identifier.
fn entry_symbol(id: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || it == '_';
    if id.chars().all(plain) {
        return format!("{ENTRY_PREFIX}{id}");
    }
    let legal: String = id.chars().map(|it| if plain(it) { it } else { '_' }).collect();
    format!("{ENTRY_PREFIX}{legal}_{:016x}", contract::hash(id))
}

pub(crate) const ENTRY_PREFIX: &str = "eventual_main_";

/// Sources of the entry crate: one exported function per Lambda function. None refers to two handlers but the one that
/// runs all workflows.
pub(crate) fn entry_source(model: &ServiceModel) -> String {
    let mut source = "use eventual::__private::{HandlerAt, lambda_main};\n\n\
         type At<const HASH: u64> = <service::__EventualService as HandlerAt<HASH>>::Handler;\n"
        .to_owned();
    for (index, handler) in model.handlers_with_functions().enumerate() {
        let main = format!("lambda_main::<At<{:#018x}>>()", handler.hash());
        source.push_str(&entry(&handler.key(), &handler.id(), &format!("handler_{index}"), &main));
    }
    if !model.workflows.is_empty() {
        source.push_str(&orchestrator(model));
        source.push_str(&operator(model));
    }
    source
}

/// One exported function.
fn entry(comment: &str, id: &str, name: &str, main: &str) -> String {
    let symbol = entry_symbol(id);
    format!(
        "\n// {comment}\n#[unsafe(export_name = \"{symbol}\")]\n\
         pub extern \"C\" fn {name}(_: i32, _: *const *const u8) -> i32 {{\n    {main}\n}}\n"
    )
}

/// What runs all workflows, and their list.
fn orchestrator(model: &ServiceModel) -> String {
    let mut source = "\nfn workflows() -> Vec<eventual::__private::lambda::WorkflowEntry> {\n    \
         use eventual::__private::lambda::Orchestrated;\n    vec![\n"
        .to_owned();
    for workflow in &model.workflows {
        let (key, hash) = (workflow.handler.key(), workflow.handler.hash());
        source.push_str(&format!(
            "        // {key}\n        <At<{hash:#018x}> as Orchestrated>::workflow(),\n"
        ));
    }
    source.push_str("    ]\n}\n");
    let main = "eventual::__private::lambda::orchestrator_main(workflows)";
    source.push_str(&entry("all workflows", contract::ORCHESTRATOR_ID, "orchestrator", main));
    source
}

/// What answers those who operate the service. Of the service it holds the model, not its code.
fn operator(model: &ServiceModel) -> String {
    // A model is plain data with text for keys.
    let mut model = serde_json::to_value(model).unwrap_or_default();
    forget_places(&mut model);
    let model = model.to_string();
    let main = format!("eventual::__private::lambda::operator_main({model:?})");
    entry("what operates the service", contract::OPERATOR_ID, "operator", &main)
}

/// Takes away where things are in the source: a line more above a handler is no other operator.
fn forget_places(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                // Names in an environment may end so too, but have no places for values.
                if name.ends_with("location") && value.is_object() {
                    *value = serde_json::to_value(SourceLocation::default()).unwrap_or_default();
                } else {
                    forget_places(value);
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(forget_places),
        _ => {}
    }
}

/// Source of the program that prints the service's description as JSON.
pub(crate) fn describe_source(model: &ServiceModel, version: &str) -> String {
    let mut source = format!(
        "use eventual::__private::describe::ServiceDescription;\n\
         use eventual::__private::{{Describe, HandlerAt}};\n\n\
         type At<const HASH: u64> = <service::__EventualService as HandlerAt<HASH>>::Handler;\n\n\
         fn main() -> std::io::Result<()> {{\n    \
         let mut service = ServiceDescription::new({:?}, {version:?});\n    \
         service.docs = {}.map(str::to_owned);\n",
        model.name,
        match &model.docs {
            Some(docs) => format!("Some({docs:?})"),
            None => "None::<&str>".to_owned(),
        },
    );
    let commands = model.commands.iter().map(|it| it.handler.key());
    let routes = model.routes.iter().map(|it| it.handler.key());
    let events = model.events.iter().map(|it| format!("event:{}", it.name));
    let subscriptions = model.subscriptions.iter().map(|it| it.handler.key());
    for key in commands.chain(routes).chain(events).chain(subscriptions) {
        let hash = contract::hash(&key);
        source.push_str(&format!("    // {key}\n    service.push(At::<{hash:#018x}>::describe());\n"));
    }
    source.push_str("    Ok(serde_json::to_writer(std::io::stdout().lock(), &service)?)\n}\n");
    source
}

/// Writes the workspace; gives the folders and files outside of it that its content came from.
pub(crate) fn workspace(
    dir: &Path,
    model: &ServiceModel,
    package: &Package,
) -> Result<Vec<PathBuf>, BuildError> {
    let root_manifest = package.workspace_root.join("Cargo.toml");
    let mut root = Table::new();
    root.insert("workspace".to_owned(), Value::Table(workspace_table()));
    if let Some(patch) = patches(&root_manifest)? {
        root.insert("patch".to_owned(), patch);
    }
    let mut profiles = PROFILES.to_owned();
    // The one crate that is compiled again and again is compiled in parts.
    profiles.push_str(&format!("\n[profile.lambda-dev.package.{:?}]\ncodegen-units = 64\n", package.name));
    write_if_changed(&dir.join("Cargo.toml"), format!("{root}{profiles}").as_bytes())?;

    let entry = manifest(Member::Entry, package);
    write_if_changed(&dir.join("entry/Cargo.toml"), entry.as_bytes())?;
    write_if_changed(&dir.join("entry/src/lib.rs"), entry_source(model).as_bytes())?;
    let describe = manifest(Member::Describe, package);
    write_if_changed(&dir.join("describe/Cargo.toml"), describe.as_bytes())?;
    write_if_changed(&dir.join("describe/src/main.rs"), describe_source(model, &package.version).as_bytes())?;

    let lock = package.workspace_root.join("Cargo.lock");
    copy_lock(&lock, dir)?;
    Ok(vec![root_manifest, lock])
}

fn workspace_table() -> Table {
    let mut table = Table::new();
    table.insert("resolver".to_owned(), "3".into());
    table.insert("members".to_owned(), Value::Array(vec!["describe".into(), "entry".into()]));
    table
}

/// The two generated crates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    Describe,
    Entry,
}

fn manifest(member: Member, package: &Package) -> String {
    let (name, target) = match member {
        Member::Describe => ("eventual-describe", ""),
        Member::Entry => ("eventual-entry", "[lib]\ncrate-type = [\"staticlib\"]\n"),
    };
    let lambda = || Value::Array(vec!["lambda".into()]);
    let mut service = Table::new();
    service.insert("package".to_owned(), package.name.as_str().into());
    service.insert("path".to_owned(), package.dir.to_string_lossy().as_ref().into());
    let mut facade = package.facade.clone();
    if member == Member::Entry {
        facade.insert("features".to_owned(), lambda());
        // A service that names what only its functions need does so in a feature of this name: then its own lock
        // file holds those packages too.
        if package.has_lambda_feature {
            service.insert("features".to_owned(), lambda());
        }
    }
    let mut dependencies = Table::new();
    dependencies.insert("service".to_owned(), Value::Table(service));
    dependencies.insert("eventual".to_owned(), Value::Table(facade));
    if member == Member::Describe {
        // Prints the description.
        dependencies.insert("serde_json".to_owned(), "1".into());
    }
    let mut tables = Table::new();
    tables.insert("dependencies".to_owned(), Value::Table(dependencies));
    format!("[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{target}\n{tables}")
}

/// `[patch]` of the user's workspace, with its paths made absolute.
pub(crate) fn patches(manifest: &Path) -> Result<Option<Value>, BuildError> {
    let text = fs_err::read_to_string(manifest)?;
    // Cargo has read this file before, so it is a manifest.
    let Some(mut patch) = text.parse::<Table>().ok().and_then(|mut it| it.remove("patch")) else {
        return Ok(None);
    };
    let base = manifest.parent().unwrap_or(Path::new(""));
    let sources = patch.as_table_mut().into_iter().flat_map(|it| it.iter_mut());
    for (_, source) in sources {
        for (_, package) in source.as_table_mut().into_iter().flat_map(|it| it.iter_mut()) {
            if let Some(path) = package.get_mut("path")
                && let Some(relative) = path.as_str()
            {
                *path = base.join(relative).to_string_lossy().into_owned().into();
            }
        }
    }
    Ok(Some(patch))
}

/// Starts from the user's lock file, so that functions are made of the versions that the user tests with. Cargo
/// adds the generated packages to the copy, so it is only copied again when the original changed.
pub(crate) fn copy_lock(lock: &Path, dir: &Path) -> Result<(), BuildError> {
    let Ok(original) = fs_err::read(lock) else { return Ok(()) };
    let seen = dir.join("Cargo.lock.original");
    if fs_err::read(&seen).is_ok_and(|it| it == original) && dir.join("Cargo.lock").exists() {
        return Ok(());
    }
    fs_err::write(dir.join("Cargo.lock"), &original)?;
    fs_err::write(seen, original)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_symbols_are_identifiers_and_differ() {
        assert_eq!(entry_symbol("command_create_order"), "eventual_main_command_create_order");
        let dashed = entry_symbol("command_create-order");
        assert!(dashed.starts_with("eventual_main_command_create_order_"), "{dashed}");
        assert_ne!(dashed, entry_symbol("command_create.order"));
    }

    #[test]
    fn workflows_share_one_entry_and_tasks_have_their_own() {
        let model: ServiceModel = serde_json::from_value(serde_json::json!({
            "name": "shop",
            "tasks": [task("charge")],
            "workflows": [workflow("fulfil"), workflow("remind")],
        }))
        .unwrap();
        let source = entry_source(&model);
        let (fulfil, charge) = (contract::hash("workflow:fulfil"), contract::hash("task:charge"));
        assert!(source.contains(&format!("<At<{fulfil:#018x}> as Orchestrated>::workflow(),")), "{source}");
        assert!(source.contains(&format!("lambda_main::<At<{charge:#018x}>>()")), "{source}");
        assert_eq!(source.matches("lambda_main::<").count(), 1, "{source}");
        let ids: Vec<String> = functions(&model).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["task_charge", "workflow_orchestrator", "system_operator"]);
        assert!(!source.contains("src/lib.rs"), "{source}");
        let mut route = serde_json::json!({
            "handler": handler("route", "health"), "method": "GET", "path": "/health",
            "path_location": { "file": "src/lib.rs", "line": 7, "column": 1 }, "middleware": [],
        });
        route["handler"]["options"]["environment"] = serde_json::json!({ "location": "here" });
        forget_places(&mut route);
        assert_eq!(route["path_location"]["line"], 0);
        assert_eq!(route["handler"]["options"]["environment"]["location"], "here");
        for (id, symbol) in functions(&model) {
            assert!(source.contains(&format!("export_name = \"{symbol}\"")), "{id}: {source}");
        }
    }

    fn handler(kind: &str, name: &str) -> serde_json::Value {
        serde_json::json!({
            "kind": kind, "name": name, "function": name, "module": [], "docs": null,
            "location": { "file": "src/lib.rs", "line": 1, "column": 1 },
            "options": {}, "inputs": [], "context": [], "returns_result": true,
        })
    }

    fn task(name: &str) -> serde_json::Value {
        serde_json::json!({
            "handler": handler("task", name), "retry": null, "heartbeat_timeout_ms": null, "overall_timeout_ms": null,
        })
    }

    fn workflow(name: &str) -> serde_json::Value {
        serde_json::json!({ "handler": handler("workflow", name), "timeout_ms": null })
    }

    #[test]
    fn paths_of_patches_become_absolute() {
        let dir = tempfile::tempdir().unwrap();
        let manifest = dir.path().join("Cargo.toml");
        fs_err::write(
            &manifest,
            "[patch.crates-io]\nserde = { path = \"../serde\" }\nring = { git = \"u\" }\n",
        )
        .unwrap();
        let patch = patches(&manifest).unwrap().unwrap();
        let expected = dir.path().join("../serde");
        assert_eq!(patch["crates-io"]["serde"]["path"].as_str(), expected.to_str());
        assert_eq!(patch["crates-io"]["ring"]["git"].as_str(), Some("u"));
    }

    #[test]
    fn a_changed_lock_file_is_copied_again_and_additions_are_kept() {
        let user = tempfile::tempdir().unwrap();
        let work = tempfile::tempdir().unwrap();
        let (lock, copy) = (user.path().join("Cargo.lock"), work.path().join("Cargo.lock"));
        fs_err::write(&lock, "one").unwrap();
        copy_lock(&lock, work.path()).unwrap();
        fs_err::write(&copy, "one and more").unwrap();
        copy_lock(&lock, work.path()).unwrap();
        assert_eq!(fs_err::read_to_string(&copy).unwrap(), "one and more");
        fs_err::write(&lock, "two").unwrap();
        copy_lock(&lock, work.path()).unwrap();
        assert_eq!(fs_err::read_to_string(&copy).unwrap(), "two");
    }
}
