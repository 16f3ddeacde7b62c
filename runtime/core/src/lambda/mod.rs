//! From Lambda invocations to handlers and back: one adapter per event source.

mod base64;
mod gateway;

pub use eventual_runtime_aws::{EntryFn, Invocation, InvocationError, run};
pub use gateway::http_entry;

use std::env;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use eventual_analyzer_model::contract::{ENV_SERVICE, ENV_SERVICE_URL};

use crate::info::{RequestInfo, ServiceInfo};

/// A handler that can be the `main` of a Lambda function.
pub trait Entry {
    /// Runs one invocation. Not generic, so it is compiled once, in the service's crate.
    fn entry(invocation: Invocation) -> Answer;
}

/// The answer of an invocation, as the Lambda loop awaits it.
pub type Answer = Pin<Box<dyn Future<Output = Result<Vec<u8>, InvocationError>>>>;

/// `main` of the Lambda function of the handler `H`; returns the exit code.
pub fn lambda_main<H: Entry>() -> i32 {
    run(H::entry)
}

/// The service as the environment of its functions tells it.
pub(crate) fn service() -> ServiceInfo {
    ServiceInfo {
        service_name: env::var(ENV_SERVICE).unwrap_or_default(),
        service_url: env::var(ENV_SERVICE_URL).unwrap_or_default(),
    }
}

pub(crate) fn request_info(invocation: &Invocation, handler: &'static str) -> RequestInfo {
    RequestInfo {
        request_id: invocation.request_id.clone(),
        deadline: SystemTime::UNIX_EPOCH + Duration::from_millis(invocation.deadline_ms),
        handler,
    }
}
