//! The attribute macros of eventual: parse, check, emit.
