//! Points in time and lengths of time, in milliseconds.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, Sub};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time: milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The time from `earlier` to this point; zero if `earlier` is later.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;
    /// Saturates at the end of time. Parts of a millisecond are rounded up, so that nothing is due too early.
    fn add(self, length: Duration) -> Self {
        Self(self.0.saturating_add(millis(length)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;
    /// Saturates at the epoch.
    fn sub(self, length: Duration) -> Self {
        Self(self.0.saturating_sub(millis(length)))
    }
}

impl From<SystemTime> for Timestamp {
    /// Times before the epoch become the epoch.
    fn from(time: SystemTime) -> Self {
        Self(time.duration_since(UNIX_EPOCH).map_or(0, millis))
    }
}

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        UNIX_EPOCH + Duration::from_millis(time.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}

/// Whole milliseconds of a length, rounded up; at most what fits.
pub(crate) fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}

/// A unit of time, for `duration(1, Day)`. Each has its plural as a constant: `duration(2, Days)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A thousandth of a second.
    Millisecond,
    /// 1,000 milliseconds.
    Second,
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours, whatever the calendar says.
    Day,
    /// 7 days.
    Week,
    /// 365 days.
    Year,
}

impl Unit {
    /// `count` of this unit. Saturates.
    pub const fn times(self, count: u64) -> Duration {
        let one: u64 = match self {
            Self::Millisecond => 1,
            Self::Second => 1_000,
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
            Self::Week => 604_800_000,
            Self::Year => 31_536_000_000,
        };
        Duration::from_millis(one.saturating_mul(count))
    }
}

/// The units and their plurals by their bare names, for `use eventual::prelude::*`.
#[expect(non_upper_case_globals, reason = "they read as the unit names that they are")]
pub mod units {
    pub use super::Unit::{self, Day, Hour, Millisecond, Minute, Second, Week, Year};
    /// Plural of [`Millisecond`].
    pub const Milliseconds: Unit = Unit::Millisecond;
    /// Plural of [`Second`].
    pub const Seconds: Unit = Unit::Second;
    /// Plural of [`Minute`].
    pub const Minutes: Unit = Unit::Minute;
    /// Plural of [`Hour`].
    pub const Hours: Unit = Unit::Hour;
    /// Plural of [`Day`].
    pub const Days: Unit = Unit::Day;
    /// Plural of [`Week`].
    pub const Weeks: Unit = Unit::Week;
    /// Plural of [`Year`].
    pub const Years: Unit = Unit::Year;
}

#[cfg(test)]
mod tests {
    use super::{Duration, Timestamp, units::*};

    #[test]
    fn lengths_round_up_and_saturate() {
        assert_eq!(Timestamp(5) + Duration::from_micros(1), Timestamp(6));
        assert_eq!(Timestamp(5) + Duration::MAX, Timestamp(u64::MAX));
        assert_eq!(Timestamp(5) - Duration::from_secs(1), Timestamp(0));
        assert_eq!(Timestamp(5).since(Timestamp(9)), Duration::ZERO);
        assert_eq!(Days.times(2), Duration::from_secs(2 * 24 * 60 * 60));
        assert_eq!(Years.times(u64::MAX), Duration::from_millis(u64::MAX));
    }
}
