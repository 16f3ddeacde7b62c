use std::ops::Range;
use std::rc::Rc;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

use eventual_analyzer_grammar::{Attribute, HandlerFn, TypeHead};

use crate::syntax::attr::{Attr, NamePath};
use crate::syntax::import::Import;

/// An item of a module.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) attrs: Vec<Attr>,
    pub(crate) kind: ItemKind,
}

/// What an item is, as far as anybody asks.
#[derive(Clone, Debug)]
pub(crate) enum ItemKind {
    Fn(FnItem),
    /// `mod name { .. }` or `mod name;`
    Mod {
        name: Ident,
        content: Option<Group>,
    },
    Use(Vec<Import>),
    Type(TypeItem),
    /// `path!(..)` where an item can stand.
    Macro {
        path: NamePath,
        body: Group,
    },
    /// `impl Type { .. }` or `trait .. { .. }`.
    Block {
        /// Last word of the type that an `impl` is for.
        of: Option<String>,
        body: Group,
    },
    /// `type Name = ..;`
    Alias(Ident),
    /// Everything else.
    Other,
}

/// Some tokens of a module, copied only when asked for.
#[derive(Clone, Debug)]
pub(crate) struct Slice {
    pub(crate) all: Rc<[TokenTree]>,
    pub(crate) range: Range<usize>,
}

impl Slice {
    pub(crate) fn to_stream(&self) -> TokenStream {
        self.all.get(self.range.clone()).unwrap_or_default().iter().cloned().collect()
    }
}

/// A function, its body apart.
#[derive(Clone, Debug)]
pub(crate) struct FnItem {
    pub(crate) name: Ident,
    /// Visibility and signature.
    pub(crate) head: Slice,
    /// `{ .. }`
    pub(crate) body: Group,
}

/// A struct, enum or union.
#[derive(Clone, Debug)]
pub(crate) struct TypeItem {
    pub(crate) name: Ident,
    /// The whole item without its attributes.
    pub(crate) tokens: Slice,
}

impl Item {
    /// The attributes that the grammar looks at: doc comments and the helper attributes of derives.
    fn attrs_for_grammar(&self) -> TokenStream {
        self.attrs.iter().filter(|it| is_for_grammar(it)).flat_map(|it| it.tokens.clone()).collect()
    }
}

/// Whether the grammar looks at an attribute: doc comments and those of types.
fn is_for_grammar(attr: &Attr) -> bool {
    attr.path.is("doc") || Attribute::of_types().iter().any(|name| attr.path.is(name))
}

impl FnItem {
    /// The function for the grammar: doc comments, signature, and an empty body.
    pub(crate) fn to_handler(&self, item: &Item) -> syn::Result<HandlerFn> {
        let mut body = Group::new(self.body.delimiter(), TokenStream::new());
        body.set_span(self.body.span());
        let mut tokens = item.attrs_for_grammar();
        tokens.extend(self.head.to_stream());
        tokens.extend([TokenTree::Group(body)]);
        syn::parse2(tokens)
    }
}

impl TypeItem {
    /// The type for the grammar: doc comments, helper attributes, name and generics.
    pub(crate) fn to_head(&self, item: &Item, skip: Option<&str>) -> syn::Result<TypeHead> {
        let mut attrs = TokenStream::new();
        for attr in &item.attrs {
            if is_for_grammar(attr) && skip.is_none_or(|name| attr.path.last() != name) {
                attrs.extend(attr.tokens.clone());
            }
        }
        attrs.extend(self.tokens.to_stream());
        syn::parse2(attrs)
    }
}
