//! JSON, for machines and for people.

use eventual_runtime_engine::Payload;

/// A payload on one line, cut if it is long.
pub(crate) fn short(payload: &Payload, most: usize) -> String {
    cut(payload.text(), most)
}

/// A text of at most so many characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{head}…")
}

/// A payload over several lines.
pub(crate) fn long(payload: &Payload) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(payload.text());
    value.and_then(|it| serde_json::to_string_pretty(&it)).unwrap_or_else(|_| payload.text().to_owned())
}
