//! Log lines of services: `eventual::info!`, `warn!`, `error!`.

/// Logs a line, as `println!` takes it: one JSON object on stderr, which CloudWatch Logs reads as fields.
///
/// In a workflow the line carries the execution, and appears when its step is run: not again on each replay, as lines of
/// `println!` do. If the process dies before the step is written, the step, and the line with it, is run again.
#[macro_export]
macro_rules! info {
    ($($text:tt)+) => { $crate::__private::log($crate::__private::Level::Info, ::core::format_args!($($text)+)) };
}

/// Logs what needs attention; otherwise as [`info!`](crate::info).
#[macro_export]
macro_rules! warn {
    ($($text:tt)+) => { $crate::__private::log($crate::__private::Level::Warn, ::core::format_args!($($text)+)) };
}

/// Logs that something failed; otherwise as [`info!`](crate::info).
#[macro_export]
macro_rules! error {
    ($($text:tt)+) => { $crate::__private::log($crate::__private::Level::Error, ::core::format_args!($($text)+)) };
}
