//! The service's package as cargo resolves it: where the framework comes from, which packages are local.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Error, Metadata, MetadataCommand, NodeDep, Target, TargetKind};

use crate::BuildError;
use crate::cargo::cargo;

/// Package of the framework that services depend on.
const FACADE: &str = "eventual-rs";

/// What generated crates need to know of a service's package.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) dir: PathBuf,
    pub(crate) workspace_root: PathBuf,
    pub(crate) has_lambda_feature: bool,
    /// How a manifest names the framework package, all but its features.
    pub(crate) facade: toml::Table,
    /// Folders of the local packages (path dependencies) that the service is made of, itself included, by
    /// package name.
    pub(crate) local: BTreeMap<String, PathBuf>,
    /// Those of them that are not the framework or parts of it.
    pub(crate) own: BTreeMap<String, PathBuf>,
}

/// Whether only tests use it.
fn is_dev_only(dependency: &NodeDep) -> bool {
    dependency.dep_kinds.iter().all(|it| it.kind == DependencyKind::Development)
}

/// Asks cargo for the package in this folder.
pub(crate) fn package(dir: &Path, service: &str) -> Result<Package, BuildError> {
    let dir = fs_err::canonicalize(dir)?;
    from_metadata(metadata(&dir, &dir, service)?, &dir)
}

/// Folders by name of the local packages that a generated workspace is compiled from, beside those in it. They are more
/// than the service's own package knows of: features of the framework that only the generated crates turn on bring others.
pub(crate) fn compiled(
    work: &Path,
    dir: &Path,
    service: &str,
) -> Result<BTreeMap<String, PathBuf>, BuildError> {
    let packages = metadata(work, dir, service)?.packages;
    let local = packages.iter().filter(|it| it.source.is_none() && !it.manifest_path.starts_with(work));
    Ok(local.map(|it| (it.name.to_string(), folder(it))).collect())
}

/// What cargo reports about the manifest in a folder, asked in `dir`, whose configuration applies.
fn metadata(manifest: &Path, dir: &Path, service: &str) -> Result<Metadata, BuildError> {
    let mut command = MetadataCommand::new();
    command.cargo_path(cargo()).manifest_path(manifest.join("Cargo.toml")).current_dir(dir);
    command.exec().map_err(|error| match error {
        Error::CargoMetadata { stderr } => {
            BuildError::Cargo { action: "resolve", service: service.to_owned(), text: stderr }
        }
        Error::Io(error) => crate::cargo::not_started(error),
        error => BuildError::Answer { program: "cargo metadata", reason: error.to_string() },
    })
}

fn from_metadata(metadata: Metadata, dir: &Path) -> Result<Package, BuildError> {
    let manifest = dir.join("Cargo.toml");
    let packages: BTreeMap<_, _> = metadata.packages.iter().map(|it| (&it.id, it)).collect();
    let nodes = metadata.resolve.iter().flat_map(|it| &it.nodes);
    let nodes: BTreeMap<_, _> = nodes.map(|it| (&it.id, it.deps.as_slice())).collect();
    let package = metadata
        .packages
        .iter()
        .find(|it| it.manifest_path == manifest)
        .ok_or_else(|| BuildError::NoPackage { path: dir.to_owned() })?;
    let is_library = |it: &Target| it.is_kind(TargetKind::Lib) || it.is_kind(TargetKind::RLib);
    if !package.targets.iter().any(is_library) {
        return Err(BuildError::NoLibrary { package: package.name.to_string() });
    }
    let dependencies = |id| {
        let deps = nodes.get(id).copied().unwrap_or_default();
        deps.iter().filter(|it| !is_dev_only(it)).filter_map(|it| packages.get(&it.pkg).copied())
    };
    let facade = dependencies(&package.id)
        .find(|it| it.name == FACADE)
        .ok_or_else(|| BuildError::NoFacade { package: package.name.to_string() })?;

    let local_without = |skipped: Option<&str>| {
        let mut local = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut queue = vec![package];
        while let Some(it) = queue.pop() {
            // Packages of registries do not depend on local ones, except through `[patch]`.
            if skipped.is_none_or(|skipped| it.name != skipped) && seen.insert(&it.id) {
                queue.extend(dependencies(&it.id));
                if it.source.is_none() {
                    local.insert(it.name.to_string(), folder(it));
                }
            }
        }
        local
    };
    Ok(Package {
        name: package.name.to_string(),
        version: package.version.to_string(),
        dir: dir.to_owned(),
        workspace_root: metadata.workspace_root.clone().into_std_path_buf(),
        has_lambda_feature: package.features.contains_key("lambda"),
        facade: requirement(facade),
        local: local_without(None),
        own: local_without(Some(FACADE)),
    })
}

