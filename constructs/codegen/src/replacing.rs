//! `replacing.txt`: which properties make CloudFormation replace a resource when they change, for tools that compare
//! templates.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::pointer;
use crate::schema::Schemas;

/// A line per type that has such properties: the type, then their paths (`Key.Name`; lists are walked through without
/// a mark), those that replace in some cases only with a `?`.
pub(crate) fn table(schemas: &Schemas) -> String {
    let mut out = String::new();
    for (type_name, document) in &schemas.types {
        let mut properties = BTreeMap::new();
        for (key, mark) in [("conditionalCreateOnlyProperties", "?"), ("createOnlyProperties", "")] {
            for path in pointer::paths(document, key) {
                let parts =
                    path.split('/').filter(|part| !matches!(*part, "" | "properties" | "*" | "items"));
                properties.insert(parts.collect::<Vec<_>>().join("."), mark);
            }
        }
        if properties.is_empty() {
            continue;
        }
        out.push_str(type_name);
        for (path, mark) in properties {
            // Writing to a text cannot fail.
            let _ = write!(out, " {path}{mark}");
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn always_wins_over_sometimes_and_lists_are_walked_through() {
        let document = json!({
            "createOnlyProperties": ["/properties/Name", "/properties/Keys/*/Id"],
            "conditionalCreateOnlyProperties": ["/properties/Name", "/properties/Size"],
        });
        let types = BTreeMap::from([
            ("AWS::A::B".to_owned(), document),
            ("AWS::A::C".to_owned(), json!({ "properties": {} })),
        ]);
        let schemas = Schemas { version: String::new(), types };
        assert_eq!(table(&schemas), "AWS::A::B Keys.Id Name Size?\n");
    }
}
