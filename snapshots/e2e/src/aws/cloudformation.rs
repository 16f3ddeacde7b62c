//! CloudFormation: stacks and what became of them.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::Aws;
use crate::error::{Context, Error, Result};

const VERSION: &str = "2010-05-15";

/// A stack as it is now.
pub(crate) struct StackState {
    /// `CREATE_COMPLETE` and the like.
    pub(crate) status: String,
    /// Its outputs by key.
    pub(crate) outputs: BTreeMap<String, String>,
}

impl Aws {
    /// The outputs of a deployed stack, by key.
    ///
    /// # Errors
    /// If there is no such stack.
    pub fn stack_outputs(&self, stack: &str) -> Result<BTreeMap<String, String>> {
        let state = self.stack_state(stack)?;
        state.map(|state| state.outputs).ok_or_else(|| Error::new(format!("there is no stack `{stack}`")))
    }

    /// The physical ids of the resources of a deployed stack, by logical id.
    ///
    /// # Errors
    /// If there is no such stack.
    pub fn stack_resources(&self, stack: &str) -> Result<BTreeMap<String, String>> {
        let mut resources = BTreeMap::new();
        let mut next: Option<String> = None;
        loop {
            // A page has 100 at most.
            let page = next.as_deref().map(|token| ("NextToken", token));
            let fields: Vec<_> = [("StackName", stack)].into_iter().chain(page).collect();
            let xml = self.cloudformation("ListStackResources", &fields)?;
            let document = parse(&xml)?;
            resources.extend(members(&document).filter_map(|member| {
                Some((child(member, "LogicalResourceId")?, child(member, "PhysicalResourceId")?))
            }));
            next = document.descendants().find_map(|node| child(node, "NextToken"));
            if next.is_none() {
                return Ok(resources);
            }
        }
    }

    pub(crate) fn stack_state(&self, stack: &str) -> Result<Option<StackState>> {
        let xml = match self.cloudformation("DescribeStacks", &[("StackName", stack)]) {
            Err(error) if error.to_string().contains("does not exist") => return Ok(None),
            answer => answer?,
        };
        let document = parse(&xml)?;
        let status = members(&document).find_map(|member| child(member, "StackStatus")).unwrap_or_default();
        let outputs = members(&document)
            .filter_map(|member| Some((child(member, "OutputKey")?, child(member, "OutputValue")?)))
            .collect();
        Ok(Some(StackState { status, outputs }))
    }

    /// Why the last operation on a stack failed: a line for each resource that failed by itself, first failure
    /// first; those cancelled because of another are left out.
    pub(crate) fn stack_failures(&self, stack: &str) -> Result<Vec<String>> {
        let xml = self.cloudformation("DescribeStackEvents", &[("StackName", stack)])?;
        let document = parse(&xml)?;
        let mut failures: Vec<String> = members(&document)
            .filter_map(|event| {
                let status = child(event, "ResourceStatus")?;
                let reason = child(event, "ResourceStatusReason").unwrap_or_default();
                let resource = child(event, "LogicalResourceId")?;
                let kind = child(event, "ResourceType")?;
                let own = status.ends_with("_FAILED") && !reason.contains("cancelled");
                own.then(|| format!("`{resource}` ({kind}) {status}: {reason}"))
            })
            .collect();
        // Events come newest first.
        failures.reverse();
        Ok(failures)
    }

    pub(crate) fn cloudformation(&self, action: &str, parameters: &[(&str, &str)]) -> Result<String> {
        self.query("cloudformation", VERSION, action, parameters)
    }
}

fn parse(xml: &str) -> Result<Document<'_>> {
    Document::parse(xml).context(|| format!("CloudFormation did not answer in XML: {xml}"))
}

/// The elements of all lists in an answer, at any depth.
fn members<'a>(document: &'a Document<'_>) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(|node| node.tag_name().name() == "member")
}

/// The text of the child of this name.
fn child(node: Node<'_, '_>, tag: &str) -> Option<String> {
    let found = node.children().find(|inner| inner.tag_name().name() == tag)?;
    Some(found.text().unwrap_or_default().to_owned())
}
