//! `synth explain`: what a diagnostic means, or why a resource is as it is.

use std::fmt::Write as _;

use eventual_analyzer::{CODES, explain as page};
use eventual_constructs::{App, CloudAssembly, Node, Scope};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::synth::{Props, assemble};
use crate::cli::{ExplainArgs, SourceArgs};
use crate::failure::{Failure, Result};
use crate::session::Session;
use crate::source;

/// Where the CDK puts the path of a construct.
const PATH: &str = "aws:cdk:path";

/// What is known of a resource.
#[derive(Clone, Debug, Serialize)]
struct Explanation {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    path: String,
    because: Vec<String>,
    allows: Vec<Permission>,
}

/// A statement of a role's policies.
#[derive(Clone, Debug, Serialize)]
struct Permission {
    action: String,
    resource: String,
    conditions: Vec<String>,
}

pub(crate) fn explain(args: &ExplainArgs, session: Session) -> Result<()> {
    let code = args.subject.to_uppercase();
    if let Some(text) = page(&code) {
        if session.json {
            return session.print_json(&json!({ "code": code, "text": text }));
        }
        session.printer.data(text);
        return Ok(());
    }
    let subject = args.subject.as_str();
    if code.len() == 6 && code.starts_with("EV") {
        let failure = Failure::not_found(format!("there is no diagnostic `{subject}`"));
        return Err(failure.hint(format!("expected one of {}", CODES.join(", "))));
    }
    let source = source::read(args.source.folder.as_deref(), session)?;
    // Ids do not depend on binaries: a mistyped one is found before anything is compiled.
    let stubs = SourceArgs { no_build: true, ..args.source.clone() };
    let (_, stubs) = assemble(&source, &stubs, Props::default(), session)?;
    if find(&stubs, subject).is_none() {
        return Err(unknown(&stubs, subject, session));
    }
    let (app, assembly) = assemble(&source, &args.source, Props::default(), session)?;
    let Some((id, resource)) = find(&assembly, subject) else {
        return Err(unknown(&assembly, subject, session));
    };
    let explanation = Explanation::new(&app, id, resource);
    if session.json {
        return session.print_json(&explanation);
    }
    session.printer.data(&explanation.render());
    Ok(())
}

fn unknown(assembly: &CloudAssembly, subject: &str, session: Session) -> Failure {
    let mut near: Vec<&str> = ids(assembly).filter(|it| it.contains(subject)).collect();
    near.sort_unstable();
    let failure = Failure::not_found(format!("no template has a resource `{subject}`"));
    if near.is_empty() {
        let synth = session.tool.synth();
        return failure.hint(format!("`{synth} --json` shows the logical ids; a path names a resource, too"));
    }
    failure.hint(format!("similar ids: {}", near.join(", ")))
}

/// A resource by logical id or by path.
fn find<'a>(assembly: &'a CloudAssembly, subject: &str) -> Option<(&'a str, &'a Json)> {
    let matches = |(id, it): &(&'a str, &'a Json)| *id == subject || path_of(it) == Some(subject);
    resources(assembly).find(matches)
}

fn resources(assembly: &CloudAssembly) -> impl Iterator<Item = (&str, &Json)> {
    let sections = assembly.stacks().iter().filter_map(|it| it.template().get("Resources")?.as_object());
    sections.flatten().map(|(id, resource)| (id.as_str(), resource))
}

fn ids(assembly: &CloudAssembly) -> impl Iterator<Item = &str> {
    resources(assembly).map(|(id, _)| id)
}

fn path_of(resource: &Json) -> Option<&str> {
    resource.get("Metadata")?.get(PATH)?.as_str()
}

impl Explanation {
    fn new(app: &App, id: &str, resource: &Json) -> Self {
        let path = path_of(resource).unwrap_or_default();
        let mut because: Vec<String> = Vec::new();
        if let Some(node) = node_at(app, path) {
            // Reasons stand on the resource, on its construct, or on a sibling of the same construct: a function's are
            // on its role.
            because = node.explanations();
            because.extend(node.parent().iter().flat_map(Node::explanations));
            for reason in node.parent().iter().flat_map(Node::children).flat_map(|it| it.explanations()) {
                if !because.contains(&reason) {
                    because.push(reason);
                }
            }
        }
        Self {
            id: id.to_owned(),
            kind: resource.get("Type").and_then(Json::as_str).unwrap_or_default().to_owned(),
            path: path.to_owned(),
            because,
            allows: statements(resource).into_iter().map(Permission::new).collect(),
        }
    }

    fn render(&self) -> String {
        let mut out = String::new();
        let Self { id, kind, path, because, allows } = self;
        let _ = writeln!(out, "{id}  {kind}\n  path    {path}");
        for reason in because {
            let _ = writeln!(out, "  because {reason}");
        }
        for Permission { action, resource, conditions } in allows {
            let _ = writeln!(out, "  allows  {action} on {resource}");
            for condition in conditions {
                let _ = writeln!(out, "          if {condition}");
            }
        }
        out
    }
}

impl Permission {
    fn new(statement: &Json) -> Self {
        let mut conditions = Vec::new();
        for (operator, keys) in statement.get("Condition").and_then(Json::as_object).into_iter().flatten() {
            for (key, values) in keys.as_object().into_iter().flatten() {
                conditions.push(format!("{key} {operator} {}", short(values)));
            }
        }
        Self { action: short(&statement["Action"]), resource: short(&statement["Resource"]), conditions }
    }
}

/// A value of a template in a form for reading: `a, b`, `Bus.Arn`, `Bucket.Arn/history/*`. The partition, the region and
/// the account of ARNs are those of the stack.
fn short(value: &Json) -> String {
    if let Some(all) = value.as_array() {
        return all.iter().map(short).collect::<Vec<_>>().join(", ");
    }
    if let Some([Json::String(id), Json::String(attribute)]) =
        value["Fn::GetAtt"].as_array().map(Vec::as_slice)
    {
        return format!("{id}.{attribute}");
    }
    let sub = &value["Fn::Sub"];
    if let Some(template) = sub.as_str().or(sub[0].as_str()) {
        let variables = sub[1].as_object().into_iter().flatten();
        let filled = variables.fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("${{{name}}}"), &short(value))
        });
        return filled
            .replace("arn:${AWS::Partition}:", "arn:aws:")
            .replace("${AWS::Region}:${AWS::AccountId}", "");
    }
    match value["Ref"].as_str().or(value.as_str()) {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    }
}

fn node_at(app: &App, path: &str) -> Option<Node> {
    let mut node = app.node().clone();
    for id in path.split('/') {
        node = node.find(id)?;
    }
    Some(node)
}

/// Statements of the inline policies of a role.
fn statements(resource: &Json) -> Vec<&Json> {
    let policies = resource.pointer("/Properties/Policies").and_then(Json::as_array);
    let documents = policies.into_iter().flatten().filter_map(|it| it.pointer("/PolicyDocument/Statement"));
    documents.filter_map(Json::as_array).flatten().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_templates_are_short() {
        assert_eq!(
            short(&json!(["a", { "Ref": "Bus" }, { "Fn::GetAtt": ["Bus", "Arn"] }])),
            "a, Bus, Bus.Arn"
        );
        let objects =
            json!({ "Fn::Sub": ["${Bucket}/a/*", { "Bucket": { "Fn::GetAtt": ["Files", "Arn"] } }] });
        assert_eq!(short(&objects), "Files.Arn/a/*");
        let schedules = json!({ "Fn::Sub": "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/a/*" });
        assert_eq!(short(&schedules), "arn:aws:scheduler::schedule/a/*");
    }
}
