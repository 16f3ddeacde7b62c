use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use eventual_analyzer_model::ServiceModel;

use crate::bind;
use crate::declare::{Context, declare};
use crate::diagnostic::{Diagnostic, Report, Severity, Style, code};
use crate::module;
use crate::package::{self, Cfg, Manifest, ManifestError};
use crate::resolve::Resolver;
use crate::rules;
use crate::source::{DiskSource, FileSource, normalize};
use crate::syntax::{FileId, Files, Place, SourceFile};
use crate::workflow;

/// Which features of the service crate are on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Features {
    /// Those of `default` in `Cargo.toml`: what `synth` builds.
    #[default]
    Default,
    /// These.
    Exactly(BTreeSet<String>),
    /// Unknown: inside a macro of the crate itself. Whatever any `cfg` could bring is taken as there.
    Unknown,
}

/// What was read, and what is wrong with it. Plain data: no tokens inside.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// The service; `None` if it could not be read. With errors among the diagnostics it is what could be read.
    pub model: Option<ServiceModel>,
    /// All findings, by file in the order of the module tree, then by position.
    pub diagnostics: Vec<Diagnostic>,
    /// Every file that was read, `Cargo.toml` first: a change elsewhere does not change the analysis.
    pub files: Vec<PathBuf>,
    texts: BTreeMap<String, Arc<str>>,
}

impl Analysis {
    /// Whether there is an error among the diagnostics.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|it| it.severity == Severity::Error)
    }

    /// The same analysis with `folder` before the names of files in diagnostics: the folder of the package as the reader
    /// would name it, `examples/orders`. An empty one changes nothing.
    #[must_use]
    pub fn seen_from(mut self, folder: &str) -> Self {
        if folder.is_empty() {
            return self;
        }
        let folder = folder.trim_end_matches('/');
        for diagnostic in &mut self.diagnostics {
            for label in diagnostic.primary.iter_mut().chain(&mut diagnostic.secondary) {
                label.file = format!("{folder}/{}", label.file);
            }
        }
        self.texts = self.texts.into_iter().map(|(name, text)| (format!("{folder}/{name}"), text)).collect();
        self
    }

    /// All diagnostics as rustc would show them, an empty line between two, without a final line break.
    pub fn render(&self, style: Style) -> String {
        let text_of = |file: &str| self.texts.get(file).map(AsRef::as_ref);
        let rendered: Vec<String> = self.diagnostics.iter().map(|it| it.render(text_of, style)).collect();
        rendered.join("\n\n")
    }

    /// All diagnostics as JSON, one object a line, each with its `rendered` text, as `cargo --message-format json`.
    pub fn to_json(&self) -> String {
        let text_of = |file: &str| self.texts.get(file).map(AsRef::as_ref);
        let mut lines = String::new();
        for diagnostic in &self.diagnostics {
            let mut value = serde_json::json!(diagnostic);
            if let Some(object) = value.as_object_mut() {
                object.insert("rendered".to_owned(), diagnostic.render(text_of, Style::Plain).into());
            }
            lines.push_str(&value.to_string());
            lines.push('\n');
        }
        lines
    }
}

/// Analyzes the package in `package_dir` with its default features.
pub fn analyze(package_dir: &Path) -> Analysis {
    analyze_with(package_dir, &Features::Default, &DiskSource)
}

/// [`analyze`] for use inside of procedural macros, where tokens of the compiler would tell no lines: the analysis
/// uses tokens of its own. That is a switch of the whole process, hence the lock; give it no tokens and keep none.
pub fn analyze_for_macro(package_dir: &Path, features: &Features) -> Analysis {
    static LOCK: Mutex<()> = Mutex::new(());
    struct Fallback;
    impl Drop for Fallback {
        fn drop(&mut self) {
            proc_macro2::fallback::unforce();
        }
    }
    let _lock = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    proc_macro2::fallback::force();
    let _fallback = Fallback;
    analyze_with(package_dir, features, &DiskSource)
}

/// Analyzes a package with these features, from any source of files.
pub fn analyze_with(package_dir: &Path, features: &Features, source: &dyn FileSource) -> Analysis {
    // proc-macro2 keeps the text of whatever it lexes for as long as the thread lives. A thread of its own keeps long
    // sessions from growing, and from getting slower with each analysis.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("analyzer".to_owned());
        match thread.spawn_scoped(scope, || run(package_dir, features, source)) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => run(package_dir, features, source),
        }
    })
}

