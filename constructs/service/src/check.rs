//! What can be wrong with a service before anything is deployed: limits of AWS that whole-tree checks cannot
//! name in the service's own terms, and settings that contradict each other.

mod api;
mod handlers;
mod workflows;

use eventual_analyzer_model::ServiceModel;
use eventual_analyzer_openapi::{GatewayDocument, ServiceDescription};
use eventual_constructs_core::{Node, ProblemKind};

use crate::build_outputs::BuildOutputs;
use crate::props::ServiceSettings;

pub(crate) struct Input<'a> {
    pub(crate) model: &'a ServiceModel,
    pub(crate) build: &'a BuildOutputs,
    pub(crate) settings: &'a ServiceSettings,
    pub(crate) description: &'a ServiceDescription,
    pub(crate) document: &'a GatewayDocument,
}

/// Reports everything that is wrong as problems of the service's construct.
#[track_caller]
pub(crate) fn check(node: &Node, input: &Input<'_>) {
    let location = node.location();
    let mut report = |message: String| node.problem(ProblemKind::Other { message }, &location);
    for rule in [handlers::check, workflows::check, api::check] {
        rule(input, &mut report);
    }
}

/// Where a rule puts what it finds.
type Report<'a> = dyn FnMut(String) + 'a;
