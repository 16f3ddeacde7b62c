//! The signature of a handler: owned parameter = input, reference parameter = context.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;
use syn::visit::Visit;
use syn::{FnArg, Pat, PatType, ReturnType, Signature, Type};

use crate::code;
use crate::docs::docs;
use crate::error::Sink;
use crate::item::HandlerFn;
use crate::name::check_handler_name;
use crate::spanned::Spanned;

/// What the signature of a handler says.
#[derive(Clone, Debug)]
pub struct HandlerSignature {
    /// Name of the function.
    pub ident: Ident,
    /// Wire name: `name = ".."`, else the function's name without `r#`.
    pub name: Spanned<String>,
    /// Doc comment.
    pub docs: Option<String>,
    /// Parameters in the order in which they are written.
    pub params: Vec<Param>,
    /// Return type; `None` if none is written.
    pub output: Option<Type>,
    /// Whether the last segment of the return type is `Result`.
    pub returns_result: bool,
}

/// A parameter of a handler.
#[derive(Clone, Debug)]
pub struct Param {
    /// Input or context.
    pub kind: ParamKind,
    /// Name, if the pattern is one.
    pub ident: Option<Ident>,
    /// Type; of a context parameter without its `&`.
    pub ty: Type,
    /// The whole type as written (`&` of a context parameter included, as its first token).
    pub span: Span,
}

/// What a parameter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// Owned: (part of) the input on the wire.
    Input,
    /// `&T`: given by middleware or the framework.
    Context,
}

impl HandlerSignature {
    /// The owned parameters.
    pub fn inputs(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().filter(|it| it.kind == ParamKind::Input)
    }

    /// The reference parameters.
    pub fn context(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().filter(|it| it.kind == ParamKind::Context)
    }
}

impl Param {
    /// Name without `r#`; `input` for `_` and for patterns.
    pub fn name(&self) -> String {
        self.ident.as_ref().map_or_else(|| "input".to_owned(), |it| it.unraw().to_string())
    }

    /// The type as written, without unneeded whitespace: `Vec<String>`.
    pub fn type_text(&self) -> String {
        type_text(&self.ty)
    }
}

/// A type as text with the spaces that people write and no others.
pub(crate) fn type_text(ty: &Type) -> String {
    let text = ty.to_token_stream().to_string();
    let mut out = String::with_capacity(text.len());
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        out.push_str(word);
        let Some(next) = words.peek() else { break };
        let apart = match (word.chars().last(), next.chars().next()) {
            (Some(',' | ';' | '+' | '='), _) | (_, Some('+' | '=')) => true,
            (Some(a), Some(b)) => (a.is_alphanumeric() || a == '_') && (b.is_alphanumeric() || b == '_'),
            _ => false,
        };
        if apart || word == "->" || *next == "->" {
            out.push(' ');
        }
    }
    out
}

/// Reads the signature of a handler of `attr` (`#[task]`), reporting all that a handler cannot have.
pub(crate) fn read(
    item: &HandlerFn,
    attr: &str,
    name: Option<Spanned<String>>,
    sink: &mut Sink,
) -> HandlerSignature {
    let sig = &item.sig;
    check_plain(sig, attr, sink);
    let name = name.unwrap_or_else(|| Spanned::new(sig.ident.unraw().to_string(), sig.ident.span()));
    check_handler_name(&name.value, name.span, sink);
    let mut params = Vec::new();
    for arg in &sig.inputs {
        match arg {
            FnArg::Receiver(receiver) => sink.help(
                code::NOT_PLAIN,
                receiver.self_token.span,
                format!("a `{attr}` function cannot have a `self` parameter"),
                "make it a function outside of any `impl`; state comes from context parameters (`&T`)",
            ),
            FnArg::Typed(param) => params.push(read_param(param, attr, sink)),
        }
    }
    let output = match &sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some((**ty).clone()),
    };
    let returns_result = output.as_ref().is_some_and(is_result);
    HandlerSignature {
        ident: sig.ident.clone(),
        name,
        docs: docs(&item.attrs),
        params,
        output,
        returns_result,
    }
}

fn is_result(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|it| it.ident == "Result"),
        Type::Group(group) => is_result(&group.elem),
        Type::Paren(paren) => is_result(&paren.elem),
        _ => false,
    }
}

fn check_plain(sig: &Signature, attr: &str, sink: &mut Sink) {
    if sig.asyncness.is_none() {
        sink.help(
            code::NOT_ASYNC,
            sig.fn_token.span,
            format!("a `{attr}` function must be `async`"),
            "write `async fn`",
        );
    }
    let mut not_plain = |span: Span, word: &str| {
        sink.help(
            code::NOT_PLAIN,
            span,
            format!("a `{attr}` function cannot be `{word}`"),
            format!("leave `{word}` out: the framework calls this function"),
        );
    };
    if let Some(token) = &sig.constness {
        not_plain(token.span, "const");
    }
    if let syn::Safety::Unsafe(token) = &sig.safety {
        not_plain(token.span, "unsafe");
    }
    if let Some(abi) = &sig.abi {
        not_plain(abi.extern_token.span, "extern");
    }
    if let Some(variadic) = &sig.variadic {
        not_plain(variadic.span(), "...");
    }
    if let Some(first) = sig.generics.params.first() {
        sink.error(
            code::GENERIC,
            first.span(),
            format!(
                "a `{attr}` function cannot be generic: it has one fixed name and one fixed type on the wire"
            ),
        );
    } else if let Some(clause) = &sig.generics.where_clause {
        sink.error(
            code::GENERIC,
            clause.where_token.span,
            format!("a `{attr}` function cannot have a `where` clause: it has one fixed type on the wire"),
        );
    }
}

