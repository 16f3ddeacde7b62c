//! `middleware = [cors, auth::authed!]`: functions, and lists of them that `middleware!` names.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Path, Token, Visibility, bracketed};

use crate::code;
use crate::error::{Parsed, Sink};

/// One entry of a list of middleware.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The function or list as written.
    pub path: Path,
    /// Whether it is a list: written with `!`.
    pub is_list: bool,
}

impl Layer {
    /// As written, without spaces.
    pub fn text(&self) -> String {
        let path = self.path.to_token_stream().to_string().replace(' ', "");
        if self.is_list { path + "!" } else { path }
    }

    /// The last name.
    pub fn span(&self) -> Span {
        self.path.segments.last().map_or_else(Span::call_site, |it| it.ident.span())
    }
}

impl Parse for Layer {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            path: input.call(Path::parse_mod_style)?,
            is_list: input.parse::<Option<Token![!]>>()?.is_some(),
        })
    }
}

/// `middleware!(pub authed = [cors, authorized]);`
#[derive(Clone, Debug)]
pub struct MiddlewareList {
    /// Doc comments and other attributes.
    pub attrs: Vec<Attribute>,
    /// Its visibility.
    pub vis: Visibility,
    /// Its name.
    pub ident: Ident,
    /// What it stands for, outermost first.
    pub layers: Vec<Layer>,
}

impl Parse for MiddlewareList {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (attrs, vis, ident) = (input.call(Attribute::parse_outer)?, input.parse()?, input.parse()?);
        input.parse::<Token![=]>()?;
        let content;
        bracketed!(content in input);
        let layers = Punctuated::<Layer, Token![,]>::parse_terminated(&content)?;
        input.parse::<Option<Token![;]>>()?;
        if !input.is_empty() {
            return Err(input.error("expected nothing after `]`"));
        }
        Ok(Self { attrs, vis, ident, layers: layers.into_iter().collect() })
    }
}

/// Reads what stands in `middleware!(..)`.
pub fn parse_middleware(tokens: TokenStream) -> Parsed<MiddlewareList> {
    let sink = &mut Sink::default();
    let value = match syn::parse2::<MiddlewareList>(tokens) {
        Ok(list) => Some(list),
        Err(error) => {
            sink.help(
                code::SYNTAX,
                error.span(),
                format!("`middleware!` cannot be read: {error}"),
                "write `eventual::middleware!(pub authed = [cors, authorized]);`",
            );
            None
        }
    };
    Parsed::new(value, std::mem::take(sink))
}
