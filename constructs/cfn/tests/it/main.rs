//! What generated resources put into a template. That a required property cannot be left out is what the compiler says.

mod resources;
mod values;
