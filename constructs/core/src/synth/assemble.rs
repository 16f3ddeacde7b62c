use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Value as Json, json};

use super::assembly::{AssemblyFile, CloudAssembly, StackArtifact};
use super::manifest::{self, Bootstrap, SCHEMA, StackEntry};
use super::references::Resolver;
use super::template::{self, Sections, tags_below};
use super::{cycle, dependencies, ids, tree_json};
use crate::app::AppProps;
use crate::asset::{hash_of_bytes, url_template};
use crate::check::{self, Rendered};
use crate::json::{to_compact, to_text};
use crate::problem::{ProblemKind, SynthError};
use crate::stack::stack_chain;
use crate::token::sub;
use crate::tree::{AssetSource, Kind, NestedRecord, NodeId, NodeRecord, StackRecord, Tree};
use eventual_constructs_cfn::ToJson;

/// A template that is ready.
struct Template {
    file: String,
    text: String,
    hash: String,
    json: Json,
}

pub(crate) fn assemble(tree: &Tree) -> Result<CloudAssembly, SynthError> {
    let nodes = tree.nodes();
    let nodes = nodes.as_slice();
    let mut problems = tree.problems();
    let ids = ids::assign(nodes, &mut problems);
    let mut resolver = Resolver {
        nodes,
        ids: &ids,
        serial: tree.serial,
        crossings: BTreeMap::new(),
        stack_needs: BTreeMap::new(),
        problems,
    };

    let waits = dependencies::collect(&mut resolver);
    let mut stacks: BTreeMap<NodeId, Sections> = nodes
        .iter()
        .enumerate()
        .filter(|(_, n)| matches!(n.kind, Kind::Stack(_)))
        .map(|(at, _)| (at, Sections::new()))
        .collect();
    for index in 0..nodes.len() {
        if let Some(sections) = ids.stack[index].and_then(|stack| stacks.get_mut(&stack)) {
            template::render(&mut resolver, &tree.props, &waits, index, sections);
        }
    }

    for (index, record) in nodes.iter().enumerate() {
        for value in as_stack(record).map(|stack| stack.kept_exports.as_slice()).unwrap_or_default() {
            resolver.keep_export(value, index);
        }
    }
    let templates = finish_templates(&mut resolver, &tree.props, stacks);
    stack_order(&mut resolver);
    let rendered = Rendered {
        nodes,
        ids: &ids.logical,
        stack_of: &ids.stack,
        templates: templates.iter().map(|(at, t)| (*at, (&t.json, t.text.len()))).collect(),
    };
    let mut problems = std::mem::take(&mut resolver.problems);
    check::all(&rendered, &mut problems);
    if !problems.is_empty() {
        return Err(SynthError::new(problems));
    }
    Ok(package(&resolver, &tree.props, templates))
}

fn as_stack(record: &NodeRecord) -> Option<&StackRecord> {
    match &record.kind {
        Kind::Stack(stack) => Some(stack),
        _ => None,
    }
}

/// Renders templates, inner ones first: a parent's template names the hash of its child's.
fn finish_templates(
    resolver: &mut Resolver<'_>,
    app: &AppProps,
    mut stacks: BTreeMap<NodeId, Sections>,
) -> BTreeMap<NodeId, Template> {
    let mut order: Vec<_> = stacks.keys().copied().collect();
    order.sort_by_key(|stack| std::cmp::Reverse(stack_chain(resolver.nodes, *stack).len()));
    let mut done = BTreeMap::new();
    for stack in order {
        let Some(record) = as_stack(&resolver.nodes[stack]) else { continue };
        let mut sections = stacks.remove(&stack).unwrap_or_default();
        let crossing = resolver.crossings.remove(&stack).unwrap_or_default();
        sections.entry("Outputs").or_default().extend(crossing.outputs);
        let parameters = sections.entry("Parameters").or_default();
        parameters.extend(crossing.arguments.keys().map(|name| (name.clone(), json!({ "Type": "String" }))));
        let bootstrap = Bootstrap { qualifier: app.qualifier(), env: record.env() };
        let file = match &record.nested {
            None => {
                // CloudFormation reads it at deployment, the CDK CLI compares it with what the template needs.
                let version = json!({
                    "Type": "AWS::SSM::Parameter::Value<String>",
                    "Default": bootstrap.version_parameter(),
                    "Description": "Version of the CDK bootstrap stack, read at deployment. [cdk:skip]",
                });
                parameters.insert("BootstrapVersion".into(), version);
                sections
                    .entry("Rules")
                    .or_default()
                    .insert("CheckBootstrapVersion".into(), manifest::version_rule());
                format!("{}.template.json", record.name)
            }
            Some(_) => format!("{}.nested.template.json", record.name),
        };
        let json = document(record, sections);
        find_resource_cycle(resolver, stack, &json);
        let template = write_template(file, json);
        if let Some(nested) = &record.nested {
            place(resolver, &mut stacks, app, (stack, nested), &template, crossing.arguments);
        }
        done.insert(stack, template);
    }
    done
}

