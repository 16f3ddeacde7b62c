//! The attribute language seen from outside: what is read, and every error with its code, its token and its text.

mod errors;
mod values;
