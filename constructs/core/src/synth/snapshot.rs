//! Templates as snapshot tests want them.

use serde_json::Value as Json;

/// Length of a SHA-256 in hex.
const HASH: usize = 64;

/// Masks what changes without a change of the infrastructure.
pub(super) fn mask(template: &Json, renewed: &[(String, String)]) -> Json {
    let mut template = visit(template, renewed);
    if let Some(template) = template.as_object_mut() {
        template.remove("Rules");
        let parameters = template.get_mut("Parameters").and_then(Json::as_object_mut);
        let none_left = parameters.is_some_and(|parameters| {
            parameters.remove("BootstrapVersion");
            parameters.is_empty()
        });
        if none_left {
            template.remove("Parameters");
        }
    }
    template
}

fn visit(value: &Json, renewed: &[(String, String)]) -> Json {
    match value {
        Json::String(text) => mask_text(text, renewed).into(),
        Json::Array(items) => items.iter().map(|item| visit(item, renewed)).collect(),
        Json::Object(map) => {
            map.iter().map(|(key, item)| (mask_text(key, renewed), visit(item, renewed))).collect()
        }
        plain => plain.clone(),
    }
}

fn mask_text(text: &str, renewed: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    for (id, fixed) in renewed {
        if text.contains(id.as_str()) {
            text = text.replace(id.as_str(), &format!("{fixed}RENEWED"));
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            run.push(c);
            continue;
        }
        out.push_str(if run.len() == HASH { "HASH" } else { &run });
        run.clear();
        out.push(c);
    }
    // The sentinel that ended the last run.
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::mask;

    #[test]
    fn hashes_and_renewed_ids_are_masked_and_nothing_else() {
        let hash = "0a".repeat(32);
        let template = json!({
            "Parameters": { "BootstrapVersion": {}, "Stage": {} },
            "Rules": {},
            "Resources": { "Api1234abcd": { "Key": format!("{hash}.zip"), "Other": "0a0a", "Long": "0".repeat(65) } },
            "Outputs": { "O": { "Ref": "Api1234abcd" } },
        });
        let masked = mask(&template, &[("Api1234abcd".to_owned(), "Api".to_owned())]);
        let resource = json!({ "Key": "HASH.zip", "Other": "0a0a", "Long": "0".repeat(65) });
        assert_eq!(
            masked,
            json!({
                "Parameters": { "Stage": {} },
                "Resources": { "ApiRENEWED": resource },
                "Outputs": { "O": { "Ref": "ApiRENEWED" } },
            })
        );
    }
}