fn document(record: &StackRecord, sections: Sections) -> Json {
    let mut document = Map::new();
    if let Some(description) = &record.props.description {
        document.insert("Description".into(), description.as_str().into());
    }
    for (name, entries) in sections {
        if !entries.is_empty() || name == "Resources" {
            document.insert(name.into(), json!(entries));
        }
    }
    document.entry("Resources").or_insert_with(|| json!({}));
    Json::Object(document)
}

fn write_template(file: String, json: Json) -> Template {
    let mut text = to_text(&json);
    if text.len() > check::limits::TEMPLATE_BYTES {
        // White space counts; people can do without before they must split.
        text = to_compact(&json);
    }
    Template { file, hash: hash_of_bytes(text.as_bytes()), text, json }
}

/// Completes the resource that stands for a nested stack in its parent.
fn place(
    resolver: &Resolver<'_>,
    stacks: &mut BTreeMap<NodeId, Sections>,
    app: &AppProps,
    (stack, nested): (NodeId, &NestedRecord),
    template: &Template,
    arguments: BTreeMap<String, Json>,
) {
    let (Some(parent), Some(id)) =
        (resolver.ids.stack[nested.resource], &resolver.ids.logical[nested.resource])
    else {
        return;
    };
    let body = stacks.get_mut(&parent).and_then(|sections| sections.get_mut("Resources")?.get_mut(id));
    let Some(body) = body.and_then(Json::as_object_mut) else { return };
    // By these the CDK CLI finds the template, to show what changes inside.
    if let Some(metadata) = body.entry("Metadata").or_insert_with(|| json!({})).as_object_mut() {
        metadata.insert("aws:asset:path".into(), template.file.as_str().into());
        metadata.insert("aws:asset:property".into(), "TemplateURL".into());
    }
    let properties = body.entry("Properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        let url = sub(&url_template(app.qualifier(), &format!("{}.json", template.hash)), []);
        properties.insert("TemplateURL".into(), url.to_json());
        let tags = tags_below(resolver.nodes, stack, Some(parent));
        if !tags.is_empty() {
            let tags: Vec<_> =
                tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
            properties.insert("Tags".into(), tags.into());
        }
        if !arguments.is_empty() {
            properties.insert("Parameters".into(), json!(arguments));
        }
    }
}

fn find_resource_cycle(resolver: &mut Resolver<'_>, stack: NodeId, template: &Json) {
    let edges = check::resource_edges(template);
    if let Some(circle) = cycle::find(&edges) {
        let show = |id: &String| {
            let found = (0..resolver.nodes.len()).find(|at| {
                resolver.ids.stack[*at] == Some(stack) && resolver.ids.logical[*at].as_ref() == Some(id)
            });
            found.map_or_else(|| id.clone(), |at| resolver.path(at))
        };
        let circle = cycle::show(&circle.iter().map(show).collect::<Vec<_>>());
        resolver.problem(stack, ProblemKind::ResourceCycle { circle });
    }
}

