//! Code of workflows: it runs again from the start after each event, so it must do the same each time.
use crate::declare::{Context, Declared};
use crate::diagnostic::Report;
pub(crate) fn check(_: &Context<'_>, _: &Declared, _: &mut Vec<Report>) {}
