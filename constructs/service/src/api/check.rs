use std::collections::BTreeSet;

use eventual_analyzer_model::{HandlerKind, closest};
use serde_json::Value as Json;

use super::Auth;
use crate::check::{Input, Report};

/// Resources (nodes of paths) of a REST API, the root included.
const MAX_NODES: usize = 300;
/// The path under which executions are operated.
const OPERATED: &str = "/_eventual/api/{proxy+}";
/// Bytes of a document that API Gateway imports.
const MAX_DOCUMENT_BYTES: usize = 6 * 1024 * 1024;
/// Bytes of one model.
const MAX_MODEL_BYTES: usize = 400 * 1024;
/// Seconds that an authorizer's answer is remembered.
const MAX_CACHE: u64 = 3_600;

/// The API as a whole.
pub(crate) fn check(input: &Input<'_>, report: &mut Report<'_>) {
    let operator = (!input.model.workflows.is_empty()).then_some(OPERATED);
    let nodes = nodes(input.document.operations.iter().map(|it| it.path.as_str()).chain(operator));
    if nodes > MAX_NODES {
        report(format!(
            "the API of `{}` has {nodes} path nodes, API Gateway allows {MAX_NODES}; each command takes one below \
             `/rpc` and its REST path takes one per segment that it shares with no other: split the service",
            input.model.name
        ));
    }
    let size = input.document.document.to_string().len();
    if size > MAX_DOCUMENT_BYTES {
        report(format!(
            "the API document of `{}` has {size} bytes, API Gateway imports {MAX_DOCUMENT_BYTES}; split the service",
            input.model.name
        ));
    }
    let models = input.document.document.pointer("/components/schemas").and_then(Json::as_object);
    for (name, model) in models.into_iter().flatten() {
        let size = model.to_string().len();
        if size > MAX_MODEL_BYTES {
            report(format!(
                "the schema of `{name}` has {size} bytes as an API Gateway model, {MAX_MODEL_BYTES} are allowed; make \
                 the type smaller"
            ));
        }
    }
    for operation in &input.document.operations {
        if let Some(segment) = operation.path.split('/').find(|it| !is_segment(it)) {
            report(format!(
                "the path `{}` of {} `{}` has the segment `{segment}`; API Gateway takes letters, digits and \
                 `-._:$,`, or a whole segment in braces",
                operation.path, operation.kind, operation.handler
            ));
        }
    }
    for command in &input.description.commands {
        let place = input.model.handler(HandlerKind::Command, &command.name).map(|it| &it.location);
        for lost in command.lost_fields() {
            let meant = closest(lost.field, lost.known.iter().copied())
                .map(|it| format!(" (did you mean `{it}`?)"))
                .unwrap_or_default();
            report(format!(
                "the route of command `{}` ({}) fills the field `{}`, but its input has none of that name{meant}; it has: \
                 {}. A field is named as serde writes it; another name in the path or query is said with `fields(..)`",
                command.name,
                place.map(ToString::to_string).unwrap_or_default(),
                lost.field,
                lost.known.join(", ")
            ));
        }
    }
    if let Some(cors) = input.settings.api.cors.get() {
        let is_any = cors.origins.iter().any(|it| it == "*");
        if cors.origins.is_empty() {
            report(
                "CORS is on and no origin is allowed; name origins, `*` for all, or leave `cors` out"
                    .to_owned(),
            );
        }
        if is_any && cors.credentials {
            report("CORS with credentials needs named origins: browsers refuse `*` then".to_owned());
        }
        if is_any && cors.origins.len() > 1 {
            report("CORS allows `*` and other origins; `*` stands alone".to_owned());
        }
        let is_odd = |it: &&String| it.contains(['\'', '"', '\n']) || (*it != "*" && !it.contains("://"));
        for origin in cors.origins.iter().filter(is_odd) {
            report(format!("`{origin}` is not an origin; write it like `https://shop.example`"));
        }
    }
    if let Auth::Lambda { cache, .. } = &input.settings.api.auth
        && cache.as_secs() > MAX_CACHE
    {
        report(format!(
            "the authorizer's answers are cached for {} s; API Gateway allows 0 to {MAX_CACHE}",
            cache.as_secs()
        ));
    }
}

/// Every prefix of a path is a node of its own; all share the root.
fn nodes<'a>(paths: impl Iterator<Item = &'a str>) -> usize {
    let mut prefixes = BTreeSet::new();
    for path in paths {
        let ends = path.match_indices('/').map(|(at, _)| at).skip(1).chain([path.len()]);
        prefixes.extend(ends.map(|end| &path[..end]));
    }
    prefixes.remove("/");
    prefixes.len() + 1
}

fn is_segment(segment: &str) -> bool {
    let inner = segment.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    match inner {
        Some(name) => !name.is_empty() && !name.contains(['{', '}']),
        None => segment.chars().all(|it| it.is_ascii_alphanumeric() || "-._:$,".contains(it)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_prefixes_are_one_node() {
        assert_eq!(nodes(["/", "/orders", "/orders/{id}", "/rpc/a", "/rpc/b"].into_iter()), 6);
    }
}
