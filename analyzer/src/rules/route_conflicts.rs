//! EV0303: two handlers answer the same requests.

use std::collections::BTreeMap;

use eventual_analyzer_grammar::{HandlerAttr, PathTemplate};
use eventual_analyzer_model::Method;

use crate::declare::{Declared, Handler};
use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::syntax::Place;

/// A handler's REST route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route<'a> {
    pub(super) method: Method,
    pub(super) path: &'a PathTemplate,
    pub(super) span: proc_macro2::Span,
    pub(super) handler: &'a Handler,
}

impl Route<'_> {
    pub(super) fn place(&self) -> Place {
        Place::of(self.handler.file, self.span)
    }
}

/// The routes of all handlers that have one.
pub(super) fn routes(declared: &Declared) -> impl Iterator<Item = Route<'_>> {
    declared.handlers.iter().filter_map(|handler| {
        let (method, path) = match &handler.attr {
            HandlerAttr::Command(it) => {
                (it.method.as_ref().map_or(Method::Post, |it| it.value), it.path.as_ref()?)
            }
            HandlerAttr::Route(it) => (it.method.value, &it.path),
            _ => return None,
        };
        Some(Route { method, path: &path.value, span: path.span, handler })
    })
}

pub(crate) fn check(declared: &Declared, reports: &mut Vec<Report>) {
    let mut first: BTreeMap<(Method, String), Route<'_>> = BTreeMap::new();
    for route in routes(declared) {
        let shape = route.path.shape();
        match first.get(&(route.method, shape.clone())) {
            Some(before) if before.handler.conditional && route.handler.conditional => {}
            Some(before) => {
                let label =
                    if before.path == route.path { "same route again" } else { "same method and shape" };
                reports.push(
                    Report::error(
                        code::ROUTE_CONFLICT,
                        format!("two handlers answer `{} {shape}`", route.method.as_str()),
                    )
                    .at_with(route.place(), label)
                    .also(before.place(), "first declared here")
                    .help("change the method or the path of one of them"),
                );
            }
            None => {
                first.insert((route.method, shape), route);
            }
        }
    }
}
