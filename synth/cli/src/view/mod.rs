//! What results look like.

pub(crate) mod execution;
pub(crate) mod history;
pub(crate) mod json;
pub(crate) mod table;
pub(crate) mod time;
pub(crate) mod timeline;
