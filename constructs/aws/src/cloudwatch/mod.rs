//! CloudWatch alarms.

mod alarm;
mod metric;

pub use alarm::{Alarm, AlarmProps};
pub use metric::Metric;
