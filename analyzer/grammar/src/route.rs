use eventual_analyzer_model::Method;
use proc_macro2::{TokenStream, TokenTree};
use syn::LitStr;

use crate::code;
use crate::command::{MIDDLEWARE, method_named};
use crate::error::{Parsed, Sink};
use crate::function::{self, FunctionOptions, Longest};
use crate::item::HandlerFn;
use crate::middleware::Layer;
use crate::option::{self, Vocabulary};
use crate::path::{self, PathTemplate};
use crate::signature::{self, HandlerSignature};
use crate::spanned::Spanned;

/// `#[get("/..")]`, …, `#[api(GET "/..")]` on a function.
#[derive(Clone, Debug)]
pub struct RouteAttr {
    /// The function.
    pub signature: HandlerSignature,
    /// The method it answers.
    pub method: Spanned<Method>,
    /// The path it answers.
    pub path: Spanned<PathTemplate>,
    /// `middleware = [..]`, outermost first.
    pub middleware: Vec<Layer>,
    /// Settings of the Lambda function.
    pub function: FunctionOptions,
}

const OPTIONS: &[&str] = &["name", "middleware"];

/// Reads `#[get(args)] item` and its sisters.
pub fn parse_route(method: Method, args: TokenStream, item: &HandlerFn) -> Parsed<RouteAttr> {
    let attr = format!("#[{}]", method.as_str().to_lowercase());
    let method = Spanned::new(method, item.sig.ident.span());
    read(&attr, &format!("#[{}(\"/path\")]", method.value.as_str().to_lowercase()), Some(method), args, item)
}

/// Reads `#[api(GET "/path", ..)] item`.
pub fn parse_api(args: TokenStream, item: &HandlerFn) -> Parsed<RouteAttr> {
    let sink = &mut Sink::default();
    let mut tokens = args.into_iter().peekable();
    let method = match tokens.peek() {
        Some(TokenTree::Ident(name)) => {
            let (name, span) = (name.to_string(), name.span());
            tokens.next();
            method_named(&name, span, sink).map(|method| Spanned::new(method, span))
        }
        other => {
            let span = other.map_or_else(|| item.sig.ident.span(), TokenTree::span);
            sink.help(code::SYNTAX, span, "expected a method and a path", "write `#[api(GET \"/path\")]`");
            None
        }
    };
    let mut parsed = read("#[api]", "#[api(GET \"/path\")]", method, tokens.collect(), item);
    let own = Parsed::new(Some(()), std::mem::take(sink));
    parsed.errors.splice(0..0, own.errors);
    parsed
}

fn read(
    attr: &str,
    form: &str,
    method: Option<Spanned<Method>>,
    args: TokenStream,
    item: &HandlerFn,
) -> Parsed<RouteAttr> {
    let sink = &mut Sink::default();
    let mut tokens = args.into_iter().peekable();
    let path = match tokens.peek() {
        Some(TokenTree::Literal(_) | TokenTree::Group(_)) => {
            let token: TokenStream = tokens.next().into_iter().collect();
            read_path(token, form, sink)
        }
        other => {
            let span = other.map_or_else(|| item.sig.ident.span(), TokenTree::span);
            sink.help(code::SYNTAX, span, format!("`{attr}` needs a path"), format!("write `{form}`"));
            None
        }
    };
    if let Some(next) = tokens.peek()
        && path.is_some()
    {
        match next {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                tokens.next();
            }
            other => sink.error(code::SYNTAX, other.span(), "expected `,` after the path"),
        }
    }
    let (mut name, mut middleware, mut function) = (None, Vec::new(), FunctionOptions::default());
    let vocabulary = Vocabulary { owner: attr, names: &[OPTIONS, function::OPTIONS] };
    for option in option::read(tokens.collect(), vocabulary, sink) {
        match option.key.as_str() {
            "name" => name = option.string("\"health\"", sink),
            "middleware" => middleware = option.layers(MIDDLEWARE, sink),
            _ => function.read(&option, Longest::Api, sink),
        }
    }
    let signature = signature::read(item, attr, name, sink);
    for extra in signature.inputs().skip(1) {
        sink.help(
            code::PARAMETERS,
            extra.span,
            format!("a `{attr}` function takes one owned parameter, the request"),
            "for typed inputs write a `#[command(method = .., path = ..)]`",
        );
    }
    let value = match (method, path) {
        (Some(method), Some(path)) => Some(RouteAttr { signature, method, path, middleware, function }),
        _ => None,
    };
    Parsed::new(value, std::mem::take(sink))
}

fn read_path(token: TokenStream, form: &str, sink: &mut Sink) -> Option<Spanned<PathTemplate>> {
    let span = option::first_span(&token);
    match syn::parse2::<LitStr>(token) {
        Ok(text) => path::read(&Spanned::new(text.value(), text.span()), sink),
        Err(error) => {
            let span = span.unwrap_or_else(|| error.span());
            sink.help(code::WRONG_VALUE, span, "the path is a string literal", format!("write `{form}`"));
            None
        }
    }
}
