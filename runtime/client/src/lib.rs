//! Typed client of a service.
