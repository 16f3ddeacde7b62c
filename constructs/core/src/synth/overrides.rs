use serde_json::{Map, Value as Json};

use crate::tree::Override;

/// Applies one override to a resource's template form; false when the path goes through plain text or a number.
pub(super) fn apply(body: &mut Json, change: &Override) -> bool {
    let Some((last, way)) = change.path.split_last() else { return false };
    let mut here = body;
    for part in way {
        match step(here, part) {
            Some(next) => here = next,
            None => return false,
        }
    }
    match (&change.value, here) {
        (Some(value), here) => match step(here, last) {
            Some(slot) => *slot = value.clone(),
            None => return false,
        },
        (None, Json::Object(map)) => drop(map.remove(last)),
        (None, Json::Array(items)) => {
            if let Some(index) = last.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        // Deleting what is not there is no mistake.
        (None, here) => return here.is_null(),
    }
    true
}

/// The slot under a name or index, made if missing.
fn step<'a>(here: &'a mut Json, part: &str) -> Option<&'a mut Json> {
    if here.is_null() {
        *here = Json::Object(Map::new());
    }
    match here {
        Json::Object(map) => Some(map.entry(part.to_owned()).or_insert(Json::Null)),
        Json::Array(items) => {
            let index: usize = part.parse().ok()?;
            // One past the end appends; further away would leave holes.
            if index == items.len() {
                items.push(Json::Null);
            }
            items.get_mut(index)
        }
        _ => None,
    }
}
