//! From the source of a service crate to its ServiceModel, with diagnostics.
