//! `fields(trace = header("x-trace-id"), page = query)`: where fields of a command's input come from.

use eventual_analyzer_model::{FieldMapping, Location, Method, closest};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::{Lit, LitStr};

use crate::code;
use crate::command::CommandAttr;
use crate::error::Sink;
use crate::option::{Opt, first_span, split};
use crate::path::PathTemplate;
use crate::spanned::Spanned;

/// One entry of `fields(..)`.
#[derive(Clone, Debug)]
pub struct FieldOption {
    /// The field.
    pub key: FieldKey,
    /// Part of the request that holds it.
    pub location: Location,
    /// Where the part is written.
    pub location_span: Span,
    /// Its name there: the field's own unless written; in a header with `-` for `_`.
    pub wire_name: Spanned<String>,
}

/// How a field is named.
#[derive(Clone, Debug)]
pub enum FieldKey {
    /// As in Rust: rustc checks that it exists.
    Ident(Ident),
    /// As serde names it, in quotes: for renamed fields. Checked against the schema when the service is described.
    Text(LitStr),
}

impl FieldKey {
    /// Name of the field of the input object.
    pub fn name(&self) -> String {
        match self {
            Self::Ident(ident) => ident.unraw().to_string(),
            Self::Text(text) => text.value(),
        }
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            Self::Ident(ident) => ident.span(),
            Self::Text(text) => text.span(),
        }
    }
}

impl FieldOption {
    /// The mapping without its spans.
    pub fn to_model(&self) -> FieldMapping {
        FieldMapping {
            field: self.key.name(),
            location: self.location,
            wire_name: self.wire_name.value.clone(),
        }
    }

    /// Whether another entry reads the same part of the request.
    fn is_same_place(&self, location: Location, wire_name: &str) -> bool {
        self.location == location
            && match location {
                Location::Header => self.wire_name.value.eq_ignore_ascii_case(wire_name),
                _ => self.wire_name.value == wire_name,
            }
    }
}

const EXAMPLE: &str = "fields(trace = header(\"x-trace-id\"), page = query)";
/// Headers that OpenAPI 3 does not let an operation declare.
const FOREIGN_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// Reads what stands in the parentheses.
pub(crate) fn read(option: &Opt, sink: &mut Sink) -> Vec<FieldOption> {
    let mut fields: Vec<FieldOption> = Vec::new();
    for part in option.nested(EXAMPLE, sink).map(split).unwrap_or_default() {
        let Some(field) = read_one(part, sink) else { continue };
        let name = field.key.name();
        if fields.iter().any(|before| before.key.name() == name) {
            let message = format!("the field `{name}` is given twice");
            sink.help(code::OPTION_CONFLICT, field.key.span(), message, "keep one of the two");
        } else if let Some(before) =
            fields.iter().find(|it| it.is_same_place(field.location, &field.wire_name.value))
        {
            let place = field.location.as_str();
            sink.help(
                code::OPTION_CONFLICT,
                field.wire_name.span,
                format!(
                    "`{}` and `{name}` both come from the {place} `{}`",
                    before.key.name(),
                    field.wire_name.value
                ),
                format!("give one of them another name: `{name} = {place}(\"..\")`"),
            );
        } else {
            fields.push(field);
        }
    }
    fields
}

fn read_one(part: Vec<TokenTree>, sink: &mut Sink) -> Option<FieldOption> {
    let mut tokens = part.into_iter();
    let first = tokens.next()?;
    let key = match &first {
        TokenTree::Ident(ident) => Some(FieldKey::Ident(ident.clone())),
        TokenTree::Literal(literal) => match Lit::new(literal.clone()) {
            Lit::Str(text) => Some(FieldKey::Text(text)),
            _ => None,
        },
        _ => None,
    };
    let Some(key) = key else {
        let message = format!("expected a field and where it comes from, like `{EXAMPLE}`");
        sink.error(code::SYNTAX, first.span(), message);
        return None;
    };
    let name = key.name();
    match tokens.next() {
        Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => {}
        other => {
            let span = other.map_or(key.span(), |it| it.span());
            let message = format!("expected `=` and where `{name}` comes from, like `{name} = query`");
            sink.error(code::SYNTAX, span, message);
            return None;
        }
    }
    let Some(place) = tokens.next() else {
        let message = format!("expected where `{name}` comes from, like `{name} = query`");
        sink.error(code::SYNTAX, key.span(), message);
        return None;
    };
    let location = read_location(&place, &name, sink)?;
    let written = match tokens.next() {
        None => None,
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            Some(read_name(group.stream(), group.span_open(), location, &name, sink)?)
        }
        Some(other) => {
            let message = format!("expected `,` or `(\"..\")` after `{}`", location.as_str());
            sink.error(code::SYNTAX, other.span(), message);
            return None;
        }
    };
    if let Some(extra) = tokens.next() {
        let message = format!("expected `,` after `{}(..)`", location.as_str());
        sink.error(code::SYNTAX, extra.span(), message);
        return None;
    }
    let wire_name = written.unwrap_or_else(|| {
        let own = if location == Location::Header { name.replace('_', "-") } else { name };
        Spanned::new(own, place.span())
    });
    check_name(location, &wire_name, sink).then(|| FieldOption {
        key,
        location,
        location_span: place.span(),
        wire_name,
    })
}

