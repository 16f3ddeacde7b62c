/// How long log lines are kept: CloudWatch offers these spans only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Retention(Option<u16>);

/// Days that CloudWatch takes.
const DAYS: [u16; 23] = [
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
    u16::MAX,
];

impl Retention {
    /// One week.
    pub const WEEK: Self = Self(Some(7));
    /// 30 days.
    pub const MONTH: Self = Self(Some(30));
    /// 365 days.
    pub const YEAR: Self = Self(Some(365));
    /// Until they are deleted.
    pub const FOREVER: Self = Self(None);

    /// At least so many days: the next longer span that CloudWatch offers; above ten years, forever.
    #[must_use]
    pub fn at_least(days: u16) -> Self {
        Self(DAYS.into_iter().find(|offered| *offered >= days).filter(|offered| *offered != u16::MAX))
    }

    /// The span in days, `None` for ever.
    #[must_use]
    pub fn days(self) -> Option<u16> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_is_not_offered_is_rounded_up() {
        assert_eq!(Retention::at_least(30), Retention::MONTH);
        assert_eq!(Retention::at_least(31).days(), Some(60));
        assert_eq!(Retention::at_least(0).days(), Some(1));
        assert_eq!(Retention::at_least(4000), Retention::FOREVER);
    }
}
