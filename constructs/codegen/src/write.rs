//! Generated files, as text and on disk.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    emit, manifest, replacing,
    schema::{Error, Schemas},
    services,
};

/// Generated files by path below `constructs/cfn`.
pub type Output = BTreeMap<PathBuf, String>;

const GENERATED: &str = "src/generated";

/// Generates everything, for a `constructs/cfn` whose manifest is `cargo_toml` now.
#[must_use]
pub fn generate(schemas: &Schemas, cargo_toml: &str) -> Output {
    let services = services::services(schemas);
    let mut output: Output = emit::files(&services)
        .into_iter()
        .map(|(path, text)| (Path::new(GENERATED).join(path), text))
        .collect();
    output.insert(Path::new(GENERATED).join("manifest.json"), manifest::manifest(schemas, &services));
    output.insert(Path::new(GENERATED).join("replacing.txt"), replacing::table(schemas));
    output.insert("Cargo.toml".into(), manifest::features(cargo_toml, &services));
    output
}

/// Writes everything below `cfn`. What was generated before and is no longer is removed.
///
/// # Errors
/// [`Error::Io`] with the path that could not be read or written.
pub fn write(schemas: &Schemas, cfn: &Path) -> Result<(), Error> {
    let cargo_toml = cfn.join("Cargo.toml");
    let cargo_toml = fs::read_to_string(&cargo_toml).map_err(at(&cargo_toml))?;
    let output = generate(schemas, &cargo_toml);
    let generated = cfn.join(GENERATED);
    match fs::remove_dir_all(&generated) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&generated)(error)),
        _ => {}
    }
    for (path, text) in output {
        let path = cfn.join(path);
        let folder = path.parent().unwrap_or(cfn);
        fs::create_dir_all(folder).map_err(at(folder))?;
        fs::write(&path, text).map_err(at(&path))?;
    }
    Ok(())
}

/// The cfn-lint version that `cfn` was last generated from, according to its `manifest.json`.
///
/// # Errors
/// [`Error`] when the file is missing or is no manifest.
pub fn manifest_version(cfn: &Path) -> Result<String, Error> {
    let path = cfn.join(GENERATED).join("manifest.json");
    let text = fs::read_to_string(&path).map_err(at(&path))?;
    let manifest: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| Error::Format { path: path.clone(), reason: error.to_string() })?;
    let version = manifest.get("version").and_then(serde_json::Value::as_str);
    version.map(str::to_owned).ok_or(Error::Format { path, reason: "it has no `version`".into() })
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> Error + use<> {
    let path = path.to_owned();
    move |source| Error::Io { path, source }
}
