//! What becomes of a panic. Deployed code is compiled with `panic = "abort"`: the process ends right after the
//! panic hook, so the hook is the last chance to tell Lambda which invocation failed and why. With unwinding
//! (tests, local runs) the loop catches the panic and goes on.

use std::any::Any;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::sync::Mutex;

use super::runtime_api::RuntimeApi;
use crate::InvocationError;

/// Request id of the invocation in progress; `None` while the function starts.
static CURRENT: Mutex<Option<String>> = Mutex::new(None);

/// Names the invocation that a panic would end.
pub(super) fn set_current(request_id: &str) {
    if let Ok(mut current) = CURRENT.lock() {
        *current = Some(request_id.to_owned());
    }
}

/// Reports every panic that ends the process to the Runtime API at this address.
pub(super) fn install_hook(address: &str) {
    let address = address.to_owned();
    std::panic::set_hook(Box::new(move |info| {
        let error = InvocationError { error_type: "Panic".to_owned(), message: describe(info) };
        // Lambda's log of the function is its standard error; a closed one is no reason to fail.
        let _ = writeln!(std::io::stderr(), "{error}");
        if cfg!(panic = "abort") {
            report(&address, &error);
        }
    }));
}

/// Ends the invocation in progress, on a connection of its own: the loop's may be in any state.
fn report(address: &str, error: &InvocationError) {
    let current = CURRENT.lock().ok().and_then(|it| it.clone());
    // The process aborts next, whether this reaches Lambda or not.
    let _ = RuntimeApi::new(address).fail(current.as_deref(), error);
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let message = message(info.payload());
    match info.location() {
        Some(location) => format!("{message} ({}:{})", location.file(), location.line()),
        None => message.to_owned(),
    }
}

/// The text that `panic!` was called with.
pub(super) fn message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&'static str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("panicked without a message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::process::tests::FakeRuntimeApi;

    #[test]
    fn a_panic_is_posted_for_the_invocation_in_progress() {
        let fake = FakeRuntimeApi::start(&[]);
        let error = InvocationError { error_type: "Panic".into(), message: "no \"stock\" left".into() };
        set_current("r-7");
        report(&fake.address, &error);
        let posted = fake.requests();
        assert_eq!(posted.len(), 1);
        assert_eq!(posted[0].path, "/2018-06-01/runtime/invocation/r-7/error");
        assert_eq!(posted[0].header("lambda-runtime-function-error-type"), Some("Panic"));
        let body: serde_json::Value = serde_json::from_str(&posted[0].body).unwrap();
        assert_eq!(body["errorMessage"], "no \"stock\" left");
        assert_eq!(body["errorType"], "Panic");
    }

    #[test]
    fn payloads_of_panics_are_read() {
        assert_eq!(message(&"text"), "text");
        assert_eq!(message(&String::from("formatted")), "formatted");
        assert_eq!(message(&7_u8), "panicked without a message");
    }
}
