//! Small things about names.

use proc_macro2::Ident;
use syn::ext::IdentExt;

/// An identifier without the `r#` of raw ones.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}