fn read_param(param: &PatType, attr: &str, sink: &mut Sink) -> Param {
    let ident = match &*param.pat {
        Pat::Ident(pat) => Some(pat.ident.clone()),
        _ => None,
    };
    let span = first_token(&*param.ty);
    match &*param.ty {
        Type::Reference(reference) => {
            if let Some(owned) = owned_form(&reference.elem) {
                sink.help(
                    code::CONTEXT,
                    span,
                    format!(
                        "`&{}` is a context parameter, but no context has this type",
                        type_text(&reference.elem)
                    ),
                    format!("an input is owned: write `{owned}`"),
                );
                // It was meant as an input: nothing more to say about contexts.
                return Param { kind: ParamKind::Input, ident, ty: (*param.ty).clone(), span };
            }
            if let Some(token) = &reference.mutability {
                sink.help(
                    code::CONTEXT,
                    token.span,
                    "a context parameter is shared: it cannot be `&mut`",
                    "write `&T`; put a `Mutex` into the type if it must change",
                );
            }
            if let Some(lifetime) = &reference.lifetime {
                sink.help(
                    code::CONTEXT,
                    lifetime.span(),
                    "a context parameter has no lifetime of its own",
                    "write `&T`",
                );
            }
            Param { kind: ParamKind::Context, ident, ty: (*reference.elem).clone(), span }
        }
        ty => {
            check_input(ty, attr, sink);
            Param { kind: ParamKind::Input, ident, ty: ty.clone(), span }
        }
    }
}

/// The name of a generic parameter.
pub(crate) fn param_span(param: &syn::GenericParam) -> Span {
    match param {
        syn::GenericParam::Lifetime(it) => it.lifetime.span(),
        syn::GenericParam::Type(it) => it.ident.span(),
        syn::GenericParam::Const(it) => it.ident.span(),
    }
}

/// The first token: spans of several tokens cannot be joined on stable Rust.
fn first_token(tokens: &impl ToTokens) -> Span {
    tokens.to_token_stream().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}

/// What to write instead of `&str`, `&[T]` and references to primitives.
fn owned_form(ty: &Type) -> Option<String> {
    const PRIMITIVES: [&str; 16] = [
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64",
        "u128", "usize",
    ];
    match ty {
        Type::Slice(slice) => Some(format!("Vec<{}>", type_text(&slice.elem))),
        Type::Path(path) if path.path.is_ident("str") || path.path.is_ident("String") => {
            Some("String".to_owned())
        }
        Type::Path(path) => {
            let name = path.path.get_ident()?.to_string();
            PRIMITIVES.contains(&name.as_str()).then_some(name)
        }
        _ => None,
    }
}

/// Reports what cannot travel: borrowed data, `impl Trait`, `dyn Trait`, functions, raw pointers.
fn check_input(ty: &Type, attr: &str, sink: &mut Sink) {
    struct Check<'a> {
        attr: &'a str,
        sink: &'a mut Sink,
    }
    impl Check<'_> {
        fn borrowed(&mut self, span: Span) {
            self.sink.help(
                code::INPUT_TYPE,
                span,
                format!(
                    "an input of a `{}` function is decoded from the wire, so it cannot borrow",
                    self.attr
                ),
                "use a type that owns its data, like `String`",
            );
        }
        fn nameless(&mut self, span: Span, what: &str) {
            self.sink.help(
                code::INPUT_TYPE,
                span,
                format!(
                    "`{what}` cannot be an input of a `{}` function: it has no form on the wire",
                    self.attr
                ),
                "use a type that is `Serialize` and `Deserialize`",
            );
        }
    }
    impl<'ast> Visit<'ast> for Check<'_> {
        fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
            if lifetime.ident != "static" {
                self.borrowed(lifetime.span());
            }
        }
        fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
            self.borrowed(reference.and_token.span);
        }
        fn visit_type_impl_trait(&mut self, it: &'ast syn::TypeImplTrait) {
            self.nameless(it.impl_token.span, "`impl Trait`");
        }
        fn visit_type_trait_object(&mut self, it: &'ast syn::TypeTraitObject) {
            self.nameless(first_token(it), "`dyn Trait`");
        }
        fn visit_type_ptr(&mut self, it: &'ast syn::TypePtr) {
            self.nameless(it.star_token.span, "a raw pointer");
        }
        fn visit_type_infer(&mut self, it: &'ast syn::TypeInfer) {
            self.nameless(it.underscore_token.span, "`_`");
        }
    }
    Check { attr, sink }.visit_type(ty);
}
