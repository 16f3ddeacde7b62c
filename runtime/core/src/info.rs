use std::time::{Duration, SystemTime};

/// The service that a handler belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceInfo {
    /// Wire name of the service: `orders`.
    pub service_name: String,
    /// Public URL of the service's API without a slash at its end. In commands and routes that of the request;
    /// elsewhere that of the deployment, empty if it has none.
    pub service_url: String,
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

impl RequestInfo {
    /// Time left at `now`; zero after the deadline.
    pub fn remaining(&self, now: SystemTime) -> Duration {
        self.deadline.duration_since(now).unwrap_or_default()
    }
}