fn folder(package: &cargo_metadata::Package) -> PathBuf {
    package.manifest_path.parent().map(|it| it.as_std_path().to_owned()).unwrap_or_default()
}

/// A dependency on exactly this package, from where it came.
fn requirement(package: &cargo_metadata::Package) -> toml::Table {
    let mut table = toml::Table::new();
    let mut set = |key: &str, value: String| {
        table.insert(key.to_owned(), toml::Value::String(value));
    };
    set("package", package.name.to_string());
    match package.source.as_ref().map(|it| it.repr.as_str()) {
        None => set("path", folder(package).to_string_lossy().into_owned()),
        Some(source) => match source.strip_prefix("git+") {
            // The same `?branch=..` has to be asked for, or cargo takes it for another source.
            Some(git) => {
                let url = git.split('#').next().unwrap_or_default();
                let (url, query) = url.split_once('?').unwrap_or((url, ""));
                set("git", url.to_owned());
                if let Some((kind @ ("branch" | "tag" | "rev"), name)) = query.split_once('=') {
                    set(kind, name.to_owned());
                }
            }
            None => set("version", format!("={}", package.version)),
        },
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facade_from(source: Option<&str>) -> String {
        let package = serde_json::json!({
            "id": "x", "name": FACADE, "version": "0.3.1", "source": source, "targets": [], "features": {},
            "manifest_path": "/home/eventual/runtime/Cargo.toml", "dependencies": [],
        });
        let package = serde_json::from_value(package).unwrap();
        requirement(&package).to_string().replace('\n', "; ")
    }

    #[test]
    fn the_framework_is_required_from_where_it_came() {
        assert_eq!(facade_from(None), r#"package = "eventual-rs"; path = "/home/eventual/runtime"; "#);
        assert_eq!(
            facade_from(Some("registry+https://github.com/rust-lang/crates.io-index")),
            r#"package = "eventual-rs"; version = "=0.3.1"; "#
        );
        assert_eq!(
            facade_from(Some("git+https://example.com/e.git?branch=main#0123abc")),
            r#"branch = "main"; git = "https://example.com/e.git"; package = "eventual-rs"; "#
        );
    }

    fn resolve(packages: &str, nodes: &str) -> Result<Package, BuildError> {
        let json = format!(
            r#"{{"packages":[{packages}],"resolve":{{"nodes":[{nodes}]}},"workspace_root":"/w",
            "workspace_members":[],"target_directory":"/w/target","version":1}}"#
        );
        from_metadata(serde_json::from_str(&json).unwrap(), Path::new("/w/orders"))
    }

    const ORDERS: &str = r#"{"id":"o","name":"orders","version":"1.0.0","source":null,
        "manifest_path":"/w/orders/Cargo.toml","features":{},"dependencies":[],
        "targets":[{"name":"it","kind":["lib"],"src_path":"/w/lib.rs"}]}"#;

    #[test]
    fn local_packages_are_followed_but_not_those_of_tests() {
        let packages = [ORDERS.to_owned()].into_iter().chain(
            [("e", FACADE), ("p", "parts"), ("t", "testing")].map(|(id, name)| {
                ORDERS
                    .replace("\"o\"", &format!("{id:?}"))
                    .replace("\"orders\"", &format!("{name:?}"))
                    .replace("/w/orders", &format!("/w/{name}"))
            }),
        );
        let packages = packages.collect::<Vec<_>>().join(",");
        let node = |id: &str, deps: &str| format!(r#"{{"id":"{id}","dependencies":[],"deps":[{deps}]}}"#);
        let dependency = |on: &str, kind: &str| {
            format!(r#"{{"name":"{on}","pkg":"{on}","dep_kinds":[{{"kind":{kind}}}]}}"#)
        };
        let of_orders = [dependency("e", "null"), dependency("t", r#""dev""#)].join(",");
        let nodes = [node("o", &of_orders), node("e", &dependency("p", r#""build""#))].join(",");
        let package = resolve(&packages, &nodes).unwrap();
        assert_eq!(package.local.keys().collect::<Vec<_>>(), [FACADE, "orders", "parts"]);
        assert_eq!(package.own.keys().collect::<Vec<_>>(), ["orders"]);
    }

    #[test]
    fn a_package_that_is_no_service_is_named() {
        let error = resolve(ORDERS, "").unwrap_err();
        assert!(matches!(error, BuildError::NoFacade { package } if package == "orders"));
        let error = resolve(&ORDERS.replace("\"lib\"", "\"bin\""), "").unwrap_err();
        assert!(matches!(error, BuildError::NoLibrary { package } if package == "orders"));
        let error = resolve("", "").unwrap_err();
        assert!(matches!(error, BuildError::NoPackage { .. }));
    }
}
