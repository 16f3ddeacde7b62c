use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Token, Visibility};

/// `pub mod orders = "../service"`
pub(crate) struct Input {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// Folder of the service's package, relative to that of the calling package.
    pub(crate) path: LitStr,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let usage = |error: syn::Error| {
            let text = format!(
                "{error}; write `service!(pub mod orders = \"../service\")`: a module, and the folder of the service's \
                 package"
            );
            syn::Error::new(error.span(), text)
        };
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        input.parse::<Token![mod]>().map_err(usage)?;
        let name = input.parse().map_err(usage)?;
        input.parse::<Token![=]>().map_err(usage)?;
        let path = input.parse().map_err(usage)?;
        input.parse::<Option<Token![;]>>()?;
        if !input.is_empty() {
            return Err(input.error("nothing more is expected after the path"));
        }
        Ok(Self { attributes, visibility, name, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_module_and_a_path_is_refused_with_the_form_to_write() {
        let usage = "write `service!(pub mod orders = \"../service\")`: a module, and the folder of the service's package";
        for (text, message) in [
            ("", format!("unexpected end of input, expected `mod`; {usage}")),
            ("pub struct Orders", format!("expected `mod`; {usage}")),
            ("mod orders", format!("expected `=`; {usage}")),
            ("mod orders = service", format!("expected string literal; {usage}")),
            ("mod orders = \"a\" b", "nothing more is expected after the path".to_owned()),
        ] {
            let error = syn::parse_str::<Input>(text).err().map(|it| it.to_string());
            assert_eq!(error, Some(message), "{text}");
        }
    }
}
