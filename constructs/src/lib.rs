//! Build the infrastructure of Eventual services, and anything beside them, in Rust.
