//! The program that runs services on this machine: a generated crate around them, compiled for the inner loop.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use eventual_analyzer_model::ServiceModel;
use toml::{Table, Value};

use crate::BuildError;
use crate::build::lock;
use crate::cargo::CargoRun;
use crate::generate::{copy_lock, patches};
use crate::manifests::Manifests;
use crate::options::CargoOutput;
use crate::output::write_if_changed;
use crate::package::{Package, package};
use crate::progress::{Event, Progress, Step};

/// Profile of the host: what changes is compiled as fast as can be, what does not is compiled once and shall be fast.
const PROFILE: &str = r#"
[profile.dev]
debug = "line-tables-only"
incremental = true

[profile.dev.build-override]
opt-level = 1

[profile.dev.package."*"]
opt-level = 1
debug = false
"#;

/// Packages on the path of every request and message; the server brings all of them.
const HOT: &[&str] = &[
    "bytes",
    "eventual-runtime-core",
    "eventual-runtime-engine",
    "eventual-runtime-local",
    "eventual-runtime-orchestrator",
    "futures-util",
    "http",
    "http-body-util",
    "httparse",
    "hyper",
    "hyper-util",
    "memchr",
    "mio",
    "redb",
    "serde",
    "serde_core",
    "serde_json",
    "tokio",
];

/// A service that is to run.
#[derive(Clone, Debug)]
pub struct HostService {
    /// What its source says.
    pub model: ServiceModel,
    /// Folder of its package.
    pub dir: PathBuf,
}

/// The program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostBuild {
    /// The executable. Is replaced by the next build; a running one stays as it is.
    pub program: PathBuf,
    /// Folders of the local packages that it is made of, except the framework's: what changes there, changes it.
    pub watched: Vec<PathBuf>,
    /// Folder in which it keeps its state unless told otherwise.
    pub state: PathBuf,
}

/// Compiles the program that runs these services, which belong to one workspace. Cargo decides what there is to do.
///
/// # Errors
/// If a service does not compile, or is none.
pub fn host(
    services: &[HostService],
    work_dir: &Path,
    output: CargoOutput,
    progress: &dyn Progress,
) -> Result<HostBuild, BuildError> {
    HostBuilder::default().build(services, work_dir, output, progress)
}

/// Compiles such programs again and again. Remembers how cargo resolved the services for as long as no manifest changes:
/// asking takes as long as compiling a small service.
#[derive(Debug, Default)]
pub struct HostBuilder {
    known: Vec<Known>,
}

/// A service whose package is known.
#[derive(Debug)]
struct Known {
    dir: PathBuf,
    package: Package,
    manifests: Manifests,
}

impl HostBuilder {
    /// As [`host`] does.
    ///
    /// # Errors
    /// If a service does not compile, or is none.
    pub fn build(
        &mut self,
        services: &[HostService],
        work_dir: &Path,
        output: CargoOutput,
        progress: &dyn Progress,
    ) -> Result<HostBuild, BuildError> {
        fs_err::create_dir_all(work_dir)?;
        let work = fs_err::canonicalize(work_dir)?;
        let _lock = lock(&work)?;
        self.known.retain(|it| it.manifests.are_unchanged());
        for service in services {
            if !self.known.iter().any(|it| it.dir == service.dir) {
                let package = package(&service.dir, &service.model.name)?;
                let manifests = Manifests::of(&package);
                self.known.push(Known { dir: service.dir.clone(), package, manifests });
            }
        }
        let of = |service: &HostService| self.known.iter().find(|it| it.dir == service.dir);
        let packages: Vec<&Package> = services.iter().filter_map(of).map(|it| &it.package).collect();
        compile(services, &packages, &work, output, progress)
    }
}

fn compile(
    services: &[HostService],
    packages: &[&Package],
    work: &Path,
    output: CargoOutput,
    progress: &dyn Progress,
) -> Result<HostBuild, BuildError> {
    let first = packages.first().ok_or(BuildError::NoService)?;
    let names: Vec<&str> = services.iter().map(|it| it.model.name.as_str()).collect();
    let name = names.join("-");
    let state = work.join("state").join(&name);
    write(work, &name, packages, &state)?;
    for (index, service) in services.iter().enumerate() {
        let model = serde_json::to_vec(&service.model)
            .map_err(|error| BuildError::Answer { program: "serde", reason: error.to_string() })?;
        write_if_changed(&work.join(format!("src/service_{index}.json")), &model)?;
    }

    let start = Instant::now();
    progress.event(Event::Started(Step::Host));
    let run = CargoRun {
        action: "compile",
        service: &names.join("`, `"),
        workspace: work,
        dir: &first.dir,
        output,
        warnings: true,
        environment: &[],
        progress,
    };
    run.run("build", &[], &[])?;
    progress.event(Event::Finished(Step::Host, start.elapsed()));
    let watched: BTreeMap<&String, &PathBuf> = packages.iter().flat_map(|it| &it.own).collect();
    let program = work.join("target/debug").join(name);
    Ok(HostBuild { program, watched: watched.into_values().cloned().collect(), state })
}

