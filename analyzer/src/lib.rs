//! From the source of a service crate to its [`ServiceModel`], with diagnostics that look like rustc's.
//!
//! [`analyze`] reads `Cargo.toml` and every file that rustc would read, resolves imports, collects what the attributes
//! declare, binds it together and checks it. It never runs or compiles user code and never fails: whatever the state
//! of the source, it gives what could be read and what is wrong, in one go and in a fixed order.
//!
//! Not here: the attribute language (`analyzer/grammar`), types and their schemas (only the compiler knows them),
//! printing.

mod analysis;
mod bind;
mod declare;
mod diagnostic;
mod module;
mod package;
mod resolve;
mod rules;
mod source;
mod syntax;
mod text;
mod workflow;

pub use analysis::{Analysis, Features, analyze, analyze_for_macro, analyze_with};
pub use diagnostic::{CODES, Diagnostic, Label, Severity, Style, explain};
pub use eventual_analyzer_model::ServiceModel;
pub use source::{DiskSource, FileSource, MemorySource};
