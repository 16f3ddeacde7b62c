//! Promises and house rules.

mod tidy;
