//! What both documents have in common: operations with their parameters, bodies and answers, and one set of
//! shared schemas (JSON Schema 2020-12) under names that are valid in either dialect.

mod components;
mod operation;
mod placement;
mod problem;

use std::collections::BTreeMap;

use eventual_analyzer_describe::ServiceDescription;
use serde_json::Value;

use components::Components;
pub(crate) use components::{clean, reference};
pub(crate) use operation::{Operation, Parameter};
pub use problem::problem_schema;

/// Pointer prefix of shared schemas in an OpenAPI document.
pub(crate) const COMPONENT_PREFIX: &str = "#/components/schemas/";

/// All operations of a service and the schemas they share.
pub(crate) struct Plan {
    /// Commands first (RPC, then REST), then routes, in the order of the description.
    pub(crate) operations: Vec<Operation>,
    /// Shared schemas by name.
    pub(crate) components: BTreeMap<String, Value>,
}

impl Plan {
    pub(crate) fn of(service: &ServiceDescription) -> Self {
        let mut components = Components::new();
        components.reserve("Problem", problem_schema());
        let operations = operation::operations(service, &mut components);
        Self { operations, components: components.into_map() }
    }
}
