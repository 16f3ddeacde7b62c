//! The attribute language seen from outside: what is read, and every error with its code, its token and its text.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod errors;
mod values;
