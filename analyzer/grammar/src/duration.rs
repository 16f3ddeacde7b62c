use std::time::Duration;

use crate::code;
use crate::error::Sink;
use crate::spanned::Spanned;

/// Reads `500ms`, `30s`, `5m`, `1h` or `1d`; `None` for anything else, zero included when it has no unit.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = text.split_at(unit_at);
    let count: u64 = digits.parse().ok()?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60 * 1_000,
        "h" => 60 * 60 * 1_000,
        "d" => 24 * 60 * 60 * 1_000,
        _ => return None,
    };
    Some(Duration::from_millis(count.checked_mul(millis)?))
}

/// A duration as users write it, in the largest unit that divides it: `29s`, `1h`.
pub(crate) fn show(duration: Duration) -> String {
    let millis = duration.as_millis();
    for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)] {
        if millis > 0 && millis.is_multiple_of(size) {
            return format!("{}{unit}", millis / size);
        }
    }
    format!("{millis}ms")
}

/// The duration that a string literal says.
pub(crate) fn read(text: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<Duration>> {
    let found = parse_duration(&text.value);
    if found.is_none() {
        sink.error(
            code::DURATION,
            text.span,
            format!(
                r#"a duration is written like "500ms", "30s", "5m", "1h" or "1d", not "{}""#,
                text.value.escape_debug()
            ),
        );
    }
    found.map(|value| Spanned::new(value, text.span))
}

/// [`read`], and between two bounds, both allowed.
pub(crate) fn read_within(
    text: &Spanned<String>,
    option: &str,
    (least, most): (Duration, Duration),
    why: &str,
    sink: &mut Sink,
) -> Option<Spanned<Duration>> {
    let found = read(text, sink)?;
    if found.value < least || found.value > most {
        sink.error(
            code::LIMIT,
            text.span,
            format!("`{option}` is {} to {}, not {}: {why}", show(least), show(most), show(found.value)),
        );
        return None;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_number_and_one_unit() {
        for (text, millis) in [
            ("500ms", Some(500)),
            ("30s", Some(30_000)),
            ("5m", Some(300_000)),
            ("1h", Some(3_600_000)),
            ("30d", Some(2_592_000_000)),
            ("30", None),
            ("s", None),
            ("", None),
            ("1 h", None),
            ("1.5h", None),
            ("1w", None),
            ("-1s", None),
            ("99999999999999999999d", None),
            ("18446744073709551615d", None),
        ] {
            assert_eq!(parse_duration(text).map(|it| it.as_millis()), millis, "{text}");
        }
    }

    #[test]
    fn shows_what_was_read() {
        for text in ["500ms", "29s", "90m", "1h", "36h", "30d", "0ms"] {
            assert_eq!(parse_duration(text).map(show).as_deref(), Some(text));
        }
    }
}
