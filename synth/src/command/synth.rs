//! `synth`: a stack with the service, as a cloud assembly.

use std::collections::BTreeMap;
use std::time::Instant;

use eventual_analyzer_openapi::Downgrade;
use eventual_constructs::{
    App, AppProps, CloudAssembly, Service, ServiceSettings, Stack, StackProps, context_from_environment,
    out_dir_from_environment,
};
use eventual_constructs_report::{Printer, count, seconds};
use serde_json::Value as Json;

use crate::cli::SynthArgs;
use crate::command::Failure;
use crate::command::service::{Source, architecture, build, read};

pub(crate) fn synth(args: &SynthArgs, printer: &Printer) -> Result<(), Failure> {
    let started = Instant::now();
    let source = read(&args.service, printer)?;
    let app = app(&source, args, printer)?;
    let assembly = app.assemble().map_err(|error| Failure::all(error.problems()))?;
    let resources: usize = assembly.stacks().iter().map(|it| members(it.template(), "Resources")).sum();
    let size = format!("{}, {}", count(assembly.stacks().len(), "stack"), count(resources, "resource"));
    if args.json || args.yaml {
        printer.data(&templates(&assembly, args.yaml)?);
        printer.done("Synthesized", format_args!("{size} in {}", seconds(started.elapsed())));
        return Ok(());
    }
    let out_dir = args.out_dir.clone().unwrap_or_else(out_dir_from_environment);
    assembly.write(&out_dir).map_err(|error| Failure::all(error.problems()))?;
    let time = seconds(started.elapsed());
    printer.done("Synthesized", format_args!("{size} into {} in {time}", out_dir.display()));
    Ok(())
}

/// The tree: one stack, one service.
pub(crate) fn app(source: &Source, args: &SynthArgs, printer: &Printer) -> Result<App, Failure> {
    let context = context(&args.context)?;
    if let Some(name) = args.stack_name.as_deref().filter(|it| !is_stack_name(it)) {
        return Err(Failure::user(format!("`{name}` can not be the name of a stack"))
            .hint("use letters, digits and `-`, beginning with a letter, 128 at most"));
    }
    let build = build(source, &args.service, printer)?;
    let app = App::with_props(AppProps { context, ..AppProps::default() });
    let props = StackProps {
        stack_name: args.stack_name.clone(),
        description: source.model.docs.as_deref().and_then(|it| it.lines().next()).map(str::to_owned),
        ..StackProps::default()
    };
    let stack = Stack::with_props(&app, &source.model.type_name, props);
    let settings =
        ServiceSettings { architecture: architecture(&args.service).into(), ..ServiceSettings::default() };
    let service = Service::new(&stack, "Service", &source.model, &build, &settings);
    for Downgrade { place, keyword, reason } in &service.downgrades {
        printer.detail(format_args!(
            "the gateway does not check `{keyword}` of {place}, the function does: {reason}"
        ));
    }
    Ok(app)
}

/// What CloudFormation takes.
fn is_stack_name(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
}

/// `CDK_CONTEXT_JSON`, overridden by `-c key=value`.
fn context(given: &[String]) -> Result<BTreeMap<String, Json>, Failure> {
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
fn templates(assembly: &CloudAssembly, yaml: bool) -> Result<String, Failure> {
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