fn stack_order(resolver: &mut Resolver<'_>) {
    let edges: cycle::Edges<NodeId> =
        resolver.stack_needs.iter().map(|(stack, needs)| (*stack, needs.keys().copied().collect())).collect();
    if let Some(circle) = cycle::find(&edges) {
        let mut shown = Vec::new();
        for pair in circle.windows(2) {
            let [user, needed] = pair else { continue };
            let reason = resolver.stack_needs.get(user).and_then(|needs| needs.get(needed)).copied();
            shown.push(reason.map_or_else(|| resolver.path(*user), |reason| resolver.path(reason)));
        }
        shown.extend(shown.first().cloned());
        let first = circle.first().copied().unwrap_or_default();
        resolver.problem(first, ProblemKind::StackCycle { circle: cycle::show(&shown) });
    }
}

/// Puts the files of the assembly together.
fn package(resolver: &Resolver<'_>, app: &AppProps, templates: BTreeMap<NodeId, Template>) -> CloudAssembly {
    let nodes = resolver.nodes;
    let mut files = BTreeMap::new();
    let mut entries = Vec::new();
    for (stack, template) in &templates {
        let Some(record) = as_stack(&nodes[*stack]).filter(|record| record.nested.is_none()) else {
            continue;
        };
        let bootstrap = Bootstrap { qualifier: app.qualifier(), env: record.env() };
        let mut shipped = BTreeMap::new();
        let inside: BTreeSet<NodeId> =
            templates.keys().copied().filter(|at| stack_chain(nodes, *at).first() == Some(stack)).collect();
        for inner in &inside {
            if let (Some(template), Some(record)) = (templates.get(inner), as_stack(&nodes[*inner])) {
                let entry =
                    manifest::template_entry(&bootstrap, &record.name, &template.file, &template.hash);
                shipped.insert(template.hash.clone(), entry);
                files.insert(template.file.clone(), AssemblyFile::Bytes(template.text.as_bytes().into()));
            }
        }
        let mut metadata = Map::new();
        for (index, node) in nodes.iter().enumerate() {
            if !resolver.ids.stack[index].is_some_and(|at| inside.contains(&at)) {
                continue;
            }
            if let Kind::Asset(asset) = &node.kind {
                shipped.insert(asset.hash.clone(), manifest::asset_entry(&bootstrap, asset));
                let content = match &asset.source {
                    AssetSource::Path(path) => AssemblyFile::CopyOf(path.clone()),
                    AssetSource::Bytes(bytes) => AssemblyFile::Bytes(bytes.clone()),
                };
                files.insert(manifest::staged_name(asset), content);
            }
            if let Some(id) = &resolver.ids.logical[index] {
                let entry = json!([{ "type": "aws:cdk:logicalId", "data": id, "trace": [node.location.to_string()] }]);
                metadata.insert(format!("/{}", resolver.path(index)), entry);
            }
        }
        let manifest = to_text(&manifest::assets_file(shipped));
        files.insert(format!("{}.assets.json", record.name), AssemblyFile::Bytes(manifest.as_bytes().into()));
        entries.push(StackEntry {
            record,
            bootstrap,
            path: resolver.path(*stack),
            tags: tags_below(nodes, *stack, None),
            template_file: &template.file,
            template_hash: &template.hash,
            needs: needed_stacks(resolver, *stack),
            metadata,
        });
    }
    for (name, json) in [
        ("manifest.json", manifest::manifest(&entries)),
        ("tree.json", tree_json::tree(nodes)),
        ("cdk.out", json!({ "version": SCHEMA })),
    ] {
        files.insert(name.to_owned(), AssemblyFile::Bytes(to_text(&json).as_bytes().into()));
    }
    let renewed: Rc<[_]> = resolver.ids.renewed.as_slice().into();
    let stacks = templates.into_iter().filter_map(|(at, template)| {
        let record = as_stack(&nodes[at])?;
        Some(StackArtifact {
            name: record.name.clone(),
            path: resolver.path(at),
            template_file: template.file,
            template: template.json,
            nested: record.nested.is_some(),
            renewed: Rc::clone(&renewed),
        })
    });
    CloudAssembly { stacks: stacks.collect(), files }
}

fn needed_stacks(resolver: &Resolver<'_>, stack: NodeId) -> Vec<String> {
    let needs = resolver.stack_needs.get(&stack);
    let names = needs.into_iter().flat_map(BTreeMap::keys).filter_map(|at| as_stack(&resolver.nodes[*at]));
    names.map(|record| record.name.clone()).collect()
}
