use std::fs;
use std::path::PathBuf;

use eventual_constructs_aws::default;
use eventual_constructs_aws::lambda::{Code, Function, FunctionProps};
use eventual_constructs_core::{App, Scope, Stack};
use serde_json::{Map, Value as Json};

/// An app with one stack, `Orders`.
pub(crate) fn app_and_stack() -> (App, Stack) {
    let app = App::new();
    let stack = Stack::new(&app, "Orders");
    (app, stack)
}

/// Code whose hash is known, so that nothing is read.
pub(crate) fn code() -> Code {
    Code::asset_with_hash("code.zip", "0123abcd")
}

/// A function with nothing said about it.
pub(crate) fn function(scope: &impl Scope, id: &str) -> Function {
    Function::new(scope, id, FunctionProps { code: code().into(), ..default() })
}

/// The resources of the one stack. The whole template is also left for `cfn-lint`, if a folder for that is named.
pub(crate) fn resources(app: &App) -> Json {
    let assembly = app.assemble().unwrap();
    if let Some(folder) = std::env::var_os("TEMPLATES_DIR") {
        let folder = PathBuf::from(folder);
        fs::create_dir_all(&folder).unwrap();
        let name = std::thread::current().name().unwrap().replace("::", "-");
        let text = eventual_constructs_core::to_text(assembly.stack("Orders").unwrap().template());
        fs::write(folder.join(format!("{name}.template.json")), text).unwrap();
    }
    let mut resources = assembly.stack("Orders").unwrap().template()["Resources"].clone();
    for resource in resources.as_object_mut().unwrap().values_mut() {
        resource.as_object_mut().unwrap().remove("Metadata");
    }
    resources
}

/// The properties of the only resource of that type.
pub(crate) fn only(resources: &Json, type_name: &str) -> Json {
    let mut found = of_type(resources, type_name);
    assert_eq!(found.len(), 1, "resources of {type_name}");
    found.remove(0)
}

/// The properties of all resources of that type, by logical id.
pub(crate) fn of_type(resources: &Json, type_name: &str) -> Vec<Json> {
    let all: &Map<String, Json> = resources.as_object().unwrap();
    all.values().filter(|body| body["Type"] == type_name).map(|body| body["Properties"].clone()).collect()
}

/// The statements of a role's inline policy.
pub(crate) fn statements(role: &Json) -> &Json {
    &role["Policies"][0]["PolicyDocument"]["Statement"]
}
