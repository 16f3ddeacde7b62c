use proc_macro2::TokenStream;
use syn::ext::IdentExt;

use crate::attribute::{Attribute, Derive};
use crate::code;
use crate::error::{Parsed, Sink};
use crate::item::{TypeHead, TypeKind};
use crate::name::check_message_name;
use crate::signature::param_span;
use crate::spanned::Spanned;

/// A type that stands for something on the wire, such as an event. It is written as an attribute, `#[name(..)]`, or as
/// a derive whose helper attribute has the same name; both read alike.
///
/// Implement it for what is read of the type. The analyzer and the macros then take both forms through this trait.
pub trait TypePrimitive: Sized {
    /// Name of the attribute, and of the derive's helper attribute.
    const NAME: &'static str;
    /// The attribute.
    const ATTRIBUTE: Attribute;
    /// The derive.
    const DERIVE: Derive;

    /// Reads `#[name(args)] item`.
    fn parse(args: TokenStream, item: &TypeHead) -> Parsed<Self>;

    /// Reads `#[derive(Name)] #[name(..)] item`; several helper attributes count as one.
    fn parse_derive(item: &TypeHead) -> Parsed<Self> {
        let sink = &mut Sink::default();
        let args = helper_arguments(item, Self::NAME, sink);
        let parsed = Self::parse(args, item);
        let mut errors = Parsed::<()>::new(None, std::mem::take(sink)).errors;
        errors.extend(parsed.errors);
        Parsed { value: parsed.value, errors }
    }
}

/// The wire name of a type: `name = ".."`, else the type's own. Reports what such a type cannot be; `what` is it with its
/// article, `an event`.
pub(crate) fn wire_name(
    name: Option<Spanned<String>>,
    item: &TypeHead,
    what: &str,
    sink: &mut Sink,
) -> Spanned<String> {
    if item.kind == TypeKind::Union {
        sink.error(
            code::WRONG_ITEM,
            item.ident.span(),
            format!("a union cannot be {what}; use a struct or an enum"),
        );
    }
    if let Some(first) = item.generics.params.first() {
        sink.error(
            code::GENERIC,
            param_span(first),
            format!("{what} cannot be generic: it has one fixed name and one fixed type on the wire"),
        );
    }
    let name = name.unwrap_or_else(|| Spanned::new(item.ident.unraw().to_string(), item.ident.span()));
    check_message_name(what, &name.value, name.span, sink);
    name
}

/// The arguments of all `#[name(..)]` helper attributes of a derive, joined with commas.
fn helper_arguments(item: &TypeHead, name: &str, sink: &mut Sink) -> TokenStream {
    let mut all = TokenStream::new();
    for attr in item.attrs.iter().filter(|it| it.path().is_ident(name)) {
        match &attr.meta {
            syn::Meta::List(list) => {
                let tokens = &list.tokens;
                all.extend(quote::quote!(#tokens,));
            }
            syn::Meta::Path(_) => {}
            syn::Meta::NameValue(meta) => sink.help(
                code::SYNTAX,
                meta.eq_token.span,
                format!("`#[{name}]` takes its options in parentheses"),
                format!("write `#[{name}(name = \"..\")]`"),
            ),
        }
    }
    all
}
