//! Pass one: what is declared. One file for each kind of declaration; the order of files and items does not matter
//! to any of them.

mod any_of;
mod attribute;
mod handler;
mod message;
mod service;

use eventual_analyzer_grammar::{EventAttr, GrammarError, HandlerAttr, SignalAttr};
use eventual_analyzer_model as model;
use eventual_analyzer_model::HandlerKind;

pub(crate) use attribute::framework_attribute;

use crate::diagnostic::{Report, code};
use crate::module::{Entry, Module, ModuleId, Tree};
use crate::package::Manifest;
use crate::resolve::Resolver;
use crate::syntax::{FileId, Files, ItemKind, NamePath, Place};

/// Everything that is declared.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    pub(crate) services: Vec<Service>,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) events: Vec<Message<model::Event>>,
    pub(crate) signals: Vec<Message<model::Signal>>,
    pub(crate) any_ofs: Vec<AnyOf>,
    /// Second attributes of functions: where the first one is, and the other.
    pub(crate) doubled: Vec<(Place, Place)>,
    /// Attributes that are of `eventual` by their name alone.
    pub(crate) guessed: Vec<(Place, NamePath)>,
}

/// `service!(..)`
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) name: String,
    pub(crate) type_name: String,
    pub(crate) docs: Option<String>,
    /// Where the name of the type is written.
    pub(crate) place: Place,
    pub(crate) at_root: bool,
    pub(crate) conditional: bool,
}

/// A function with an `eventual` attribute.
#[derive(Debug)]
pub(crate) struct Handler {
    pub(crate) module: ModuleId,
    /// Index of the item in its module.
    pub(crate) item: usize,
    pub(crate) kind: HandlerKind,
    pub(crate) attr: HandlerAttr,
    pub(crate) name: String,
    /// Where the wire name is written.
    pub(crate) name_place: Place,
    /// Where the function's name is written.
    pub(crate) place: Place,
    pub(crate) file: FileId,
    pub(crate) conditional: bool,
}

/// An event or a signal.
#[derive(Debug)]
pub(crate) struct Message<T> {
    pub(crate) module: ModuleId,
    pub(crate) item: usize,
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) conditional: bool,
    pub(crate) model: T,
}

/// An enum that stands for several events.
#[derive(Debug)]
pub(crate) struct AnyOf {
    pub(crate) module: ModuleId,
    pub(crate) item: usize,
    /// Name of each variant's event type, and where it is written.
    pub(crate) events: Vec<(NamePath, Place)>,
}

/// What a pass works with.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) files: &'a Files,
    pub(crate) manifest: &'a Manifest,
    pub(crate) resolver: &'a Resolver<'a>,
}

/// An item on its way through the parsers of declarations.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ItemCursor<'a> {
    pub(crate) id: ModuleId,
    pub(crate) module: &'a Module,
    pub(crate) index: usize,
    pub(crate) entry: &'a Entry,
}

/// Reads all declarations.
pub(crate) fn declare(context: &Context<'_>, reports: &mut Vec<Report>) -> Declared {
    let mut declared = Declared::default();
    for (id, module) in context.tree.iter() {
        for (index, entry) in module.items.iter().enumerate() {
            let here = ItemCursor { id, module, index, entry };
            match &entry.item.kind {
                ItemKind::Fn(item) => {
                    handler::read(context, here, item, &mut declared, reports);
                }
                ItemKind::Type(item) => {
                    message::read::<EventAttr>(context, here, item, &mut declared, reports);
                    message::read::<SignalAttr>(context, here, item, &mut declared, reports);
                    any_of::read(context, here, item, &mut declared, reports);
                    attribute::check_type(context, here, item, reports);
                }
                ItemKind::Macro { path, body } => {
                    service::read(context, here, path, body, &mut declared, reports);
                }
                _ => {}
            }
        }
    }
    declared
}

/// Hands the errors of the grammar on; one without a token of its own points at `fallback`.
pub(crate) fn hand_on(errors: Vec<GrammarError>, file: FileId, fallback: &Place, reports: &mut Vec<Report>) {
    for error in errors {
        let place = Place::of(file, error.span);
        let place = if place.range.is_empty() { fallback.clone() } else { place };
        let mut report = Report::error(error.code, error.message).at(place);
        report.help = error.help;
        reports.push(report);
    }
}

/// An item with an `eventual` attribute whose head does not parse.
pub(crate) fn hand_on_syntax(error: &syn::Error, file: FileId, fallback: &Place, reports: &mut Vec<Report>) {
    let place = Place::of(file, error.span());
    let place = if place.range.is_empty() { fallback.clone() } else { place };
    reports.push(Report::error(code::SYNTAX, error.to_string()).at(place));
}
