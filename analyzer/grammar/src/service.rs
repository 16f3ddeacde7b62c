use proc_macro2::{Ident, TokenStream};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, LitStr, Token, Visibility};

use crate::code;
use crate::error::{Parsed, Sink};
use crate::name::check_service_name;
use crate::spanned::Spanned;

/// `service!(pub struct Orders = "orders");`
#[derive(Clone, Debug)]
pub struct ServiceDecl {
    /// Attributes, the doc comment among them.
    pub attrs: Vec<Attribute>,
    /// Visibility of the type.
    pub vis: Visibility,
    /// Name of the type.
    pub ident: Ident,
    /// Wire name of the service.
    pub name: Spanned<String>,
}

impl Parse for ServiceDecl {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        input.parse::<Token![struct]>()?;
        let ident: Ident = input.parse()?;
        // An error at the end of the input has no token of its own, so it points at the last one.
        if input.is_empty() {
            return Err(syn::Error::new(ident.span(), "expected `= \"name\"` after it"));
        }
        let equals = input.parse::<Token![=]>()?;
        if input.is_empty() {
            return Err(syn::Error::new(equals.span, "expected the name of the service after it"));
        }
        let name: LitStr = input.parse()?;
        input.parse::<Option<Token![;]>>()?;
        Ok(Self { attrs, vis, ident, name: Spanned::new(name.value(), name.span()) })
    }
}

/// Reads the input of `service!`.
pub fn parse_service(input: TokenStream) -> Parsed<ServiceDecl> {
    let sink = &mut Sink::default();
    let declaration = match syn::parse2::<ServiceDecl>(input) {
        Ok(declaration) => Some(declaration),
        Err(error) => {
            sink.help(
                code::SERVICE,
                error.span(),
                format!("`service!` cannot be read: {error}"),
                "write `eventual::service!(pub struct Orders = \"orders\");`",
            );
            None
        }
    };
    if let Some(declaration) = &declaration
        && let Some(problem) = check_service_name(&declaration.name.value)
    {
        sink.error(code::NAME, declaration.name.span, problem);
    }
    Parsed::new(declaration, std::mem::take(sink))
}
