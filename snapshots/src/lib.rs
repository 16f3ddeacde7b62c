//! What must not change unnoticed: goldens, one folder here for each kind; house rules, as tests; end-to-end tests, in
//! `e2e`. Nothing here is part of a service or of the tool.
//!
//! A test crate names its goldens once, in its root, before its modules:
//!
//! ```text
//! macro_rules! assert_golden {
//!     ($($golden:tt)+) => { eventual_snapshots::golden!("cli/synth", assert_snapshot, $($golden)+) };
//! }
//! ```

use std::path::{Path, PathBuf};

pub use insta;

/// Compares with `<name>.snap` in the folder of a kind, by one of insta's assertions. `INSTA_UPDATE=always` accepts what
/// has changed.
#[macro_export]
macro_rules! golden {
    ($kind:literal, $assertion:ident, $($golden:tt)+) => {
        $crate::insta::with_settings!({
            snapshot_path => $crate::folder($kind),
            prepend_module_to_snapshot => false,
        }, {
            $crate::insta::$assertion!($($golden)+)
        })
    };
}

/// The folder of the goldens of a kind.
pub fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(kind)
}
