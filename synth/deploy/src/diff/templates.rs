use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::assembly::{Stack, nested_files};
use crate::aws::cloudformation::CloudFormation;
use crate::error::{Error, Result};

/// A template with those of the stacks nested in it, by logical id. Of a stack that does not exist it is empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Templates {
    pub(crate) template: Json,
    pub(crate) nested: BTreeMap<String, Templates>,
}

impl Templates {
    /// What the assembly says.
    pub(crate) fn wanted(stack: &Stack) -> Self {
        Self::of(stack, &stack.template)
    }

    fn of(stack: &Stack, template: &Json) -> Self {
        let nested = nested_files(template);
        let nested =
            nested.filter_map(|(id, file)| Some((id.to_owned(), Self::of(stack, stack.nested.get(file)?))));
        Self { nested: nested.collect(), template: template.clone() }
    }

    /// What is deployed, as it was sent. Empty if there is no such stack.
    pub(crate) async fn deployed(cloudformation: &CloudFormation, stack: &str) -> Result<Self> {
        let Some(text) = cloudformation.template(stack).await? else { return Ok(Self::default()) };
        let template = parse(stack, &text)?;
        let inner: Vec<&String> =
            resources(&template).filter(|(_, body)| is_stack(body)).map(|(id, _)| id).collect();
        let mut nested = BTreeMap::new();
        if !inner.is_empty() {
            let ids = cloudformation.physical_ids(stack).await?;
            for id in inner {
                if let Some(physical) = ids.get(id) {
                    nested.insert(id.clone(), Box::pin(Self::deployed(cloudformation, physical)).await?);
                }
            }
        }
        Ok(Self { template, nested })
    }

    /// The resources of this template alone.
    pub(crate) fn resources(&self) -> impl Iterator<Item = (&String, &Json)> {
        resources(&self.template)
    }

    /// The body of a resource of this template.
    pub(crate) fn resource(&self, id: &str) -> Option<&Json> {
        self.template.get("Resources")?.get(id)
    }

    /// All templates, this one first.
    pub(crate) fn all(&self) -> Vec<&Templates> {
        let mut all = vec![self];
        all.extend(self.nested.values().flat_map(Self::all));
        all
    }
}

fn resources(template: &Json) -> impl Iterator<Item = (&String, &Json)> {
    template.get("Resources").and_then(Json::as_object).into_iter().flatten()
}

pub(crate) fn is_stack(resource: &Json) -> bool {
    resource.get("Type").is_some_and(|kind| kind == "AWS::CloudFormation::Stack")
}

fn parse(stack: &str, text: &str) -> Result<Json> {
    // A stack under review has none.
    if text.trim().is_empty() {
        return Ok(Json::Object(Map::new()));
    }
    serde_json::from_str(text).map_err(|error| Error::Call {
        doing: format!("reading the template of stack `{stack}`"),
        code: String::new(),
        reason: format!("it is no JSON, so this tool did not deploy it ({error})"),
    })
}
