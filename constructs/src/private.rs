//! What `service!` emits calls to. No part of the public interface.

use std::path::Path;

use eventual_analyzer_model::ServiceModel;
use eventual_constructs_core::ProblemKind;
use eventual_constructs_report::Printer;

pub use eventual_constructs_aws::events::EventBus;
pub use eventual_constructs_aws::iam::Grantee;
pub use eventual_constructs_aws::lambda::{Architecture, Function, FunctionProps};
pub use eventual_constructs_aws::{Entries, Setting};
pub use eventual_constructs_core::{App, CallSite, Node, Scope, Value};
pub use eventual_constructs_service::*;

use crate::prepare::{Binaries, prepare};

/// Context key that asks for stubs instead of binaries.
const NO_BUILD: &str = "eventual:no-build";

/// Builds the functions of the service in `package_dir` and puts it into a stack. A build that fails is shown on
/// the terminal and makes the synthesis fail; the tree is built to its end all the same, so that its own mistakes
/// show too.
#[track_caller]
pub fn build_service(
    scope: &impl Scope,
    id: &str,
    model: &str,
    package_dir: &str,
    settings: &ServiceSettings,
) -> Service {
    let location = CallSite::caller();
    let node = scope.node();
    let problem = |message: String| node.problem(ProblemKind::Other { message }, &location);
    let model: ServiceModel = serde_json::from_str(model).unwrap_or_else(|error| {
        problem(format!("the model that `service!` embedded cannot be read: {error}"));
        ServiceModel::default()
    });
    let wants_stubs = node.context(NO_BUILD).is_some_and(|it| it == true || it == "true" || it == "1");
    let binaries = if wants_stubs { Binaries::Stub } else { Binaries::Build };
    let printer = Printer::default();
    let architecture = settings.architecture.clone().or_value(Architecture::X86_64);
    let build = prepare(&model, Path::new(package_dir), binaries, architecture, &printer);
    let build = build.unwrap_or_else(|error| {
        problem(error.to_string());
        BuildOutputs::default()
    });
    Service::new(scope, id, &model, &build, settings)
}

/// What the model promises is there.
#[expect(clippy::panic, reason = "both sides come from one model; anything else is a bug of the framework")]
pub fn present<T>(value: Option<T>, name: &str) -> T {
    match value {
        Some(value) => value,
        None => panic!("`{name}` was not generated; please report this"),
    }
}
