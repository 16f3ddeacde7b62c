use std::time::Duration;

use super::Setting;

/// An amount of memory or storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size {
    megabytes: u32,
}

impl Size {
    /// So many times 1,048,576 bytes, which AWS calls MB.
    #[must_use]
    pub const fn megabytes(megabytes: u32) -> Self {
        Self { megabytes }
    }

    /// The amount in MB.
    #[must_use]
    pub const fn as_megabytes(self) -> u32 {
        self.megabytes
    }
}

/// Megabytes.
#[must_use]
pub const fn mb(megabytes: u32) -> Setting<Size> {
    Setting::set(Size::megabytes(megabytes))
}

/// Gigabytes, 1,024 MB each.
#[must_use]
pub const fn gb(gigabytes: u32) -> Setting<Size> {
    mb(gigabytes * 1024)
}

/// Seconds.
#[must_use]
pub const fn seconds(seconds: u64) -> Setting<Duration> {
    Setting::set(Duration::from_secs(seconds))
}

/// Minutes.
#[must_use]
pub const fn minutes(minutes: u64) -> Setting<Duration> {
    seconds(minutes * 60)
}

/// Hours.
#[must_use]
pub const fn hours(hours: u64) -> Setting<Duration> {
    minutes(hours * 60)
}

/// Days of 24 hours.
#[must_use]
pub const fn days(days: u64) -> Setting<Duration> {
    hours(days * 24)
}

/// A duration as templates have it. A part of a second counts as a whole one: AWS has no finer unit, and waiting too
/// short is worse than too long.
pub(crate) fn whole_seconds(duration: Duration) -> i64 {
    let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
