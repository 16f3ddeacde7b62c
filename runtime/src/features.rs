//! What emitted code is wrapped in that only some builds of a service need.

/// Keeps its tokens if this crate is built with feature `client`, so that a service that is not called from Rust
/// does not compile a client.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! if_client {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Drops its tokens: this crate is built without feature `client`.
#[cfg(not(feature = "client"))]
#[doc(hidden)]
#[macro_export]
macro_rules! if_client {
    ($($tokens:tt)*) => {};
}

/// Keeps its tokens: several items under one attribute.
#[doc(hidden)]
#[macro_export]
macro_rules! keep {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Keeps its tokens if this crate is built with feature `lambda`. The macros wrap entry points in it, so that a
/// service built for anything else does not compile them.
#[cfg(feature = "lambda")]
#[doc(hidden)]
#[macro_export]
macro_rules! if_lambda {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Drops its tokens: this crate is built without feature `lambda`.
#[cfg(not(feature = "lambda"))]
#[doc(hidden)]
#[macro_export]
macro_rules! if_lambda {
    ($($tokens:tt)*) => {};
}
