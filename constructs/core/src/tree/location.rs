use std::fmt;
use std::panic::Location;

/// Where in the infrastructure program a construct was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallSite {
    file: String,
    line: u32,
}

impl CallSite {
    /// The place of the caller, as `#[track_caller]` carries it.
    #[track_caller]
    #[must_use]
    pub fn caller() -> Self {
        let location = Location::caller();
        Self::new(location.file(), location.line())
    }

    /// A place in a file. Absolute paths are cut to `<crate folder>/src/..`, so that nothing in an assembly
    /// depends on who builds it and where.
    #[must_use]
    pub fn new(file: &str, line: u32) -> Self {
        let file = file.replace('\\', "/");
        let absolute = file.starts_with('/') || file.as_bytes().get(1) == Some(&b':');
        let file = if absolute { within_crate(&file).to_owned() } else { file };
        Self { file, line }
    }
}

impl fmt::Display for CallSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

fn within_crate(path: &str) -> &str {
    let crate_end =
        ["/src/", "/tests/", "/examples/", "/benches/"].iter().filter_map(|dir| path.rfind(dir)).max();
    let keep_from = match crate_end {
        Some(end) => path[..end].rfind('/'),
        None => path.rfind('/'),
    };
    &path[keep_from.map_or(0, |slash| slash + 1)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_do_not_say_who_built() {
        assert_eq!(CallSite::new("infra/src/main.rs", 3).to_string(), "infra/src/main.rs:3");
        assert_eq!(CallSite::new("/home/ann/shop/infra/src/main.rs", 3).to_string(), "infra/src/main.rs:3");
        assert_eq!(CallSite::new(r"C:\shop\infra\src\a\b.rs", 3).to_string(), "infra/src/a/b.rs:3");
        assert_eq!(CallSite::new("/tmp/x.rs", 1).to_string(), "x.rs:1");
    }
}
