//! One rule, one file: what it finds and how it says so. The page that explains it at length is
//! `explain/<code>.md`; its examples are in `spec/`.

mod duplicate_names;
mod event_filter;
mod nested_handler;
mod no_handlers;
mod one_service;
mod path_variables;
mod route_conflicts;
mod similar_names;
pub(crate) mod subscription_events;
mod two_attributes;
mod unresolved_attribute;

use crate::declare::{Context, Declared};
use crate::diagnostic::Report;

/// All rules on the whole of what is declared.
pub(crate) fn check(context: &Context<'_>, declared: &Declared, reports: &mut Vec<Report>) {
    unresolved_attribute::check(context, declared, reports);
    two_attributes::check(declared, reports);
    nested_handler::check(context, reports);
    one_service::check(context, declared, reports);
    duplicate_names::check(declared, reports);
    similar_names::check(declared, reports);
    route_conflicts::check(declared, reports);
    path_variables::check(declared, reports);
    event_filter::check(declared, reports);
    no_handlers::check(declared, reports);
}
