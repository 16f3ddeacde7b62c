use std::time::Duration;

use eventual_constructs_cfn::Value;

/// A series of numbers that CloudWatch keeps.
#[derive(Clone, Debug)]
pub struct Metric {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) dimensions: Vec<(String, Value<String>)>,
    pub(super) statistic: String,
    pub(super) period: Duration,
}

impl Metric {
    /// A metric: its sum over five minutes, unless something else is said.
    #[must_use]
    pub fn new(namespace: &str, name: &str) -> Self {
        Self {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            dimensions: Vec::new(),
            statistic: "Sum".to_owned(),
            period: Duration::from_secs(300),
        }
    }

    /// Only where the dimension has this value.
    #[must_use]
    pub fn dimension(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.dimensions.push((name.to_owned(), value.into()));
        self
    }

    /// `Sum`, `Maximum`, `Average`, `Minimum` or `SampleCount`.
    #[must_use]
    pub fn statistic(mut self, statistic: &str) -> Self {
        statistic.clone_into(&mut self.statistic);
        self
    }

    /// Span of one number.
    #[must_use]
    pub fn period(mut self, period: Duration) -> Self {
        self.period = period;
        self
    }
}
