//! `synth explain`: what a diagnostic means, or why a resource is as it is.

use std::fmt::Write as _;

use eventual_analyzer::{CODES, explain as page};
use eventual_constructs::{App, CloudAssembly, Node, Scope};
use eventual_constructs_report::Printer;
use serde_json::Value as Json;

use crate::cli::{ServiceArgs, SynthArgs};
use crate::command::service::Source;
use crate::command::{Failure, service, synth};

/// Where the CDK puts the path of a construct.
const PATH: &str = "aws:cdk:path";

pub(crate) fn explain(subject: &str, args: &ServiceArgs, printer: &Printer) -> Result<(), Failure> {
    if let Some(text) = page(&subject.to_uppercase()) {
        printer.data(text);
        return Ok(());
    }
    let looks_like_a_code = subject.len() == 6 && subject.to_uppercase().starts_with("EV");
    if looks_like_a_code {
        let codes = CODES.join(", ");
        return Err(
            Failure::user(format!("there is no diagnostic `{subject}`")).hint(format!("there are {codes}"))
        );
    }
    let source = service::read(args, printer)?;
    let synth_args = SynthArgs {
        service: args.clone(),
        out_dir: None,
        stack_name: None,
        context: Vec::new(),
        json: false,
        yaml: false,
        check: false,
    };
    // Ids do not depend on binaries: a mistyped one is found out before anything is compiled.
    let mut stub_args = synth_args.clone();
    stub_args.service.no_build = true;
    let (_, stubs) = assemble(&source, &stub_args, printer)?;
    let (app, assembly) = match find(&stubs, subject) {
        Some(_) => assemble(&source, &synth_args, printer)?,
        None => return Err(unknown(&stubs, subject, args)),
    };
    let Some((id, resource)) = find(&assembly, subject) else {
        return Err(unknown(&assembly, subject, args));
    };
    printer.data(&describe(&app, id, resource));
    Ok(())
}

fn assemble(source: &Source, args: &SynthArgs, printer: &Printer) -> Result<(App, CloudAssembly), Failure> {
    let app = synth::app(source, args, printer)?;
    let assembly = app.assemble().map_err(|error| Failure::all(error.problems()))?;
    Ok((app, assembly))
}

fn unknown(assembly: &CloudAssembly, subject: &str, args: &ServiceArgs) -> Failure {
    let mut near: Vec<&str> = ids(assembly).filter(|it| it.contains(subject)).collect();
    near.sort_unstable();
    let failure = Failure::user(format!("no template has a resource `{subject}`"));
    if near.is_empty() {
        let synth = args.tool.synth();
        return failure
            .hint(format!("`{synth} --json` shows the logical ids; resources can be named by path too"));
    }
    failure.hint(format!("there are {}", near.join(", ")))
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

fn describe(app: &App, id: &str, resource: &Json) -> String {
    let mut out = String::new();
    let kind = resource.get("Type").and_then(Json::as_str).unwrap_or_default();
    let path = path_of(resource).unwrap_or_default();
    let _ = writeln!(out, "{id}  {kind}\n  path    {path}");
    if let Some(node) = node_at(app, path) {
        // Reasons stand on the resource, on its construct, or on a sibling of the same construct: a function's are on
        // its role.
        let mut reasons = node.explanations();
        reasons.extend(node.parent().iter().flat_map(Node::explanations));
        for sibling in node.parent().iter().flat_map(Node::children) {
            for reason in sibling.explanations() {
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
        for reason in reasons {
            let _ = writeln!(out, "  because {reason}");
        }
    }
    for statement in statements(resource) {
        let _ =
            writeln!(out, "  allows  {} on {}", short(&statement["Action"]), short(&statement["Resource"]));
        let tests = statement.get("Condition").and_then(Json::as_object).into_iter().flatten();
        for (operator, keys) in tests {
            for (key, values) in keys.as_object().into_iter().flatten() {
                let _ = writeln!(out, "          if {key} {operator} {}", short(values));
            }
        }
    }
    out
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
