use eventual_constructs_core::cfn::sqs::Queue;
use eventual_constructs_core::{App, Resource, Scope, Stack};
use serde_json::Value as Json;

/// A queue with nothing said about it.
pub(crate) fn queue(scope: &impl Scope, id: &str) -> Resource<Queue> {
    scope.add(id, Queue::default())
}

/// An app with one stack.
pub(crate) fn app_and_stack() -> (App, Stack) {
    let app = App::new();
    let stack = Stack::new(&app, "Orders");
    (app, stack)
}

/// The template of a stack of an app without mistakes.
pub(crate) fn template(app: &App, stack: &str) -> Json {
    app.assemble().unwrap().stack(stack).unwrap().template().clone()
}

/// The texts of all problems, lines of the test files masked.
pub(crate) fn problems(app: &App) -> String {
    let text = app.assemble().unwrap_err().to_string();
    let mut out = String::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(".rs:") {
            out.push_str(before);
            out.push_str(".rs:N");
            rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        out.push_str(rest);
        out.push('\n');
    }
    out
}

/// The template without what every one has.
pub(crate) fn bare(mut template: Json) -> Json {
    template.as_object_mut().unwrap().remove("Rules");
    if let Some(parameters) = template.get_mut("Parameters").and_then(Json::as_object_mut) {
        parameters.remove("BootstrapVersion");
    }
    if template.get("Parameters").is_some_and(|parameters| parameters.as_object().unwrap().is_empty()) {
        template.as_object_mut().unwrap().remove("Parameters");
    }
    for resource in template["Resources"].as_object_mut().unwrap().values_mut() {
        resource.as_object_mut().unwrap().remove("Metadata");
    }
    template
}
