//! The one clock of the client: a signature is good for a few minutes around its time.

use std::time::SystemTime;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// Browsers have a clock, but the standard library's panics there.
#[cfg(target_arch = "wasm32")]
pub(crate) fn now() -> SystemTime {
    let seconds = js_sys::Date::now() / 1_000.0;
    // A time that is none makes a signature that is refused as too old, which is the truth.
    SystemTime::UNIX_EPOCH + std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
