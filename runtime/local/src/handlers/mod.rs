//! The world as handlers see it, and what they leave behind: log lines and what they were seen to do.

mod host;
mod log;

use std::any::Any;

pub(crate) use host::{Seen, View};
pub(crate) use log::Log;

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|it| (*it).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it panicked".to_owned())
}
