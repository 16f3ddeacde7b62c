//! What the macros must know of the crate that is being compiled.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;
use std::{env, fs};

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use toml::{Table, Value};

/// The crate that is being compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Krate {
    /// Folder of its `Cargo.toml`.
    pub(crate) folder: PathBuf,
    /// Name under which it depends on the facade.
    facade: String,
    /// Whether it is the library of a package whose root has `service!`: only then are handlers registered.
    /// Tests, examples and binaries of the package may have handlers of their own.
    pub(crate) has_service: bool,
    /// Whether the package has a feature `server`: then bodies are compiled under it only, and the package
    /// without it is its own client.
    pub(crate) has_server_feature: bool,
}

impl Krate {
    /// Looks at the crate that the compiler works on. Everything is read leniently: a broken manifest is cargo's
    /// to report.
    pub(crate) fn current() -> Self {
        let folder = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        let name = env::var("CARGO_CRATE_NAME").unwrap_or_default();
        let is_binary = env::var_os("CARGO_BIN_NAME").is_some();
        Self::read(folder, &name, is_binary)
    }

    fn read(folder: PathBuf, crate_name: &str, is_binary: bool) -> Self {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        let manifest: Table = manifest.parse().unwrap_or_default();
        let package = text(&manifest, &["package", "name"]).unwrap_or_default();
        let library = text(&manifest, &["lib", "name"]).unwrap_or(package).replace('-', "_");
        let root = folder.join(text(&manifest, &["lib", "path"]).unwrap_or("src/lib.rs"));
        Self {
            facade: facade_name(&manifest).unwrap_or("eventual").replace('-', "_"),
            has_service: !is_binary && library == crate_name && declares_service(&root),
            has_server_feature: value(&manifest, &["features", "server"]).is_some(),
            folder,
        }
    }

    /// A crate with a service, for tests of what is emitted.
    #[cfg(test)]
    pub(crate) fn with_service() -> Self {
        Self {
            folder: PathBuf::new(),
            facade: "eventual".to_owned(),
            has_service: true,
            has_server_feature: false,
        }
    }

    /// `::eventual::__private`
    pub(crate) fn private(&self) -> TokenStream {
        self.private_at(Span::call_site())
    }

    /// The same at the token that errors of what follows should point at: rustc takes the first token of an
    /// expression for that.
    pub(crate) fn private_at(&self, span: Span) -> TokenStream {
        let span = span.resolved_at(Span::call_site());
        let facade = Ident::new(&self.facade, span);
        quote_spanned!(span=> ::#facade::__private)
    }
}

fn value<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    let found = table.get(*first)?;
    if rest.is_empty() { Some(found) } else { value(found.as_table()?, rest) }
}

fn text<'a>(table: &'a Table, path: &[&str]) -> Option<&'a str> {
    value(table, path)?.as_str()
}

/// The key of the dependency that is renamed from this package; `None`: it has its own name.
fn facade_name(manifest: &Table) -> Option<&str> {
    let sections = ["dependencies", "dev-dependencies"];
    let entries = sections.iter().filter_map(|it| manifest.get(*it)?.as_table()).flatten();
    entries
        .filter(|(_, entry)| entry.get("package").and_then(Value::as_str) == Some("eventual-rs"))
        .map(|(key, _)| key.as_str())
        .next()
}

/// Whether the file calls a macro `service!` at its top level. Remembered for the last file, as every handler of
/// a crate asks the same.
fn declares_service(root: &Path) -> bool {
    static LAST: Mutex<Option<(PathBuf, SystemTime, bool)>> = Mutex::new(None);
    let Ok(changed) = fs::metadata(root).and_then(|it| it.modified()) else { return false };
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((path, time, answer)) = &*last
        && path == root
        && *time == changed
    {
        return *answer;
    }
    let source = fs::read_to_string(root).unwrap_or_default();
    let answer = calls_service(source.parse().unwrap_or_default());
    *last = Some((root.to_owned(), changed, answer));
    answer
}

fn calls_service(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if let (TokenTree::Ident(name), Some(TokenTree::Punct(next))) = (&token, tokens.peek())
            && name == "service"
            && next.as_char() == '!'
        {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_found_at_the_top_of_the_root_only() {
        let calls = |text: &str| calls_service(text.parse().unwrap());
        assert!(calls("mod a; eventual::service!(pub struct A = \"a\");"));
        assert!(calls("use eventual::service; service!{pub struct A = \"a\"}"));
        assert!(!calls("//! eventual::service!(pub struct A = \"a\");\nfn service() {}"));
        assert!(!calls("fn f() { service!(pub struct A = \"a\"); }"));
    }

    #[test]
    fn a_renamed_facade_is_found() {
        let name = |text: &str| facade_name(&text.parse().unwrap()).map(str::to_owned);
        assert_eq!(name("[dependencies]\nev = { package = \"eventual-rs\" }").as_deref(), Some("ev"));
        assert_eq!(name("[dependencies]\neventual = { workspace = true }"), None);
    }

    #[test]
    fn a_crate_that_is_not_there_has_nothing() {
        let krate = Krate::read("/nowhere".into(), "x", false);
        assert!(!krate.has_service && !krate.has_server_feature);
        assert_eq!(krate.private().to_string(), ":: eventual :: __private");
    }
}
