use std::collections::BTreeMap;

use eventual_analyzer_describe::ServiceDescription;
use eventual_analyzer_model::FunctionBuild;

/// What building a service gave: its description and one binary per handler.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuildOutputs {
    /// What the compiled service says of itself. `None`: it was not compiled; the API then checks no bodies
    /// and subscriptions take the events that the source shows.
    pub description: Option<ServiceDescription>,
    /// By handler id (`command_create_order`).
    pub functions: BTreeMap<String, FunctionBuild>,
}