fn run(package_dir: &Path, features: &Features, source: &dyn FileSource) -> Analysis {
    let mut files = Files::default();
    let mut reports = Vec::new();
    let (text, manifest) = package::read(package_dir, source);
    let manifest_path = normalize(&package_dir.join("Cargo.toml"));
    let manifest_text: Option<Arc<str>> = text.map(Into::into);
    let mut model = None;
    match manifest {
        Ok(manifest) => {
            model = Some(read_library(package_dir, features, source, &manifest, &mut files, &mut reports))
        }
        Err(error) => {
            // The manifest becomes a file of its own, so that errors can point into it.
            if let Some(text) = &manifest_text {
                let text = Arc::clone(text);
                files.add(SourceFile { path: manifest_path.clone(), name: "Cargo.toml".to_owned(), text });
            }
            reports.push(manifest_error(&error, package_dir));
        }
    }
    reports.sort_by_key(|it| {
        it.primary.as_ref().map(|(place, _)| (place.file, place.range.start, place.range.end))
    });
    // An enum of events is looked at by each subscription that takes it.
    reports.dedup_by(|a, b| a.code == b.code && a.primary == b.primary && a.message == b.message);
    let mut read = Vec::new();
    if manifest_text.is_some() {
        read.push(manifest_path.clone());
    }
    read.extend(files.list.iter().map(|it| it.path.clone()).filter(|it| *it != manifest_path));
    Analysis {
        model,
        diagnostics: reports.into_iter().map(|it| it.finish(&files)).collect(),
        files: read,
        texts: files.list.into_iter().map(|it| (it.name, it.text)).collect(),
    }
}

fn read_library(
    package_dir: &Path,
    features: &Features,
    source: &dyn FileSource,
    manifest: &Manifest,
    files: &mut Files,
    reports: &mut Vec<Report>,
) -> ServiceModel {
    let cfg = match features {
        Features::Default => Cfg::Known { features: manifest.default_features.clone() },
        Features::Exactly(features) => Cfg::Known { features: features.clone() },
        Features::Unknown => Cfg::Open,
    };
    let tree = module::load(package_dir, &manifest.lib_path, &cfg, source, files, reports);
    if tree.modules.is_empty() {
        return ServiceModel { package: manifest.package.clone(), ..ServiceModel::default() };
    }
    if manifest.framework.is_none() {
        reports.push(
            Report::error(
                code::NO_FRAMEWORK,
                format!("the package `{}` does not depend on `eventual-rs`", manifest.package),
            )
            .help(
                "add `eventual = { package = \"eventual-rs\", version = \"0.1\" }` to its `[dependencies]`",
            ),
        );
    }
    let broken =
        reports.iter().any(|it| matches!(it.code, code::SYNTAX | code::MISSING_MODULE | code::UNREADABLE));
    let resolver = Resolver::new(&tree, manifest);
    let context = Context { tree: &tree, files, manifest, resolver: &resolver };
    let declared = declare(&context, reports);
    let mut model = bind::bind(&context, &declared, reports);
    rules::check(&context, &declared, reports);
    workflow::check(&context, &declared, &mut model, reports);
    if broken || manifest.framework.is_none() {
        // What is missing may stand in the file that could not be read; without the framework nothing is found.
        reports.retain(|it| !matches!(it.code, code::NO_SERVICE | code::NOT_AN_EVENT));
    }
    model
}

fn manifest_error(error: &ManifestError, package_dir: &Path) -> Report {
    let dir = package_dir.display();
    let whole = Place { file: FileId(0), range: 0..0 };
    match error {
        ManifestError::Missing => {
            Report::error(code::NO_MANIFEST, format!("there is no Cargo.toml in {dir}"))
                .help("give the folder of the service's package")
        }
        ManifestError::Io(error) => {
            Report::error(code::NO_MANIFEST, format!("cannot read {dir}/Cargo.toml: {error}"))
        }
        ManifestError::Toml(error) => {
            let range = error.span().unwrap_or(0..0);
            Report::error(
                code::BAD_MANIFEST,
                format!("Cargo.toml is not TOML: {}", error.message().replace('\n', ", ")),
            )
            .at(Place { file: FileId(0), range })
        }
        ManifestError::NoPackage => {
            Report::error(code::BAD_MANIFEST, "Cargo.toml does not describe a package")
                .at(whole)
                .help("give the folder of the service's package, not that of the workspace")
        }
    }
}
