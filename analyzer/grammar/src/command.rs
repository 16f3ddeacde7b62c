use eventual_analyzer_model::{Location, Method};
use proc_macro2::{Span, TokenStream};
use syn::Type;

use crate::code;
use crate::error::{Parsed, Sink};
use crate::field::{self, FieldOption};
use crate::function::{self, FunctionOptions, Longest};
use crate::item::HandlerFn;
use crate::middleware::Layer;
use crate::option::{self, Opt, Vocabulary};
use crate::path::{self, PathTemplate};
use crate::signature::{self, HandlerSignature};
use crate::spanned::Spanned;
use eventual_analyzer_model::closest;

/// `#[command(..)]` on a function.
#[derive(Clone, Debug)]
pub struct CommandAttr {
    /// The function.
    pub signature: HandlerSignature,
    /// `method = ".."`
    pub method: Option<Spanned<Method>>,
    /// `path = ".."`
    pub path: Option<Spanned<PathTemplate>>,
    /// `fields(..)`: where fields of the input come from on the REST route.
    pub fields: Vec<FieldOption>,
    /// `summary = ".."`
    pub summary: Option<Spanned<String>>,
    /// `description = ".."`
    pub description: Option<Spanned<String>>,
    /// `tags = [..]`
    pub tags: Vec<Spanned<String>>,
    /// `middleware = [..]`, outermost first.
    pub middleware: Vec<Layer>,
    /// Settings of the Lambda function.
    pub function: FunctionOptions,
}

impl CommandAttr {
    /// Whether the wire value is an object with one field per owned parameter; otherwise it is the value of the
    /// one owned parameter (or nothing). One parameter is a field if the path or `fields(..)` names it.
    pub fn input_is_object(&self) -> bool {
        let inputs: Vec<String> = self.signature.inputs().map(signature::Param::name).collect();
        let in_path =
            |name: &str| self.path.as_ref().is_some_and(|it| it.value.parameters().any(|p| p == name));
        let is_mapped = |name: &str| self.fields.iter().any(|it| it.key.name() == name);
        inputs.len() > 1 || inputs.iter().any(|name| in_path(name) || is_mapped(name))
    }

    /// Method of the REST route: `POST` unless written.
    pub fn route_method(&self) -> Method {
        self.method.as_ref().map_or(Method::Post, |it| it.value)
    }

    /// The field that `fields(..)` fills from this parameter of the path; without it the field of the same name.
    pub fn field_of_path(&self, parameter: &str) -> Option<&FieldOption> {
        self.fields.iter().find(|it| it.location == Location::Path && it.wire_name.value == parameter)
    }
}

const ATTR: &str = "#[command]";
const OPTIONS: &[&str] =
    &["name", "method", "path", "fields", "summary", "description", "tags", "middleware"];
pub(crate) const MIDDLEWARE: &str = "a list of functions, like `middleware = [cors, auth::authorized]`";

/// Reads `#[command(args)] item`.
pub fn parse_command(args: TokenStream, item: &HandlerFn) -> Parsed<CommandAttr> {
    let sink = &mut Sink::default();
    let mut name = None;
    let (mut method, mut path, mut summary, mut description) = (None, None, None, None);
    let (mut tags, mut middleware, mut function) = (Vec::new(), Vec::new(), FunctionOptions::default());
    let mut method_written = false;
    let (mut path_written, mut fields, mut fields_span) = (false, Vec::new(), None);
    for option in option::read(args, Vocabulary { owner: ATTR, names: &[OPTIONS, function::OPTIONS] }, sink) {
        match option.key.as_str() {
            "name" => name = option.string("\"create_order\"", sink),
            "method" => {
                method_written = true;
                method = read_method(&option, sink);
            }
            "path" => {
                path_written = true;
                path = option.string("\"/orders/{id}\"", sink).and_then(|text| path::read(&text, sink));
            }
            "fields" => {
                fields_span = Some(option.span);
                fields = field::read(&option, sink);
            }
            "summary" => summary = option.string("\"Places an order\"", sink),
            "description" => description = option.string("\"..\"", sink),
            "tags" => tags = option.strings(sink),
            "middleware" => middleware = option.layers(MIDDLEWARE, sink),
            _ => function.read(&option, Longest::Api, sink),
        }
    }
    if let Some(method) = &method
        && !path_written
    {
        sink.help(
            code::OPTION_CONFLICT,
            method.span,
            "`method` says nothing without `path`",
            "give the route a `path`, or leave `method` out: every command answers at `POST /rpc/<name>`",
        );
    }
    if let Some(span) = fields_span
        && !path_written
    {
        sink.help(
            code::OPTION_CONFLICT,
            span,
            "`fields` says nothing without `path`",
            "give the route a `path`; at `POST /rpc/<name>` the body is the input as it is",
        );
    }
    let signature = signature::read(item, ATTR, name, sink);
    let mut command =
        CommandAttr { signature, method, path, fields, summary, description, tags, middleware, function };
    check_parameters(&command, sink);
    if method_written && command.method.is_none() {
        // The route is not known: that it is another's by default would be a second, false error.
        command.path = None;
    }
    Parsed::new(Some(command), std::mem::take(sink))
}

