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
mod subscription;

pub(crate) use client::{client, on_server};
pub(crate) use command::command;
pub(crate) use durable::{task, workflow};
pub(crate) use event::{any_of, event, signal};
pub(crate) use failure::failure;
pub(crate) use middleware::middleware;
pub(crate) use route::route;
pub(crate) use service::service;
pub(crate) use subscription::subscription;
