//! Handler traits, contexts, errors, middleware: what macros emit and hosts drive.
