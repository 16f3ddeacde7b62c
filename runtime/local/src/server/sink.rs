use std::fmt;
use std::sync::Arc;

use eventual_runtime_engine::{Error, Timestamp};

use super::report::Report;

/// Takes reports. Called from several threads.
#[derive(Clone)]
pub(super) struct Sink(Arc<dyn Fn(Report) + Send + Sync>);

impl Sink {
    pub(super) fn new(take: impl Fn(Report) + Send + Sync + 'static) -> Self {
        Self(Arc::new(take))
    }

    pub(super) fn take(&self, report: Report) {
        (self.0)(report);
    }

    pub(super) fn failed(&self, reason: &str) {
        self.take(Report::Failed { reason: reason.to_owned() });
    }

    pub(super) fn delivery_failed(
        &self,
        subscription: &str,
        event: &str,
        error: &Error,
        again: Option<Timestamp>,
    ) {
        self.take(Report::DeliveryFailed {
            subscription: subscription.to_owned(),
            event: event.to_owned(),
            reason: error.to_string(),
            again,
        });
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sink")
    }
}
