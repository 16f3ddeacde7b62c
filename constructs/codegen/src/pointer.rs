//! Finding things in one schema document.

use serde_json::Value as Json;

/// A place in a schema document, as a JSON pointer without the leading `#`.
pub(crate) type Pointer = String;

/// Follows `$ref` until a schema without one is reached. A reference to nothing, or in circles, stays where it is.
pub(crate) fn follow<'a>(document: &'a Json, mut schema: &'a Json, mut at: Pointer) -> (&'a Json, Pointer) {
    let mut steps = 0;
    while let Some(next) = reference(schema) {
        steps += 1;
        match document.pointer(&next) {
            Some(target) if steps < 32 => (schema, at) = (target, next),
            _ => break,
        }
    }
    (schema, at)
}

/// The pointer a `$ref` holds.
pub(crate) fn reference(schema: &Json) -> Option<Pointer> {
    Some(schema.get("$ref")?.as_str()?.strip_prefix('#')?.to_owned())
}

/// Where a property path (`/properties/Endpoint/Address`, `/properties/Rules/*/Id`) ends: the place of the schema that
/// holds the property, and the property's name. `None` for a path that leads nowhere.
pub(crate) fn property(document: &Json, path: &str) -> Option<(Pointer, String)> {
    let (at, name, _) = walk(document, path)?;
    Some((at, name))
}

/// Whether a property path leads through a list, so that it ends in as many places as the list has items.
pub(crate) fn in_list(document: &Json, path: &str) -> bool {
    walk(document, path).is_some_and(|(_, _, lists)| lists > 0)
}

/// Place, property name, and number of lists on the way.
fn walk(document: &Json, path: &str) -> Option<(Pointer, String, usize)> {
    let names: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | "properties")).collect();
    let (last, parents) = names.split_last()?;
    let (mut schema, mut at, mut lists) = (document, Pointer::new(), 0);
    for name in parents {
        (schema, at) = match *name {
            "*" | "items" => {
                lists += 1;
                follow(document, schema.get("items")?, format!("{at}/items"))
            }
            name => follow(document, schema.get("properties")?.get(name)?, format!("{at}/properties/{name}")),
        };
    }
    // Some paths step into a list without saying so.
    if schema.get("properties").is_none() {
        lists += 1;
        (schema, at) = follow(document, schema.get("items")?, format!("{at}/items"));
    }
    schema.get("properties")?.get(last)?;
    Some((at, (*last).to_owned(), lists))
}

/// The strings of a list of property paths, such as `readOnlyProperties`.
pub(crate) fn paths<'a>(document: &'a Json, key: &str) -> impl Iterator<Item = &'a str> {
    document.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn property_paths_are_followed_through_references_and_lists() {
        let document = json!({
            "properties": { "Rules": { "items": { "$ref": "#/definitions/Rule" } }, "Name": {} },
            "definitions": { "Rule": { "properties": { "Id": {} } } },
        });
        let rule = Some(("/definitions/Rule".to_owned(), "Id".to_owned()));
        assert_eq!(property(&document, "/properties/Rules/*/Id"), rule);
        assert_eq!(property(&document, "/properties/Rules/Id"), rule);
        assert!(in_list(&document, "/properties/Rules/Id") && !in_list(&document, "/properties/Name"));
        assert_eq!(property(&document, "/properties/Name"), Some((String::new(), "Name".to_owned())));
        assert_eq!(property(&document, "/properties/Nothing"), None);
    }
}
