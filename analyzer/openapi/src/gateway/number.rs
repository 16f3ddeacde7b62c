use serde_json::{Map, Number, Value, json};

use super::lower::Lowering;

/// Bounds and steps of numbers. Rust's integer types bound their values; schemars says so for 8 and 16 bits
/// and leaves the rest to `format`, which the gateway does not read.
pub(super) fn lower(
    schema: &Map<String, Value>,
    is_integer: bool,
    out: &mut Map<String, Value>,
    place: &str,
    cx: &mut Lowering<'_>,
) {
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    let (natural_minimum, natural_maximum) = natural_bounds(format);
    for (bound, exclusive, natural, step) in [
        ("minimum", "exclusiveMinimum", natural_minimum, 1),
        ("maximum", "exclusiveMaximum", natural_maximum, -1),
    ] {
        if let Some(limit) = schema.get(exclusive) {
            match limit.as_i64().and_then(|it| it.checked_add(step)).filter(|_| is_integer) {
                Some(inclusive) => {
                    out.insert(bound.into(), json!(inclusive));
                }
                None => {
                    out.insert(bound.into(), limit.clone());
                    cx.downgrade(place, exclusive, "the gateway has inclusive limits only");
                }
            }
        } else if let Some(limit) = schema.get(bound).cloned().or(natural.map(Value::Number)) {
            if is_kept(&limit, step) {
                out.insert(bound.into(), limit);
            } else {
                cx.downgrade(place, bound, "the document holds limits beyond 2^53 only roughly");
            }
        }
    }
    if let Some(step) = schema.get("multipleOf") {
        out.insert("multipleOf".into(), step.clone());
    }
    if matches!(format, "int128" | "uint128") {
        cx.downgrade(place, "format", "limits of 128-bit integers are too long for the gateway");
    }
}

/// Whether a limit that is written as a float refuses nothing that the exact one takes. `inward`: 1 for a lower limit,
/// -1 for an upper one.
fn is_kept(limit: &Value, inward: i64) -> bool {
    let Value::Number(limit) = limit else { return true };
    let (Some(exact), Some(float)) = (limit.as_i128(), limit.as_f64()) else { return true };
    #[expect(clippy::cast_possible_truncation, reason = "whole, and from at most 64 bits")]
    let written = float as i128;
    (written - exact) * i128::from(inward) <= 0
}

fn natural_bounds(format: &str) -> (Option<Number>, Option<Number>) {
    let signed = |low: i64, high: i64| (Some(low.into()), Some(high.into()));
    let unsigned = |high: u64| (Some(0.into()), Some(high.into()));
    match format {
        "int8" => signed(i8::MIN.into(), i8::MAX.into()),
        "int16" => signed(i16::MIN.into(), i16::MAX.into()),
        "int32" => signed(i32::MIN.into(), i32::MAX.into()),
        // Functions are 64-bit programs, so `isize` is as wide.
        "int64" | "int" => signed(i64::MIN, i64::MAX),
        "uint8" => unsigned(u8::MAX.into()),
        "uint16" => unsigned(u16::MAX.into()),
        "uint32" => unsigned(u32::MAX.into()),
        "uint64" | "uint" => unsigned(u64::MAX),
        _ => (None, None),
    }
}
