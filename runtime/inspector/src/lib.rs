//! The inspector: the pages on which a service is looked at and operated, at `/_eventual`.
//!
//! Here are files and nothing else: HTML, style sheets and modules as browsers read them, without a build step, part of the
//! program that serves them, so they work offline. They speak to the operator API (`runtime/operator`) and call the service's
//! own commands, both at the address they come from; so a local service serves them as the CLI does for a deployed one. What
//! comes from a service is put on the page as text, never as markup; whoever serves the pages sends [`POLICY`] along.

mod files;

/// The value of the header `Content-Security-Policy` for all pages: nothing from elsewhere, no code and no style in the page.
pub const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// Where the first page is.
pub const PREFIX: &str = "/_eventual";

/// The page or file at a path of the service that begins with [`PREFIX`]: its content type and its bytes. `None` if there is
/// none; what is under `/_eventual/api` is never here.
pub fn page(path: &str) -> Option<(&'static str, &'static [u8])> {
    let rest = path.strip_prefix(PREFIX)?;
    if matches!(rest, "" | "/" | "/index.html") {
        return Some((HTML, files::INDEX.as_bytes()));
    }
    let name = rest.strip_prefix("/static/")?;
    let (_, text) = files::FILES.iter().find(|(known, _)| *known == name)?;
    let content_type = match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
    Some((content_type, text.as_bytes()))
}

const HTML: &str = "text/html; charset=utf-8";