fn read_location(place: &TokenTree, field: &str, sink: &mut Sink) -> Option<Location> {
    let names = Location::ALL.map(Location::as_str);
    let TokenTree::Ident(word) = place else {
        let message = format!("expected where `{field}` comes from: {}", names.join(", "));
        sink.error(code::WRONG_VALUE, place.span(), message);
        return None;
    };
    let word = word.to_string();
    let location = Location::parse(&word);
    if location.is_none() {
        let meant = closest(&word, names).map(|it| format!(" (did you mean `{it}`?)")).unwrap_or_default();
        let message = format!("`{word}` is not a request part{meant}; expected one of {}", names.join(", "));
        sink.error(code::WRONG_VALUE, place.span(), message);
    }
    location
}

fn read_name(
    tokens: TokenStream,
    open: Span,
    location: Location,
    field: &str,
    sink: &mut Sink,
) -> Option<Spanned<String>> {
    let span = first_span(&tokens).unwrap_or(open);
    match syn::parse2::<LitStr>(tokens) {
        Ok(text) => Some(Spanned::new(text.value(), text.span())),
        Err(_) => {
            let place = location.as_str();
            let message = format!(
                "`{place}(..)` takes the name of `{field}` there, a string literal, like `{place}(\"{field}\")`"
            );
            sink.error(code::WRONG_VALUE, span, message);
            None
        }
    }
}

/// Whether a part of a request can have this name. Of query parameters and headers API Gateway takes letters,
/// digits, `.`, `_`, `$` and `-` (pattern of `method.request.*.name` in its `PutMethod`).
fn check_name(location: Location, name: &Spanned<String>, sink: &mut Sink) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '$' | '-');
    let is_parameter = matches!(location, Location::Query | Location::Header);
    let what = location.as_str();
    if name.value.is_empty() {
        sink.error(code::NAME, name.span, format!("the name in the {what} cannot be empty"));
        false
    } else if is_parameter && !name.value.chars().all(allowed) {
        let shown = name.value.escape_debug();
        let message = format!("`{shown}` cannot be a name in the {what}");
        sink.help(code::NAME, name.span, message, "API Gateway takes letters, digits, `.`, `_`, `$` and `-`");
        false
    } else if location == Location::Header
        && FOREIGN_HEADERS.iter().any(|it| name.value.eq_ignore_ascii_case(it))
    {
        sink.help(
            code::RESERVED,
            name.span,
            format!("the header `{}` cannot be a field: OpenAPI gives it a meaning of its own", name.value),
            "read it in a middleware, which can provide what it finds as context",
        );
        false
    } else {
        true
    }
}

/// Checks the mappings against the path, the method, and the names of the parameters if the input is an object of
/// them; `parameters` is `None` for a struct, whose fields only the compiler knows.
pub(crate) fn check(
    command: &CommandAttr,
    path: &PathTemplate,
    parameters: Option<&[String]>,
    sink: &mut Sink,
) {
    let method = command.route_method();
    for field in &command.fields {
        let name = field.key.name();
        if let Some(names) = parameters
            && !names.contains(&name)
        {
            let help = match closest(&name, names.iter().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None if names.is_empty() => "the function takes no input".to_owned(),
                None => format!("the inputs are: {}", names.join(", ")),
            };
            let message = format!("the function has no parameter `{name}`");
            sink.help(code::FIELD, field.key.span(), message, help);
            continue;
        }
        if field.location == Location::Path {
            let in_path: Vec<&str> = path.parameters().collect();
            let wanted = &field.wire_name.value;
            if !in_path.contains(&wanted.as_str()) {
                let help = match closest(wanted, in_path.iter().copied()) {
                    Some(meant) => format!("did you mean `path(\"{meant}\")`?"),
                    None => format!("write `{{{wanted}}}` into the path where it stands"),
                };
                let message = format!("the path `{path}` has no parameter `{{{wanted}}}`");
                sink.help(code::FIELD, field.wire_name.span, message, help);
            }
        }
        if field.location == Location::Body && matches!(method, Method::Get | Method::Head) {
            let message =
                format!("`{name}` cannot come from the body: a {} request has none", method.as_str());
            sink.help(code::FIELD, field.location_span, message, "take it from the query or a header");
        }
    }
    check_defaults(command, path, parameters.unwrap_or_default(), method, sink);
}

/// A field that stays where it is by default must not lose its name to one that is mapped there.
fn check_defaults(
    command: &CommandAttr,
    path: &PathTemplate,
    parameters: &[String],
    method: Method,
    sink: &mut Sink,
) {
    for name in parameters.iter().filter(|name| command.fields.iter().all(|it| it.key.name() != **name)) {
        let place = if path.parameters().any(|it| it == name) {
            Location::Path
        } else if matches!(method, Method::Get | Method::Delete | Method::Head) {
            Location::Query
        } else {
            Location::Body
        };
        if let Some(field) = command.fields.iter().find(|it| it.is_same_place(place, name)) {
            let (taker, place) = (field.key.name(), place.as_str());
            sink.help(
                code::OPTION_CONFLICT,
                field.wire_name.span,
                format!("`{taker}` takes the name `{name}` in the {place} from the parameter `{name}`"),
                format!("say where `{name}` comes from, too: `{name} = {place}(\"..\")`"),
            );
        }
    }
}
