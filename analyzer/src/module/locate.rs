//! Which file a `mod name;` means.

use std::path::{Path, PathBuf};

/// Where modules declared at some place in a file are looked for.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// Folder of the file that is being read: `#[path]` outside of inline modules is relative to it.
    pub(super) file_dir: PathBuf,
    /// Folder of the files of child modules.
    pub(super) children: PathBuf,
    /// Whether the place is inside an inline module.
    pub(super) inline: bool,
}

impl Folder {
    /// For a crate root, a `mod.rs` or a file named by `#[path]`: children lie beside it.
    pub(super) fn beside(file: &Path) -> Self {
        let dir = file.parent().unwrap_or(Path::new("")).to_owned();
        Self { children: dir.clone(), file_dir: dir, inline: false }
    }

    /// For `a.rs`: children lie in `a/`.
    pub(super) fn below(file: &Path) -> Self {
        let dir = file.parent().unwrap_or(Path::new("")).to_owned();
        let children = dir.join(file.file_stem().unwrap_or_default());
        Self { children, file_dir: dir, inline: false }
    }

    /// Inside `mod name { .. }`.
    pub(super) fn inside(&self, name: &str, path: Option<&str>) -> Self {
        let children = match path {
            Some(path) => self.for_path(path),
            None => self.children.join(name),
        };
        Self { file_dir: self.file_dir.clone(), children, inline: true }
    }

    /// The file that `#[path = ".."]` means here.
    pub(super) fn for_path(&self, path: &str) -> PathBuf {
        if self.inline { self.children.join(path) } else { self.file_dir.join(path) }
    }

    /// The files that `mod name;` can mean here, in the order of looking.
    pub(super) fn candidates(&self, name: &str) -> [PathBuf; 2] {
        [self.children.join(format!("{name}.rs")), self.children.join(name).join("mod.rs")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_rules_of_the_reference() {
        let root = Folder::beside(Path::new("src/lib.rs"));
        assert_eq!(root.candidates("a"), [PathBuf::from("src/a.rs"), PathBuf::from("src/a/mod.rs")]);
        let a = Folder::below(Path::new("src/a.rs"));
        assert_eq!(a.candidates("b")[0], PathBuf::from("src/a/b.rs"));
        assert_eq!(a.inside("inline", None).candidates("c")[0], PathBuf::from("src/a/inline/c.rs"));
        assert_eq!(root.inside("inline", None).candidates("c")[0], PathBuf::from("src/inline/c.rs"));
        // `#[path]`: beside the file, but inside an inline module in its folder.
        assert_eq!(a.for_path("x.rs"), PathBuf::from("src/x.rs"));
        assert_eq!(a.inside("inline", None).for_path("x.rs"), PathBuf::from("src/a/inline/x.rs"));
        assert_eq!(
            root.inside("inline", Some("thread")).candidates("c")[0],
            PathBuf::from("src/thread/c.rs")
        );
    }
}
