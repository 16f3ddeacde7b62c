//! A copy of the service in `tests/fixtures/mini`, each in a folder of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use eventual_analyzer_model::{
    Command, FunctionOptions, Handler, HandlerKind, Method, Route, ServiceModel, SourceLocation,
};
use eventual_constructs_build::{BuildOptions, BuildReport, Event, Progress, Step};
use tempfile::TempDir;

/// A service in a folder that goes away with it.
pub(crate) struct Mini {
    root: TempDir,
}

impl Mini {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mini"), root.path());
        let mini = Self { root };
        let runtime_aws = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime/aws");
        let runtime_aws = fs_err::canonicalize(runtime_aws).unwrap();
        mini.edit("eventual/Cargo.toml", "RUNTIME_AWS", runtime_aws.to_str().unwrap());
        // The versions of this repository: whatever they are, no network is needed.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
        fs_err::copy(lock, mini.root.path().join("Cargo.lock")).unwrap();
        mini
    }

    pub(crate) fn package(&self) -> PathBuf {
        self.root.path().join("orders")
    }

    pub(crate) fn options(&self) -> BuildOptions {
        BuildOptions::new(self.root.path().join("target/eventual/orders"))
    }

    /// Replaces a text that occurs once.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.root.path().join(file);
        let text = fs_err::read_to_string(&path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {file}");
        fs_err::write(path, text.replace(from, to)).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs_err::create_dir_all(to).unwrap();
    for entry in fs_err::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs_err::copy(entry.path(), target).unwrap();
        }
    }
}

/// What the analyzer would say of it.
pub(crate) fn model() -> ServiceModel {
    let handler = |kind, name: &str| Handler {
        kind,
        name: name.to_owned(),
        function: name.to_owned(),
        module: vec!["handlers".to_owned()],
        docs: None,
        location: SourceLocation::default(),
        options: FunctionOptions::default(),
        inputs: Vec::new(),
        context: Vec::new(),
        returns_result: false,
    };
    let command = |name: &str| Command {
        handler: handler(HandlerKind::Command, name),
        method: Method::Post,
        path: None,
        path_location: None,
        fields: Vec::new(),
        middleware: Vec::new(),
        summary: None,
        description: None,
        tags: Vec::new(),
    };
    ServiceModel {
        name: "orders".to_owned(),
        type_name: "Orders".to_owned(),
        package: "orders".to_owned(),
        crate_name: "orders".to_owned(),
        commands: vec![command("create_order"), command("ship")],
        routes: vec![Route {
            handler: handler(HandlerKind::Route, "status"),
            method: Method::Get,
            path: "/status".to_owned(),
            path_location: SourceLocation::default(),
            middleware: Vec::new(),
        }],
        ..ServiceModel::default()
    }
}

/// Hash of each function.
pub(crate) fn hashes(report: &BuildReport) -> BTreeMap<String, String> {
    report.functions.iter().map(|(id, it)| (id.clone(), it.hash.clone())).collect()
}

/// Remembers which steps began.
#[derive(Default)]
pub(crate) struct Steps(pub(crate) Mutex<Vec<Step>>);

impl Progress for Steps {
    fn event(&self, event: Event<'_>) {
        if let Event::Started(step) = event {
            self.0.lock().unwrap().push(step);
        }
    }
}
