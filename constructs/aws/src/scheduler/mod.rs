//! EventBridge Scheduler.

mod schedule;

pub use schedule::{Schedule, ScheduleGroup, ScheduleProps, ScheduleTarget};
