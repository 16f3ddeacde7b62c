use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::source::FileSource;

/// Name of the framework's package on crates.io.
const FRAMEWORK_PACKAGE: &str = "eventual-rs";
/// Name of the framework's crate in code, unless it is renamed.
const FRAMEWORK_CRATE: &str = "eventual";

/// What the analyzer needs of `Cargo.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// `package.name`
    pub(crate) package: String,
    /// Name of the library as it is written in `use`.
    pub(crate) crate_name: String,
    /// Path of the library's root, relative to the package.
    pub(crate) lib_path: String,
    /// Features that are on by default, those that they turn on included.
    pub(crate) default_features: BTreeSet<String>,
    /// All features.
    pub(crate) features: BTreeSet<String>,
    /// Names in code of all dependencies.
    pub(crate) externs: BTreeSet<String>,
    /// Name of the framework in code, if the package depends on it.
    pub(crate) framework: Option<String>,
}

/// Why a manifest cannot be read.
#[derive(Debug)]
pub(crate) enum ManifestError {
    /// There is none.
    Missing,
    /// The file cannot be read.
    Io(io::Error),
    /// It is not TOML.
    Toml(Box<toml::de::Error>),
    /// It is the manifest of a workspace, or says no name.
    NoPackage,
}

/// Reads the manifest of the package in `dir`; gives its text too.
pub(crate) fn read(dir: &Path, source: &dyn FileSource) -> (Option<String>, Result<Manifest, ManifestError>) {
    let path = dir.join("Cargo.toml");
    let text = match source.read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (None, Err(ManifestError::Missing)),
        Err(error) => return (None, Err(ManifestError::Io(error))),
    };
    let manifest = match text.parse::<Table>() {
        Ok(table) => interpret(&table, dir, source).ok_or(ManifestError::NoPackage),
        Err(error) => Err(ManifestError::Toml(Box::new(error))),
    };
    (Some(text), manifest)
}

fn interpret(table: &Table, dir: &Path, source: &dyn FileSource) -> Option<Manifest> {
    let package = table.get("package")?.get("name")?.as_str()?.to_owned();
    let lib = table.get("lib");
    let of_lib = |key: &str| lib.and_then(|lib| lib.get(key)).and_then(Value::as_str);
    let crate_name = of_lib("name").map_or_else(|| package.replace('-', "_"), str::to_owned);
    let lib_path = of_lib("path").unwrap_or("src/lib.rs").to_owned();
    let (default_features, features) = read_features(table);
    let mut manifest = Manifest {
        package,
        crate_name,
        lib_path,
        default_features,
        features,
        externs: BTreeSet::new(),
        framework: None,
    };
    let mut workspace = None;
    for (key, value) in dependencies(table) {
        let inherited = value.get("workspace").and_then(Value::as_bool) == Some(true);
        let written = value.get("package").and_then(Value::as_str).map(str::to_owned);
        let package = if inherited && key != FRAMEWORK_CRATE {
            let shared = workspace.get_or_insert_with(|| workspace_dependencies(dir, source));
            shared.get(key).and_then(|it| it.get("package")).and_then(Value::as_str).map(str::to_owned)
        } else {
            written
        };
        let renamed = package.is_some();
        let package = package.unwrap_or_else(|| key.to_owned());
        let is_framework = package == FRAMEWORK_PACKAGE || package == FRAMEWORK_CRATE;
        // Without `package = ..` the name in code is that of the library, which for the framework is not the key.
        let name = if is_framework && !renamed { FRAMEWORK_CRATE.to_owned() } else { key.replace('-', "_") };
        if is_framework {
            manifest.framework = Some(name.clone());
        }
        manifest.externs.insert(name);
    }
    Some(manifest)
}

/// The dependencies that library code can name: normal ones, also those of one target only.
fn dependencies(table: &Table) -> impl Iterator<Item = (&str, &Value)> {
    let of_targets = table
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flat_map(|targets| targets.values())
        .filter_map(|target| target.get("dependencies"));
    table
        .get("dependencies")
        .into_iter()
        .chain(of_targets)
        .filter_map(Value::as_table)
        .flatten()
        .map(|(key, value)| (key.as_str(), value))
}

/// `[workspace.dependencies]` of the nearest workspace above `dir`, or in it.
fn workspace_dependencies(dir: &Path, source: &dyn FileSource) -> Table {
    let mut at: Option<PathBuf> = Some(dir.to_owned());
    while let Some(here) = at {
        let table = source.read(&here.join("Cargo.toml")).ok().and_then(|text| text.parse::<Table>().ok());
        if let Some(workspace) = table.as_ref().and_then(|it| it.get("workspace")) {
            return workspace.get("dependencies").and_then(Value::as_table).cloned().unwrap_or_default();
        }
        at = here.parent().map(Path::to_owned);
    }
    Table::new()
}

/// The features that `default` turns on, and all.
fn read_features(table: &Table) -> (BTreeSet<String>, BTreeSet<String>) {
    let Some(features) = table.get("features").and_then(Value::as_table) else {
        return (BTreeSet::new(), BTreeSet::new());
    };
    let mut on = BTreeSet::new();
    let mut waiting = vec!["default".to_owned()];
    while let Some(name) = waiting.pop() {
        let enables = features.get(&name).and_then(Value::as_array);
        if on.insert(name) {
            waiting.extend(enables.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
        }
    }
    // `dep:x` and `x/y` are about dependencies; `default` itself can be asked for by `cfg` too.
    on.retain(|name| !name.contains([':', '/']));
    (on, features.keys().cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MemorySource;

    fn manifest(text: &str) -> Manifest {
        let mut source = MemorySource::default();
        source.insert("/ws/service/Cargo.toml", text);
        source.insert(
            "/ws/Cargo.toml",
            "[workspace]\n[workspace.dependencies]\nev = { package = \"eventual-rs\", path = \"x\" }\nserde = \"1\"",
        );
        read(Path::new("/ws/service"), &source).1.unwrap()
    }

    #[test]
    fn finds_the_framework_under_any_name() {
        for (dependencies, name) in [
            ("eventual-rs = \"1\"", Some("eventual")),
            ("eventual = { package = \"eventual-rs\", version = \"1\" }", Some("eventual")),
            ("eventual.workspace = true", Some("eventual")),
            ("my-ev = { package = \"eventual-rs\", version = \"1\" }", Some("my_ev")),
            ("ev.workspace = true", Some("ev")),
            ("serde.workspace = true", None),
        ] {
            let text = format!("[package]\nname = \"x\"\n[dependencies]\n{dependencies}");
            assert_eq!(manifest(&text).framework.as_deref(), name, "{dependencies}");
        }
    }

    #[test]
    fn default_features_turn_on_others() {
        let text = "[package]\nname = \"x-y\"\n[features]\ndefault = [\"server\"]\nserver = [\"aws\", \"dep:a\", \"b/c\"]\naws = []\nother = []";
        let manifest = manifest(text);
        assert_eq!(manifest.default_features.iter().collect::<Vec<_>>(), ["aws", "default", "server"]);
        assert_eq!(manifest.crate_name, "x_y");
        assert_eq!(manifest.lib_path, "src/lib.rs");
    }

    #[test]
    fn the_library_may_have_its_own_name_and_place() {
        let manifest = manifest("[package]\nname = \"x\"\n[lib]\nname = \"y\"\npath = \"code/y.rs\"");
        assert_eq!((manifest.crate_name.as_str(), manifest.lib_path.as_str()), ("y", "code/y.rs"));
    }
}