/// The usual folder for such programs: beside those in which functions are built. One for all services of a workspace, so
/// that what they have in common is compiled once.
pub fn host_work_dir(package_dir: &Path) -> PathBuf {
    crate::default_work_dir(package_dir, "local")
}

fn write(work: &Path, name: &str, packages: &[&Package], state: &Path) -> Result<(), BuildError> {
    let Some(first) = packages.first() else { return Err(BuildError::NoService) };
    let root = first.workspace_root.join("Cargo.toml");
    let mut manifest = manifest(name, packages);
    if let Some(patch) = patches(&root)? {
        let mut table = Table::new();
        table.insert("patch".to_owned(), patch);
        manifest.push_str(&format!("\n{table}"));
    }
    write_if_changed(&work.join("Cargo.toml"), manifest.as_bytes())?;
    write_if_changed(&work.join("src/main.rs"), source(packages, state).as_bytes())?;
    copy_lock(&first.workspace_root.join("Cargo.lock"), work)
}

fn manifest(name: &str, packages: &[&Package]) -> String {
    let mut dependencies = Table::new();
    for (index, package) in packages.iter().enumerate() {
        let mut service = Table::new();
        service.insert("package".to_owned(), package.name.as_str().into());
        service.insert("path".to_owned(), package.dir.to_string_lossy().as_ref().into());
        dependencies.insert(format!("service_{index}"), Value::Table(service));
    }
    if let Some(first) = packages.first() {
        let mut facade = first.facade.clone();
        facade.insert("features".to_owned(), Value::Array(vec!["local-server".into()]));
        dependencies.insert("eventual".to_owned(), Value::Table(facade));
    }
    let mut tables = Table::new();
    tables.insert("dependencies".to_owned(), Value::Table(dependencies));
    let mut text = format!(
        "[package]\nname = \"eventual-host\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [[bin]]\nname = {name:?}\npath = \"src/main.rs\"\n\n[workspace]\nresolver = \"3\"\n\n\
         {tables}{PROFILE}"
    );
    for name in HOT {
        text.push_str(&format!("\n[profile.dev.package.{name:?}]\nopt-level = 3\ndebug = false\n"));
    }
    let own: BTreeMap<&String, &PathBuf> = packages.iter().flat_map(|it| &it.own).collect();
    for name in own.keys() {
        text.push_str(&format!(
            "\n[profile.dev.package.{name:?}]\nopt-level = 0\ndebug = \"line-tables-only\"\n"
        ));
    }
    text
}

fn source(packages: &[&Package], state: &Path) -> String {
    let mut source = "//! Made by `eventual local`: runs the services of this workspace on this machine.\n\n\
         use std::process::ExitCode;\n\n\
         use eventual::__private::server::{Server, run};\n\n\
         fn main() -> ExitCode {\n    let server = Server::new()"
        .to_owned();
    for (index, package) in packages.iter().enumerate() {
        source.push_str(&format!(
            "\n        .service::<service_{index}::__EventualService>({:?}, \
             Some(include_str!(\"service_{index}.json\")))",
            package.version
        ));
    }
    source.push_str(&format!(
        ";\n    run(server, {:?}, std::env::args().skip(1), |line| eprintln!(\"{{line}}\"))\n}}\n",
        state.to_string_lossy()
    ));
    source
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str) -> Package {
        let dir = PathBuf::from(format!("/w/{name}"));
        let mut facade = Table::new();
        facade.insert("package".to_owned(), "eventual-rs".into());
        facade.insert("version".to_owned(), "=0.1.0".into());
        Package {
            name: name.to_owned(),
            version: "1.2.3".to_owned(),
            dir: dir.clone(),
            workspace_root: "/w".into(),
            has_lambda_feature: false,
            facade,
            local: BTreeMap::new(),
            own: [(name.to_owned(), dir)].into(),
        }
    }

    #[test]
    fn the_program_runs_all_services() {
        let source = source(&[&package("orders"), &package("billing")], Path::new("/w/target/state"));
        let expected = "        .service::<service_0::__EventualService>(\"1.2.3\", Some(include_str!(\"service_0.json\")))
        .service::<service_1::__EventualService>(\"1.2.3\", Some(include_str!(\"service_1.json\")));
    run(server, \"/w/target/state\", std::env::args().skip(1), |line| eprintln!(\"{line}\"))\n}\n";
        assert!(source.ends_with(expected), "{source}");
    }

    #[test]
    fn what_changes_is_not_optimised_and_the_rest_is() {
        let manifest: Table = manifest("orders", &[&package("orders")]).parse().unwrap();
        let of = |name: &str| manifest["profile"]["dev"]["package"][name]["opt-level"].as_integer();
        assert_eq!((of("orders"), of("tokio"), of("*")), (Some(0), Some(3), Some(1)));
        let facade = &manifest["dependencies"]["eventual"];
        assert_eq!(facade["features"].as_array().unwrap(), &[Value::from("local-server")]);
        assert_eq!(manifest["dependencies"]["service_0"]["path"].as_str(), Some("/w/orders"));
    }
}
