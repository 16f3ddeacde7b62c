//! Where in the infrastructure program a resource comes from.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::manifest::MetadataEntry;

/// The construct of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// `Orders/Service/create_order/Function`.
    pub(crate) path: String,
    /// `infra/src/main.rs:31:5`, if the assembly says it.
    pub(crate) source: Option<String>,
}

/// The constructs of one stack and of the stacks nested in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    by_path: BTreeMap<String, Option<String>>,
    /// Several where nested stacks use an id again.
    by_logical_id: BTreeMap<String, Vec<String>>,
}

impl Origins {
    pub(super) fn read(metadata: &BTreeMap<String, Vec<MetadataEntry>>) -> Self {
        let mut origins = Self::default();
        for (path, entries) in metadata {
            let path = path.trim_start_matches('/');
            for entry in entries.iter().filter(|entry| entry.kind == "aws:cdk:logicalId") {
                let Some(id) = entry.data.as_str() else { continue };
                origins.by_path.insert(path.to_owned(), entry.trace.last().cloned());
                origins.by_logical_id.entry(id.to_owned()).or_default().push(path.to_owned());
            }
        }
        origins
    }

    /// The construct of a resource. `body` is the resource in the template, if it is known: its own metadata wins, as
    /// nested stacks may use a logical id again.
    pub(crate) fn of(&self, logical_id: &str, body: Option<&Json>) -> Option<Origin> {
        let noted = body.and_then(|body| body.pointer("/Metadata/aws:cdk:path")?.as_str());
        let path = match (noted, self.by_logical_id.get(logical_id).map(Vec::as_slice)) {
            (Some(noted), _) => noted,
            (None, Some([only])) => only,
            _ => return None,
        };
        Some(Origin { path: path.to_owned(), source: self.by_path.get(path).cloned().flatten() })
    }
}
