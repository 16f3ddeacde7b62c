//! `synth`: a stack with the service, as a cloud assembly.

use std::collections::BTreeMap;
use std::time::Instant;

use eventual_analyzer_openapi::Downgrade;
use eventual_constructs::{
    App, AppProps, CloudAssembly, Service, ServiceSettings, Stack, StackProps, context_from_environment,
    out_dir_from_environment,
};
use eventual_constructs_report::{count, seconds};
use serde_json::Value as Json;

use crate::cli::{SourceArgs, SynthArgs};
use crate::failure::{Failure, Result};
use crate::session::Session;
use crate::source::{Source, architecture, build, read};

/// The code of failures that constructs report.
const INVALID: &str = "InvalidAssembly";

pub(crate) fn synth(args: &SynthArgs, session: Session) -> Result<()> {
    if !session.json && !args.yaml {
        return write(args, session);
    }
    let started = Instant::now();
    let assembly = read_and_assemble(args, session)?;
    session.printer.data(&templates(&assembly, args.yaml)?);
    let (size, time) = (size(&assembly), seconds(started.elapsed()));
    session.printer.done("Synthesized", format_args!("{size} in {time}"));
    Ok(())
}

/// Writes the assembly, whatever form the output has.
pub(crate) fn write(args: &SynthArgs, session: Session) -> Result<()> {
    let started = Instant::now();
    let assembly = read_and_assemble(args, session)?;
    let out_dir = args.out_dir.clone().unwrap_or_else(out_dir_from_environment);
    assembly.write(&out_dir).map_err(|error| Failure::all(INVALID, error.problems()))?;
    let (size, time) = (size(&assembly), seconds(started.elapsed()));
    session.printer.done("Synthesized", format_args!("{size} into {} in {time}", out_dir.display()));
    Ok(())
}

fn read_and_assemble(args: &SynthArgs, session: Session) -> Result<CloudAssembly> {
    let source = read(args.source.folder.as_deref(), session)?;
    let props = props(&source, args)?;
    Ok(assemble(&source, &args.source, props, session)?.1)
}

/// `1 stack, 23 resources`
fn size(assembly: &CloudAssembly) -> String {
    let resources: usize = assembly.stacks().iter().map(|it| members(it.template(), "Resources")).sum();
    format!("{}, {}", count(assembly.stacks().len(), "stack"), count(resources, "resource"))
}

/// What the arguments say about app and stack.
#[derive(Clone, Debug, Default)]
pub(crate) struct Props {
    pub(crate) app: AppProps,
    pub(crate) stack: StackProps,
}

fn props(source: &Source, args: &SynthArgs) -> Result<Props> {
    if let Some(name) = args.stack_name.as_deref().filter(|it| !is_stack_name(it)) {
        return Err(Failure::user(format!("`{name}` is not a valid stack name"))
            .hint("use at most 128 letters, digits and `-`, beginning with a letter"));
    }
    let stack = StackProps {
        stack_name: args.stack_name.clone(),
        description: source.model.docs.as_deref().and_then(|it| it.lines().next()).map(str::to_owned),
        ..StackProps::default()
    };
    Ok(Props { app: AppProps { context: context(&args.context)?, ..AppProps::default() }, stack })
}

/// The tree of one stack with one service, and its assembly.
pub(crate) fn assemble(
    source: &Source,
    args: &SourceArgs,
    props: Props,
    session: Session,
) -> Result<(App, CloudAssembly)> {
    let build = build(source, args, session)?;
    let app = App::with_props(props.app);
    let stack = Stack::with_props(&app, &source.model.type_name, props.stack);
    let settings = ServiceSettings { architecture: architecture(args).into(), ..ServiceSettings::default() };
    let service = Service::new(&stack, "Service", &source.model, &build, &settings);
    for Downgrade { place, keyword, reason } in &service.downgrades {
        session.printer.detail(format_args!(
            "the gateway does not check `{keyword}` of {place}, the function does: {reason}"
        ));
    }
    let assembly = app.assemble().map_err(|error| Failure::all(INVALID, error.problems()))?;
    Ok((app, assembly))
}

/// What CloudFormation takes.
fn is_stack_name(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
}

/// `CDK_CONTEXT_JSON`, overridden by `-c key=value`.
fn context(given: &[String]) -> Result<BTreeMap<String, Json>> {
    let mut context = context_from_environment().map_err(Failure::user)?;
    for entry in given {
        let Some((key, value)) = entry.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            return Err(Failure::user(format!(
                "the context value `{entry}` has no key; write `-c key=value`"
            )));
        };
        context.insert(key.to_owned(), Json::String(value.to_owned()));
    }
    Ok(context)
}

/// The template of the only stack, or all templates by file name.
fn templates(assembly: &CloudAssembly, yaml: bool) -> Result<String> {
    let value = match assembly.stacks() {
        [only] => only.template().clone(),
        all => all.iter().map(|it| (it.template_file().to_owned(), it.template().clone())).collect(),
    };
    if yaml {
        return yaml_serde::to_string(&value).map_err(Failure::unexpected);
    }
    let text = serde_json::to_string_pretty(&value).map_err(Failure::unexpected)?;
    Ok(text + "\n")
}

fn members(template: &Json, section: &str) -> usize {
    template.get(section).and_then(Json::as_object).map_or(0, serde_json::Map::len)
}
