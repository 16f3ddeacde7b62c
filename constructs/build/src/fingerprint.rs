//! Whether anything that a build depends on has changed since the last one, without running cargo.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::output::{hex, write_if_changed};
use crate::package::Package;

/// Variables that change what cargo and rustc do.
const VARIABLES: [&str; 4] = ["CARGO_ENCODED_RUSTFLAGS", "RUSTC", "RUSTFLAGS", "RUSTUP_TOOLCHAIN"];

/// Files that a build depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Inputs {
    /// Files that count by content, whether they exist or not.
    files: BTreeSet<PathBuf>,
    /// Folders in which each file counts, new ones too.
    dirs: BTreeSet<PathBuf>,
    /// Files that count by size and time only: large, and replaced as a whole.
    programs: BTreeSet<PathBuf>,
}

impl Inputs {
    /// All that can change the code of this package and of the local packages it uses.
    pub(crate) fn of(package: &Package, others: &[PathBuf]) -> Self {
        let mut inputs = Self { files: others.iter().cloned().collect(), ..Self::default() };
        for dir in package.local.values() {
            inputs.files.extend([dir.join("Cargo.toml"), dir.join("build.rs")]);
            inputs.dirs.insert(dir.join("src"));
        }
        for dir in package.dir.ancestors() {
            let names = [".cargo/config.toml", ".cargo/config", "rust-toolchain.toml", "rust-toolchain"];
            inputs.files.extend(names.iter().map(|name| dir.join(name)));
        }
        inputs
    }

    pub(crate) fn add_program(&mut self, path: PathBuf) {
        self.programs.insert(path);
    }

    /// Adds what the compiler read, as it says in a Makefile rule beside the artifact: `include_str!` and modules
    /// from anywhere.
    pub(crate) fn add_read_files(&mut self, rule: &Path) -> io::Result<()> {
        for file in read_rule(&fs_err::read_to_string(rule)?) {
            if !self.dirs.iter().any(|dir| file.starts_with(dir)) {
                self.files.insert(file);
            }
        }
        Ok(())
    }

    /// Hash over all inputs and the context: what else decides what is built.
    pub(crate) fn hash(&self, context: &str) -> String {
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        };
        add(env!("CARGO_PKG_VERSION").as_bytes());
        add(context.as_bytes());
        for variable in VARIABLES {
            add(std::env::var_os(variable).unwrap_or_default().as_encoded_bytes());
        }
        let mut files = self.files.clone();
        for dir in &self.dirs {
            // A folder that cannot be read has no files; cargo will say so.
            let _ = collect(dir, &mut files);
        }
        for file in &files {
            if let Ok(content) = fs_err::read(file) {
                add(file.as_os_str().as_encoded_bytes());
                add(&content);
            }
        }
        for program in &self.programs {
            if let Ok(metadata) = fs_err::metadata(program) {
                add(program.as_os_str().as_encoded_bytes());
                add(format!("{} {:?}", metadata.len(), metadata.modified().ok()).as_bytes());
            }
        }
        hex(&hash.finalize())
    }
}

fn collect(dir: &Path, files: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    for entry in fs_err::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.insert(entry.path());
        }
    }
    Ok(())
}

/// The files right of the colon; spaces in names are escaped with a backslash.
fn read_rule(rule: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for line in rule.lines() {
        let Some((_, right)) = line.split_once(": ") else { continue };
        let mut name = String::new();
        let mut characters = right.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => name.extend(characters.next()),
                ' ' => files.push(PathBuf::from(std::mem::take(&mut name))),
                other => name.push(other),
            }
        }
        files.push(PathBuf::from(name));
    }
    files.retain(|it| !it.as_os_str().is_empty());
    files
}

/// Remembers of which inputs something was made.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Stamp<T> {
    inputs: Inputs,
    hash: String,
    pub(crate) made: T,
}

impl<T: Serialize + DeserializeOwned> Stamp<T> {
    /// What was made, if its inputs are still the same. An unreadable stamp is none.
    pub(crate) fn fresh(path: &Path, context: &str) -> Option<Self> {
        let stamp: Self = serde_json::from_slice(&fs_err::read(path).ok()?).ok()?;
        (stamp.inputs.hash(context) == stamp.hash).then_some(stamp)
    }

    /// Forgets what was made: from here on it is in the making.
    pub(crate) fn remove(path: &Path) -> io::Result<()> {
        match fs_err::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    pub(crate) fn write(path: &Path, inputs: Inputs, context: &str, made: T) -> io::Result<()> {
        let hash = inputs.hash(context);
        Self { inputs, hash, made }.save(path)
    }

    /// Writes what was made again from the same inputs.
    pub(crate) fn save(&self, path: &Path) -> io::Result<()> {
        write_if_changed(path, &serde_json::to_vec_pretty(self)?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn package(dir: &Path) -> Package {
        Package {
            name: "orders".into(),
            version: "1.0.0".into(),
            dir: dir.to_owned(),
            workspace_root: dir.to_owned(),
            has_lambda_feature: false,
            facade: toml::Table::new(),
            local: BTreeMap::from([("orders".into(), dir.to_owned())]),
            own: BTreeMap::new(),
        }
    }

    #[test]
    fn new_changed_and_removed_files_are_noticed() {
        let dir = tempfile::tempdir().unwrap();
        fs_err::create_dir_all(dir.path().join("src/api")).unwrap();
        fs_err::write(dir.path().join("src/lib.rs"), "mod api;").unwrap();
        let inputs = Inputs::of(&package(dir.path()), &[]);
        let mut seen = vec![inputs.hash("a")];
        assert_eq!(inputs.hash("a"), seen[0]);
        seen.push(inputs.hash("b"));
        for (file, content) in [
            ("src/api/orders.rs", Some("//")),
            ("src/api/orders.rs", Some("//!")),
            ("Cargo.toml", Some("[package]")),
            ("rust-toolchain.toml", Some("[toolchain]")),
            ("src/lib.rs", None),
        ] {
            let path = dir.path().join(file);
            match content {
                Some(content) => fs_err::write(path, content).unwrap(),
                None => fs_err::remove_file(path).unwrap(),
            }
            let hash = inputs.hash("a");
            assert!(!seen.contains(&hash), "{file} is not noticed");
            seen.push(hash);
        }
        fs_err::write(dir.path().join("README.md"), "# Orders").unwrap();
        assert_eq!(inputs.hash("a"), seen[seen.len() - 1]);
    }

    #[test]
    fn a_stamp_is_fresh_until_its_inputs_change() {
        let dir = tempfile::tempdir().unwrap();
        let (file, path) = (dir.path().join("a"), dir.path().join("stamp.json"));
        let inputs = Inputs { files: BTreeSet::from([file.clone()]), ..Inputs::default() };
        Stamp::write(&path, inputs, "x", 7).unwrap();
        assert_eq!(Stamp::<u32>::fresh(&path, "x").unwrap().made, 7);
        assert!(Stamp::<u32>::fresh(&path, "y").is_none());
        fs_err::write(&file, "new").unwrap();
        assert!(Stamp::<u32>::fresh(&path, "x").is_none());
        fs_err::write(&path, "{").unwrap();
        assert!(Stamp::<u32>::fresh(&path, "x").is_none());
    }

    #[test]
    fn rules_of_the_compiler_are_read() {
        let rule = "/t/libentry.a: /s/src/lib.rs /s/my\\ file.txt\n\n/s/src/lib.rs:\n";
        assert_eq!(read_rule(rule), [PathBuf::from("/s/src/lib.rs"), PathBuf::from("/s/my file.txt")]);
    }
}
