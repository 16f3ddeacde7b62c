//! Points and lengths of time, for people.

use std::time::Duration;

use eventual_runtime_engine::Timestamp;

/// `2026-01-01 12:00:05`, in UTC.
pub(crate) fn point(time: Timestamp) -> String {
    let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    match jiff::Timestamp::from_millisecond(millis) {
        Ok(time) => time.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => time.to_string(),
    }
}

/// `12:00:05.042`, in UTC.
pub(crate) fn of_day(time: Timestamp) -> String {
    let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    match jiff::Timestamp::from_millisecond(millis) {
        Ok(time) => time.strftime("%H:%M:%S%.3f").to_string(),
        Err(_) => time.to_string(),
    }
}

/// `0 ms`, `1.24 s`, `2m 03s`, `5h 10m`, `3d 4h`.
pub(crate) fn length(time: Duration) -> String {
    let (millis, seconds) = (time.as_millis(), time.as_secs());
    match seconds {
        0 => format!("{millis} ms"),
        1..60 => format!("{:.2} s", time.as_secs_f64()),
        60..3_600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        3_600..86_400 => format!("{}h {:02}m", seconds / 3_600, seconds / 60 % 60),
        _ => format!("{}d {}h", seconds / 86_400, seconds / 3_600 % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(point(Timestamp(1_767_225_605_042)), "2026-01-01 00:00:05");
        assert_eq!(of_day(Timestamp(1_767_225_605_042)), "00:00:05.042");
        assert_eq!(point(Timestamp(u64::MAX)), "18446744073709551615 ms");
        for (millis, text) in [
            (0, "0 ms"),
            (999, "999 ms"),
            (1_240, "1.24 s"),
            (123_000, "2m 03s"),
            (18_600_000, "5h 10m"),
            (273_600_000, "3d 4h"),
        ] {
            assert_eq!(length(Duration::from_millis(millis)), text);
        }
    }
}
