//! The code that stands for an item: one file per attribute. Everything emitted goes through
//! `::eventual::__private`, so that users need no import.

mod client;
mod command;
mod durable;
mod event;
mod failure;
mod handler;
mod middleware;
mod route;
mod service;
mod signal;
mod subscription;

pub(crate) use client::{client, on_server};
pub(crate) use command::command;
pub(crate) use durable::{task, workflow};
pub(crate) use event::any_of;
pub(crate) use failure::failure;
pub(crate) use middleware::middleware;
pub(crate) use route::route;
pub(crate) use service::service;
pub(crate) use subscription::subscription;

use eventual_analyzer_grammar::{EventAttr, SignalAttr, TypePrimitive};
use proc_macro2::TokenStream;

use crate::krate::Krate;

/// A type primitive with the code that stands for it.
pub(crate) trait Emit: TypePrimitive {
    /// The impls of the type.
    fn emit(&self, krate: &Krate) -> TokenStream;
}

impl Emit for EventAttr {
    fn emit(&self, krate: &Krate) -> TokenStream {
        event::event(krate, self)
    }
}

impl Emit for SignalAttr {
    fn emit(&self, krate: &Krate) -> TokenStream {
        signal::signal(krate, self)
    }
}
