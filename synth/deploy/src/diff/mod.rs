//! What would change: the assembly against the templates that are deployed, resource by resource.

mod access;
mod properties;
mod replacing;
mod resource;
mod short;
mod templates;

use serde::Serialize;

use crate::assembly::{Assembly, Stack};
use crate::aws::Cloud;
use crate::aws::cloudformation::CloudFormation;
use crate::error::Result;
use crate::event::Audience;
use crate::stack::Work;

pub use access::AccessChange;
pub(crate) use access::access_changes;
pub use properties::PropertyChange;
pub use replacing::Replacement;
pub use resource::{Change, ResourceChange};
pub(crate) use templates::{Templates, is_stack};

/// What would change in a stack, stacks nested in it included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StackDiff {
    /// Name of the stack.
    pub stack: String,
    /// Does it exist?
    pub is_new: bool,
    /// Resources that would come, change or go, by path.
    pub resources: Vec<ResourceChange>,
    /// Statements of policies that would come or go.
    pub access: Vec<AccessChange>,
    /// Outputs that would come, change or go, as properties of the template.
    pub outputs: Vec<PropertyChange>,
}

impl StackDiff {
    /// Is it deployed as it should be?
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.access.is_empty() && self.outputs.is_empty()
    }
}

/// Compares stacks of an assembly with what is deployed. No names mean all stacks.
///
/// # Errors
/// If CloudFormation cannot be asked, or a template that is deployed is no JSON.
pub async fn diff(
    cloud: &Cloud,
    assembly: &Assembly,
    stacks: &[String],
    audience: &dyn Audience,
) -> Result<Vec<StackDiff>> {
    let mut diffs = Vec::new();
    for stack in assembly.named(stacks)? {
        let work = Work::new(cloud, stack, std::time::Duration::ZERO, audience).await?;
        let state = work.cloudformation.stack(&stack.name).await?;
        let state = state.filter(|it| it.status != "DELETE_COMPLETE" && it.status != "REVIEW_IN_PROGRESS");
        let deployed = match &state {
            Some(state) => {
                let reader = CloudFormation::new(&work.reader().await);
                Templates::deployed(&reader, &state.id).await?
            }
            None => Templates::default(),
        };
        diffs.push(compare(stack, &deployed, state.is_none()));
    }
    Ok(diffs)
}

fn compare(stack: &Stack, deployed: &Templates, is_new: bool) -> StackDiff {
    let wanted = Templates::wanted(stack);
    let mut resources = Vec::new();
    resource::compare(stack, deployed, &wanted, &mut resources);
    resources.sort_by(|one, other| one.name().cmp(other.name()));
    let outputs = |templates: &Templates| templates.template.get("Outputs").cloned().unwrap_or_default();
    let mut changed = Vec::new();
    properties::compare("", &outputs(deployed), &outputs(&wanted), &mut changed);
    StackDiff {
        stack: stack.name.clone(),
        is_new,
        resources,
        access: access_changes(stack, deployed),
        outputs: changed
            .into_iter()
            .map(|(path, before, after)| PropertyChange::plain(path, before, after))
            .collect(),
    }
}
