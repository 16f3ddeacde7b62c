//! Writing JSON in one canonical form.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value as Json;

/// The value as text: keys sorted, indented by one space (as the AWS CDK writes templates), one final newline.
/// Keys are sorted here because the order of `serde_json`'s maps depends on a cargo feature that any crate of
/// the build may switch on.
#[must_use]
pub fn to_text(value: &Json) -> String {
    let mut text = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let written = Sorted(value).serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter));
    debug_assert!(written.is_ok(), "JSON values always serialize");
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

/// The value as text without white space, keys sorted: for fingerprints and for templates near their size limit.
pub(crate) fn to_compact(value: &Json) -> String {
    serde_json::to_string(&Sorted(value)).unwrap_or_default()
}

struct Sorted<'a>(&'a Json);

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Object(map) => {
                let mut entries: Vec<_> = map.iter().collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                let mut out = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    out.serialize_entry(key, &Sorted(value))?;
                }
                out.end()
            }
            Json::Array(items) => {
                let mut out = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    out.serialize_element(&Sorted(item))?;
                }
                out.end()
            }
            plain => plain.serialize(serializer),
        }
    }
}
