//! The code that stands for an item: one file per attribute. Everything emitted goes through
//! `::eventual::__private`, so that users need no import.

mod command;
mod handler;
mod route;
mod service;

pub(crate) use command::command;
pub(crate) use route::route;
pub(crate) use service::service;