fn read_method(option: &Opt, sink: &mut Sink) -> Option<Spanned<Method>> {
    let text = option.string("\"GET\"", sink)?;
    method_named(&text.value, text.span, sink).map(|method| Spanned::new(method, text.span))
}

/// The method of this name.
pub(crate) fn method_named(name: &str, span: Span, sink: &mut Sink) -> Option<Method> {
    let method = Method::parse(name);
    if method.is_none() {
        let names = Method::ALL.map(Method::as_str);
        let meant = closest(name, names).map(|it| format!(" (did you mean `{it}`?)")).unwrap_or_default();
        sink.error(
            code::WRONG_VALUE,
            span,
            format!("`{}` is not a method{meant}; expected one of {}", name.escape_debug(), names.join(", ")),
        );
    }
    method
}

/// Inputs need names when they become fields, and the path's parameters must be among them.
fn check_parameters(command: &CommandAttr, sink: &mut Sink) {
    let inputs: Vec<_> = command.signature.inputs().collect();
    if inputs.len() > 1 {
        for input in inputs.iter().filter(|it| it.ident.is_none()) {
            sink.help(
                code::PARAMETERS,
                input.span,
                "each of several inputs is a field on the wire, so it needs a plain name",
                "write `name: Type`",
            );
        }
    }
    let Some(path) = &command.path else { return };
    let names: Vec<String> = inputs.iter().map(|it| it.name()).collect();
    // One input that is not named in the path may be a struct with the parameters as fields: the macro lets
    // rustc check that. A primitive cannot.
    let may_be_struct = inputs.len() == 1 && !command.input_is_object() && !is_primitive(&inputs[0].ty);
    field::check(command, &path.value, if may_be_struct { None } else { Some(&names) }, sink);
    for parameter in path.value.parameters() {
        if command.field_of_path(parameter).is_some() {
            continue;
        }
        if let Some(elsewhere) = command.fields.iter().find(|it| it.key.name() == parameter) {
            // Filled from another parameter of the path: that one is looked at by itself.
            if elsewhere.location == Location::Path {
                continue;
            }
            sink.help(
                code::PATH_PARAMETER,
                path.span,
                format!(
                    "the path has `{{{parameter}}}`, but `{parameter}` comes from the {}",
                    elsewhere.location.as_str()
                ),
                format!("leave `{{{parameter}}}` out of the path, or `{parameter}` out of `fields(..)`"),
            );
            continue;
        }
        if may_be_struct || names.iter().any(|name| name == parameter) {
            continue;
        }
        let help = match closest(parameter, names.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{{{meant}}}`?"),
            None => format!("add a parameter `{parameter}: String`, or a struct with a field `{parameter}`"),
        };
        sink.help(
            code::PATH_PARAMETER,
            path.span,
            format!("the path has `{{{parameter}}}`, but the function has no parameter `{parameter}`"),
            help,
        );
    }
}

fn is_primitive(ty: &Type) -> bool {
    const NAMES: [&str; 18] = [
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64",
        "u128", "usize", "String", "Vec",
    ];
    match ty {
        Type::Path(path) => {
            path.path.segments.last().is_some_and(|it| NAMES.iter().any(|name| it.ident == name))
        }
        Type::Tuple(_) | Type::Array(_) => true,
        _ => false,
    }
}
