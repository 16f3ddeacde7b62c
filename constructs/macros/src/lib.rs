//! `service!` for infrastructure programs: runs the analyzer over a service crate while the program is compiled
//! and gives typed structs over the dynamic `Service` of `constructs/service`. It compiles nothing of the service.
//!
//! The macro is documented where users meet it, at its re-export in `eventual-constructs`.

#[cfg(test)]
mod compiled;
mod expand;
mod group;
mod input;

use proc_macro::TokenStream;

/// See `eventual_constructs::service!`.
#[proc_macro]
pub fn service(tokens: TokenStream) -> TokenStream {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    match syn::parse::<input::Input>(tokens) {
        Ok(input) => expand::expand(&input, folder.as_ref()).into(),
        Err(error) => error.into_compile_error().into(),
    }
}
