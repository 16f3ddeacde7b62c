//! Reading the resource schemas that cfn-lint ships.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value as Json;

/// The region whose selection of schemas is generated; it has every type but a handful of regional ones.
const REGION: &str = "us_east_1";

/// All resource schemas of one region, keyed by type name (`AWS::SQS::Queue`).
#[derive(Debug)]
pub struct Schemas {
    /// Version of cfn-lint the schemas came with.
    pub version: String,
    /// Schema documents by type name.
    pub types: BTreeMap<String, Json>,
}

/// Why schemas could not be read, or generated files not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that should be there could not be read or written.
    #[error("cannot access `{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file was read but is not what cfn-lint ships.
    #[error("`{}` is not what cfn-lint ships: {reason}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Reads `schemas` (cfn-lint's `data/schemas`).
///
/// # Errors
/// [`Error`] when a file is missing or is not what cfn-lint ships.
pub fn read(schemas: &Path) -> Result<Schemas, Error> {
    let index = schemas.join("providers").join(format!("{REGION}.py"));
    let mut types = BTreeMap::new();
    for (type_name, file) in entries(&text(&index)?) {
        // `Module` and the like are no resource types of a service.
        if type_name.split("::").count() != 3 {
            continue;
        }
        let path = schemas.join("resources").join(format!("{file}.json"));
        let schema = serde_json::from_str(&text(&path)?)
            .map_err(|error| Error::Format { path, reason: error.to_string() })?;
        types.insert(type_name, schema);
    }
    if types.is_empty() {
        return Err(Error::Format { path: index, reason: "it names no resource type".into() });
    }
    Ok(Schemas { version: version(schemas)?, types })
}

/// The version of the cfn-lint package that `schemas` belongs to.
///
/// # Errors
/// [`Error`] when the package's `version.py` is missing or names no version.
pub fn version(schemas: &Path) -> Result<String, Error> {
    let path = schemas.join("../../version.py");
    let text = text(&path)?;
    let version =
        text.lines().find_map(|line| line.strip_prefix("__version__ = ")).map(|v| v.trim_matches('"'));
    let reason = "it has no line `__version__ = \"..\"`";
    version.map(str::to_owned).ok_or_else(|| Error::Format { path, reason: reason.into() })
}

/// The `"type name": "file stem"` lines of an index; the rest is Python around them.
fn entries(index: &str) -> impl Iterator<Item = (String, String)> + '_ {
    index.lines().filter_map(|line| {
        let (name, file) = line.trim().strip_prefix('"')?.split_once("\": \"")?;
        Some((name.to_owned(), file.strip_suffix("\",")?.to_owned()))
    })
}

fn text(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_read_line_by_line() {
        let index =
            "types: dict[str, str] = {\n    \"AWS::SQS::Queue\": \"01ab\",\n    \"Module\": \"02\",\n}\n";
        let found: Vec<_> = entries(index).collect();
        assert_eq!(found, [("AWS::SQS::Queue".into(), "01ab".into()), ("Module".into(), "02".into())]);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = read(Path::new("/nowhere")).unwrap_err().to_string();
        assert!(error.starts_with("cannot access `/nowhere/providers/us_east_1.py`: "), "{error}");
    }
}
