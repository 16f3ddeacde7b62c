//! Is what is deployed what was synthesized? The API as API Gateway exports it, the roles as IAM decides.

mod document;
mod grants;
mod resolve;

use std::collections::BTreeMap;
use std::time::Duration;

use futures::stream::{self, StreamExt, TryStreamExt};
use serde::Serialize;
use serde_json::Value as Json;

use crate::assembly::{Assembly, Stack};
use crate::aws::cloudformation::CloudFormation;
use crate::aws::{Access, Cloud, Place, apigateway, iam};
use crate::diff::{Templates, is_stack};
use crate::error::{Error, Result};
use crate::event::Audience;
use crate::stack::Work;
use grants::{Grant, Role};
use resolve::Resolver;

/// How many roles are asked about at once: IAM throttles its simulator.
const PARALLEL: usize = 4;

/// What was found out about a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Name of the stack.
    pub stack: String,
    /// Its REST APIs.
    pub apis: Vec<ApiCheck>,
    /// The roles with policies of their own.
    pub roles: Vec<RoleCheck>,
}

/// A deployed API against its document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApiCheck {
    /// Path of the API's construct.
    pub api: String,
    /// Name of the stage.
    pub stage: String,
    /// How many operations were compared.
    pub operations: usize,
    /// What differs, a sentence each; empty is good.
    pub differences: Vec<String>,
}

/// The policies of a deployed role against the template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleCheck {
    /// Path of the role's construct.
    pub role: String,
    /// How many actions on resources must be allowed and are.
    pub allowed: usize,
    /// What must be allowed and is not, or must not be and is; empty is good.
    pub wrong: Vec<String>,
    /// What must not be allowed and is not: one probe.
    pub refused: Option<String>,
    /// What could not be asked, with the reason.
    pub skipped: Vec<String>,
}

impl Verification {
    /// Is all as it should be?
    pub fn is_good(&self) -> bool {
        self.apis.iter().all(|api| api.differences.is_empty())
            && self.roles.iter().all(|role| role.wrong.is_empty())
    }
}

/// Compares what is deployed with the assembly. No names mean all stacks.
///
/// # Errors
/// If a stack is not deployed, or a service cannot be asked.
pub async fn verify(
    cloud: &Cloud,
    assembly: &Assembly,
    stacks: &[String],
    audience: &dyn Audience,
) -> Result<Vec<Verification>> {
    let mut found = Vec::new();
    for stack in assembly.named(stacks)? {
        let work = Work::new(cloud, stack, Duration::ZERO, audience).await?;
        let mut verification = Verification { stack: stack.name.clone(), ..Verification::default() };
        let wanted = Templates::wanted(stack);
        let access = work.reader().await;
        let cloudformation = CloudFormation::new(&access);
        Verifier { access, cloudformation, place: &work.place, stack }
            .verify(&stack.name, &wanted, &mut verification)
            .await?;
        found.push(verification);
    }
    Ok(found)
}

struct Verifier<'a> {
    access: Access,
    cloudformation: CloudFormation,
    place: &'a Place,
    stack: &'a Stack,
}

impl Verifier<'_> {
    /// A stack by name or ARN, then those nested in it.
    async fn verify(&self, name: &str, wanted: &Templates, found: &mut Verification) -> Result<()> {
        let cloudformation = &self.cloudformation;
        let state = cloudformation.stack(name).await?.filter(|state| state.status != "DELETE_COMPLETE");
        let Some(state) = state else { return Err(Error::NotDeployed { stack: self.stack.name.clone() }) };
        let physical = cloudformation.physical_ids(&state.id).await?;
        let mut outputs = BTreeMap::new();
        for (id, _) in wanted.resources().filter(|(_, body)| is_stack(body)) {
            if let Some(inner) = physical.get(id) {
                let state = cloudformation.stack(inner).await?;
                outputs.insert(id.clone(), state.map(|state| state.outputs).unwrap_or_default());
            }
        }
        let resolver = Resolver {
            template: &wanted.template,
            physical,
            parameters: state.parameters,
            outputs,
            place: self.place,
            stack_name: &self.stack.name,
        };
        for (id, body) in wanted.resources() {
            if body.get("Type").is_some_and(|kind| kind == "AWS::ApiGateway::RestApi") {
                self.apis(&resolver, id, body, found).await?;
            }
        }
        let roles = grants::roles(&resolver);
        let checks = stream::iter(&roles).map(|role| self.role(role, &roles)).buffered(PARALLEL);
        found.roles.extend(checks.try_collect::<Vec<_>>().await?);
        for (id, templates) in &wanted.nested {
            if let Some(inner) = resolver.physical.get(id) {
                Box::pin(self.verify(inner, templates, found)).await?;
            }
        }
        Ok(())
    }

    /// An API in each of its stages.
    async fn apis(
        &self,
        resolver: &Resolver<'_>,
        id: &str,
        body: &Json,
        found: &mut Verification,
    ) -> Result<()> {
        let (Some(document), Some(api)) = (body.pointer("/Properties/Body"), resolver.physical.get(id))
        else {
            return Ok(());
        };
        let resources = resolver.template.get("Resources").and_then(Json::as_object);
        for (_, stage) in resources.into_iter().flatten() {
            let properties = stage.get("Properties").unwrap_or(&Json::Null);
            let is_ours = stage.get("Type").is_some_and(|kind| kind == "AWS::ApiGateway::Stage")
                && properties.pointer("/RestApiId/Ref").is_some_and(|it| it == id);
            let name = properties.get("StageName").and_then(|name| resolver.text(name));
            let Some(stage) = name.filter(|_| is_ours) else { continue };
            let exported = apigateway::export(&self.access, api, &stage).await?;
            let differences = document::compare(document, &exported, &|uri| resolver.text(uri));
            let operations = document::count(document);
            found.apis.push(ApiCheck { api: self.path(id), stage, operations, differences });
        }
        Ok(())
    }

    async fn role(&self, role: &Role, all: &[Role]) -> Result<RoleCheck> {
        let mut check = RoleCheck {
            role: self.path(&role.logical_id),
            allowed: 0,
            wrong: Vec::new(),
            refused: None,
            skipped: role.skipped.clone(),
        };
        for grant in &role.grants {
            for (action, decision) in self.ask(role, grant).await? {
                if decision == "allowed" {
                    check.allowed += 1;
                } else {
                    check.wrong.push(format!("{action} on {} is not allowed ({decision})", grant.resource));
                }
            }
        }
        let grant = grants::forbidden(role, all);
        for (action, decision) in self.ask(role, &grant).await? {
            let what = format!("{action} on {}", grant.resource);
            if decision == "allowed" {
                check.wrong.push(format!("{what} is allowed, and nothing synthesizes that"));
            } else {
                check.refused = Some(what);
            }
        }
        Ok(check)
    }

    async fn ask(&self, role: &Role, grant: &Grant) -> Result<Vec<(String, String)>> {
        let question = iam::Question {
            role: &role.arn,
            actions: &grant.actions,
            resource: &grant.resource,
            context: &grant.context,
        };
        iam::simulate(&self.access, &question).await
    }

    fn path(&self, id: &str) -> String {
        self.stack.origin(id).map_or_else(|| id.to_owned(), |origin| origin.path)
    }
}
