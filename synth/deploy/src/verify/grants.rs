//! What the template lets a role do, as questions that IAM can answer.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::resolve::Resolver;

/// A role of a template.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) logical_id: String,
    pub(super) arn: String,
    pub(super) grants: Vec<Grant>,
    /// Statements that cannot be asked about, with the reason.
    pub(super) skipped: Vec<String>,
}

/// Actions that a role must be allowed on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) actions: Vec<String>,
    pub(super) resource: String,
    pub(super) context: Vec<(String, Vec<String>)>,
}

/// The roles with policies of their own. Managed policies are AWS's, and not asked about.
pub(super) fn roles(resolver: &Resolver<'_>) -> Vec<Role> {
    let resources = resolver.template.get("Resources").and_then(Json::as_object);
    let resources: Vec<(&String, &Json)> = resources.into_iter().flatten().collect();
    let mut roles = Vec::new();
    for (id, body) in resources.iter().filter(|(_, body)| is(body, "AWS::IAM::Role")) {
        let Some(arn) = resolver.text(&serde_json::json!({ "Fn::GetAtt": [id, "Arn"] })) else { continue };
        let mut role = Role { logical_id: (*id).clone(), arn, grants: Vec::new(), skipped: Vec::new() };
        for policy in list(body.pointer("/Properties/Policies")) {
            add(resolver, policy.get("PolicyDocument"), &mut role);
        }
        // Policies that stand apart name their roles.
        for (_, policy) in resources.iter().filter(|(_, body)| is(body, "AWS::IAM::Policy")) {
            if list(policy.pointer("/Properties/Roles")).any(|it| it["Ref"] == id.as_str()) {
                add(resolver, policy.pointer("/Properties/PolicyDocument"), &mut role);
            }
        }
        if !role.grants.is_empty() || !role.skipped.is_empty() {
            roles.push(role);
        }
    }
    roles
}

/// Something that another role may do and this one must not, the first that there is.
pub(super) fn forbidden(role: &Role, others: &[Role]) -> Grant {
    let own: BTreeSet<&String> = role.grants.iter().flat_map(|grant| &grant.actions).collect();
    let foreign = others.iter().flat_map(|other| &other.grants).find_map(|grant| {
        let action = grant.actions.iter().find(|action| !own.contains(action))?;
        Some(Grant { actions: vec![action.clone()], ..grant.clone() })
    });
    // Nothing that is deployed here may make users.
    foreign.unwrap_or_else(|| Grant {
        actions: vec!["iam:CreateUser".into()],
        resource: "*".into(),
        context: Vec::new(),
    })
}

fn add(resolver: &Resolver<'_>, document: Option<&Json>, role: &mut Role) {
    for statement in list(document.and_then(|document| document.get("Statement"))) {
        if statement.get("Effect").is_none_or(|effect| effect != "Allow") {
            continue;
        }
        let actions = list(statement.get("Action")).filter_map(Json::as_str).map(str::to_owned);
        let (vague, actions): (Vec<String>, Vec<String>) = actions.partition(|action| action.contains('*'));
        if !vague.is_empty() {
            role.skipped.push(format!("{}: the simulator takes no wildcards", vague.join(", ")));
        }
        if actions.is_empty() {
            continue;
        }
        for resource in list(statement.get("Resource")) {
            match resolver.text(resource) {
                Some(resource) => role.grants.push(Grant {
                    actions: actions.clone(),
                    resource: concrete(&resource),
                    context: context(resolver, statement),
                }),
                None => {
                    role.skipped
                        .push(format!("{} on {resource}: its ARN is not known here", actions.join(", ")));
                }
            }
        }
    }
}

/// A resource that the pattern fits.
fn concrete(resource: &str) -> String {
    if resource == "*" { resource.to_owned() } else { resource.replace('*', "verify") }
}

/// Values with which the conditions of a statement hold.
fn context(resolver: &Resolver<'_>, statement: &Json) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for (operator, keys) in statement.get("Condition").and_then(Json::as_object).into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            // What must not be is not given.
            if !operator.contains("Not") && operator != "Null" {
                let value = list(Some(values)).find_map(|value| resolver.text(value));
                found.extend(value.map(|value| (key.clone(), vec![concrete(&value)])));
            }
        }
    }
    found
}

fn is(body: &Json, kind: &str) -> bool {
    body.get("Type").is_some_and(|it| it == kind)
}

/// One or several, as policies have it.
fn list(value: Option<&Json>) -> impl Iterator<Item = &Json> {
    match value {
        Some(Json::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
    .iter()
}
