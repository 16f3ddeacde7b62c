use std::cell::RefCell;
use std::rc::Rc;

use eventual_constructs_cfn::iam as cfn;
use eventual_constructs_cfn::{ToJson, Value};
use eventual_constructs_core::{CallSite, Construct, Node, ProblemKind, Resource, Scope, sub};
use serde_json::json;

use super::{Grantee, PolicyDocument, Principal, Statement};
use crate::Setting;

/// Resources that hold the role of their user, or name functions that do: a policy inside that role, which names them,
/// would close a circle.
const HOLD_A_ROLE: [&str; 3] = ["AWS::ApiGateway::RestApi", "AWS::Lambda::Alias", "AWS::Lambda::Function"];

/// Settings of a role.
#[derive(Clone, Debug, Default)]
pub struct RoleProps {
    /// Name. Default: made by CloudFormation.
    pub role_name: Setting<Value<String>>,
    /// Shown in the console.
    pub description: Setting<Value<String>>,
    /// ARNs of managed policies; the name of an AWS managed policy (`service-role/AWSLambdaBasicExecutionRole`) will do.
    pub managed_policies: Vec<Value<String>>,
    /// ARN of the policy that bounds what can be granted.
    pub permissions_boundary: Setting<Value<String>>,
    /// First statements of its policy.
    pub statements: Vec<Statement>,
}

/// A role: permissions that a principal can assume. What it is granted is one minimal policy inside of it; only
/// statements on functions and APIs go to a policy beside it: functions hold their role, APIs name functions, and they
/// would wait for each other.
#[derive(Clone, Debug)]
pub struct Role {
    construct: Construct,
    arn: Value<String>,
    name: Value<String>,
    resource: Option<Resource<cfn::Role>>,
    policies: Rc<RefCell<Policies>>,
}

#[derive(Debug, Default)]
struct Policies {
    inside: PolicyDocument,
    beside: PolicyDocument,
    resource: Option<Resource<cfn::Policy>>,
}

impl Role {
    /// A role that `assumed_by` may take on.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, assumed_by: Principal, props: RoleProps) -> Self {
        let construct = Construct::new(scope, id);
        let trust = PolicyDocument::new([Statement::allow(["sts:AssumeRole"]).to(assumed_by)]);
        let managed: Vec<_> = props.managed_policies.iter().map(managed_policy_arn).collect();
        let resource = construct.add(
            "Resource",
            cfn::Role {
                description: props.description.into_option(),
                managed_policy_arns: (!managed.is_empty()).then(|| managed.into_iter().collect()),
                permissions_boundary: props.permissions_boundary.into_option(),
                role_name: props.role_name.into_option(),
                ..cfn::Role::new(trust.to_json(construct.node()))
            },
        );
        let role = Self {
            arn: resource.get(cfn::Role::ARN),
            name: resource.reference(),
            resource: Some(resource),
            construct,
            policies: Rc::default(),
        };
        role.add_statements(props.statements);
        role
    }

    /// A role that exists already. Grants go to a policy of this stack that is attached to it.
    #[track_caller]
    pub fn from_arn(scope: &impl Scope, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let construct = Construct::new(scope, id);
        let name = match &arn {
            Value::Known(text) => match text.rsplit_once('/') {
                Some((_, name)) if !name.is_empty() => Value::Known(name.to_owned()),
                _ => {
                    let message = format!(
                        "`{text}` is not the ARN of a role; it looks like `arn:aws:iam::123456789012:role/name`"
                    );
                    construct.node().problem(ProblemKind::Other { message }, &CallSite::caller());
                    Value::Known(text.clone())
                }
            },
            // A name behind a path cannot be cut out by CloudFormation; roles with a path need a known ARN.
            token => eventual_constructs_core::select(1, &eventual_constructs_core::split("/", token)),
        };
        Self { construct, arn, name, resource: None, policies: Rc::default() }
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The generated resource; `None` for a role that existed before.
    #[must_use]
    pub fn resource(&self) -> Option<&Resource<cfn::Role>> {
        self.resource.as_ref()
    }

    /// Lets `grantee` hand this role to a service.
    pub fn grant_pass(&self, grantee: &impl Grantee) {
        grantee.add_to_policy(Statement::allow(["iam:PassRole"]).on(self.arn()));
    }

    pub(super) fn add_statements(&self, statements: impl IntoIterator<Item = Statement>) {
        let node = self.construct.node();
        let mut policies = self.policies.borrow_mut();
        let (inside, beside): (Vec<_>, Vec<_>) =
            statements.into_iter().partition(|it| self.resource.is_some() && !is_circular(it, node));
        if let Some(resource) = self.resource.as_ref().filter(|_| !inside.is_empty()) {
            policies.inside.extend(inside);
            let document = policies.inside.to_json(node);
            let policy = cfn::RolePolicyProperty::new(document, Value::Known("Default".to_owned()));
            resource.update(|role| role.policies = Some([policy].into()));
        }
        if !beside.is_empty() {
            policies.beside.extend(beside);
            let document = policies.beside.to_json(node);
            match &policies.resource {
                Some(resource) => resource.update(|policy| policy.policy_document = document.into()),
                None => policies.resource = Some(self.attach(document)),
            }
        }
    }

    fn attach(&self, document: serde_json::Value) -> Resource<cfn::Policy> {
        let node = self.construct.node();
        // Names of a role's policies must differ; the path makes them so across stacks too.
        let hash = eventual_constructs_core::short_hash(node.path().as_bytes());
        let mut policy = cfn::Policy::new(document, format!("Policy{hash}"));
        policy.roles = Some([self.name()].into());
        self.construct.add("Policy", policy)
    }
}

/// Whether a policy inside a role would close a circle by this statement.
fn is_circular(statement: &Statement, node: &Node) -> bool {
    let resources: Vec<_> = statement.resources.iter().map(ToJson::to_json).collect();
    let named = node.referenced_types(&json!(resources));
    named.iter().any(|name| HOLD_A_ROLE.contains(&name.as_str()))
}

fn managed_policy_arn(policy: &Value<String>) -> Value<String> {
    match policy {
        Value::Known(name) if !name.starts_with("arn:") => {
            sub(&format!("arn:${{AWS::Partition}}:iam::aws:policy/{name}"), [])
        }
        arn => arn.clone(),
    }
}

impl Grantee for Role {
    fn grantee(&self) -> &Self {
        self
    }
}

impl Scope for Role {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
