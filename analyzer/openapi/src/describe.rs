//! The description types, one file per kind of thing described.

pub(crate) mod command;
pub(crate) mod event;
pub(crate) mod route;
pub(crate) mod service;
