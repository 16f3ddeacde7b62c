use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// One call of the function, as the Runtime API delivers it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invocation {
    /// The event, JSON text as received.
    pub payload: Vec<u8>,
    /// Request id (`Lambda-Runtime-Aws-Request-Id`); the same again when Lambda retries an asynchronous call.
    pub request_id: String,
    /// When Lambda ends the call, in milliseconds since the Unix epoch; 0 if it was not told.
    pub deadline_ms: u64,
    /// ARN under which the function was called, with the alias or version of the call.
    pub function_arn: String,
    /// X-Ray trace header of the call.
    pub trace_id: Option<String>,
}

/// A failed call. Lambda shows both fields to the caller, and retries or dead-letters an asynchronous call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvocationError {
    /// Name of the kind of failure, such as `HandlerFailed`; metrics are filtered by it.
    pub error_type: String,
    /// What went wrong, for people.
    pub message: String,
}

impl fmt::Display for InvocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error_type, self.message)
    }
}

impl Error for InvocationError {}

/// A handler of whole invocations: what [`run`](crate::run) drives. The answer is JSON text.
///
/// A plain function pointer to a boxed future: the body is compiled once, in the crate of the handler, and
/// not again in each binary that runs it.
pub type EntryFn = fn(Invocation) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, InvocationError>>>>;
