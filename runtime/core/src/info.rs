use std::env;
use std::time::{Duration, SystemTime};

use eventual_analyzer_model::contract::{ENV_SERVICE, ENV_SERVICE_URL};

/// The service that a handler belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceInfo {
    /// Wire name of the service: `orders`.
    pub service_name: String,
    /// Public URL of the service's API without a slash at its end. In commands and routes that of the request;
    /// elsewhere that of the deployment, empty if it has none.
    pub service_url: String,
}

impl ServiceInfo {
    /// The service, from the environment of its functions.
    pub fn from_environment() -> Self {
        Self {
            service_name: env::var(ENV_SERVICE).unwrap_or_default(),
            service_url: env::var(ENV_SERVICE_URL).unwrap_or_default(),
        }
    }
}

/// The request or event that a handler works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestInfo {
    /// Identifies this call in logs.
    pub request_id: String,
    /// When the function is stopped, whatever it does.
    pub deadline: SystemTime,
    /// Name of the handler.
    pub handler: &'static str,
}

impl Default for RequestInfo {
    /// A request without an id, with a deadline at the beginning of time: for unit tests.
    fn default() -> Self {
        Self { request_id: String::new(), deadline: SystemTime::UNIX_EPOCH, handler: "" }
    }
}

impl RequestInfo {
    /// Time left at `now`; zero after the deadline.
    pub fn remaining(&self, now: SystemTime) -> Duration {
        self.deadline.duration_since(now).unwrap_or_default()
    }
}

/// The parameters in the path of a route, by name, percent-decoded. Empty for RPC calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathParams(Vec<(String, String)>);

impl PathParams {
    /// The value of `{name}` or `{name+}`; `None` if the path has no such parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }
}

impl From<Vec<(String, String)>> for PathParams {
    fn from(parameters: Vec<(String, String)>) -> Self {
        Self(parameters)
    }
}
