//! Items as far as the grammar looks into them. Bodies stay tokens: they are not read here, rustc reports their
//! syntax errors better, and not parsing them is what makes reading a crate fast.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, DeriveInput, Generics, ItemFn, Signature, Token, Visibility};

/// A function whose body is not looked at.
#[derive(Clone, Debug)]
pub struct HandlerFn {
    /// Attributes, the one that is being read excluded.
    pub attrs: Vec<Attribute>,
    /// Visibility.
    pub vis: Visibility,
    /// Everything between the visibility and the body.
    pub sig: Signature,
    /// `{ .. }`
    pub body: Group,
}

impl Parse for HandlerFn {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let sig = input.parse()?;
        let body = match input.parse()? {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => body,
            other => return Err(syn::Error::new(other.span(), "expected the body of the function")),
        };
        Ok(Self { attrs, vis, sig, body })
    }
}

impl ToTokens for HandlerFn {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attrs);
        self.vis.to_tokens(tokens);
        self.sig.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}

impl From<&ItemFn> for HandlerFn {
    fn from(item: &ItemFn) -> Self {
        let mut body = TokenStream::new();
        body.append_all(&item.block.stmts);
        let mut body = Group::new(Delimiter::Brace, body);
        body.set_span(item.block.brace_token.span.join());
        Self { attrs: item.attrs.clone(), vis: item.vis.clone(), sig: item.sig.clone(), body }
    }
}

/// What kind of type an item declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// `struct`
    Struct,
    /// `enum`
    Enum,
    /// `union`
    Union,
}

/// A type declaration up to its name and generics.
#[derive(Clone, Debug)]
pub struct TypeHead {
    /// Attributes, the one that is being read excluded.
    pub attrs: Vec<Attribute>,
    /// Visibility.
    pub vis: Visibility,
    /// Struct, enum or union.
    pub kind: TypeKind,
    /// Name of the type.
    pub ident: Ident,
    /// Its generic parameters; an event or signal has none.
    pub generics: Generics,
}

impl Parse for TypeHead {
    /// Reads a type's head and skips the rest.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let kind = if input.parse::<Option<Token![struct]>>()?.is_some() {
            TypeKind::Struct
        } else if input.parse::<Option<Token![enum]>>()?.is_some() {
            TypeKind::Enum
        } else if input.parse::<Option<Token![union]>>()?.is_some() {
            TypeKind::Union
        } else {
            return Err(input.error("expected a struct or an enum"));
        };
        let head = Self { attrs, vis, kind, ident: input.parse()?, generics: input.parse()? };
        input.parse::<TokenStream>()?;
        Ok(head)
    }
}

impl From<&DeriveInput> for TypeHead {
    fn from(item: &DeriveInput) -> Self {
        Self {
            attrs: item.attrs.clone(),
            vis: item.vis.clone(),
            kind: match item.data {
                syn::Data::Struct(_) => TypeKind::Struct,
                syn::Data::Enum(_) => TypeKind::Enum,
                syn::Data::Union(_) => TypeKind::Union,
            },
            ident: item.ident.clone(),
            generics: item.generics.clone(),
        }
    }
}
