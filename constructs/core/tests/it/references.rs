use eventual_constructs_core::{
    App, Condition, Environment, NestedStack, Output, Scope, Stack, StackProps, if_,
};
use insta::assert_snapshot;
use serde_json::json;

use crate::assembly::json_file;
use crate::support::{app_and_stack, bare, problems, queue, template};

#[test]
fn a_value_of_another_stack_is_exported_and_imported() {
    let app = App::new();
    let (data, web) = (Stack::new(&app, "Data"), Stack::new(&app, "Web"));
    let source = queue(&data, "Source");
    Output::new(&web, "Arn", source.attribute("Arn"));
    Output::new(&web, "Again", source.attribute("Arn"));
    assert_json_golden!([bare(template(&app, "Data")), bare(template(&app, "Web"))]);
    let manifest = json_file(&app.assemble().unwrap(), "manifest.json");
    assert_eq!(manifest["artifacts"]["Web"]["dependencies"], json!(["Data", "Web.assets"]));
    assert_eq!(manifest["artifacts"]["Data"]["dependencies"], json!(["Data.assets"]));
}

#[test]
fn values_cross_nested_stacks_in_all_directions() {
    let app = App::new();
    let (left, right) = (Stack::new(&app, "Left"), Stack::new(&app, "Right"));
    let (inner, sibling) = (NestedStack::new(&left, "Inner"), NestedStack::new(&left, "Sibling"));
    let deep = NestedStack::new(&NestedStack::new(&right, "Middle"), "Deep");
    let (outside, inside) = (queue(&left, "Outside"), queue(&inner, "Inside"));
    Output::new(&inner, "Down", outside.attribute("Arn"));
    Output::new(&left, "Up", inside.attribute("Arn"));
    Output::new(&sibling, "Across", inside.attribute("Arn"));
    Output::new(&deep, "FarAway", inside.attribute("Arn"));
    let assembly = app.assemble().unwrap();
    let templates: Vec<_> =
        assembly.stacks().iter().map(|stack| (stack.path(), bare(stack.template().clone()))).collect();
    assert_json_golden!(templates);
}

#[test]
fn depends_on_orders_resources_nested_stacks_and_stacks() {
    let app = App::new();
    let (first, second) = (Stack::new(&app, "First"), Stack::new(&app, "Second"));
    let nested = NestedStack::new(&first, "Nested");
    let (inside, outside) = (queue(&nested, "Inside"), queue(&first, "Outside"));
    outside.depends_on(&inside);
    let far = queue(&second, "Far");
    far.depends_on(&inside);
    let template = bare(template(&app, "First"));
    let nested_id =
        template["Resources"].as_object().unwrap().keys().find(|id| id.starts_with("Nested")).unwrap();
    assert_eq!(template["Resources"]["Outside"]["DependsOn"], json!([nested_id]));
    let manifest = json_file(&app.assemble().unwrap(), "manifest.json");
    assert_eq!(manifest["artifacts"]["Second"]["dependencies"], json!(["First", "Second.assets"]));
}

#[test]
fn stacks_in_a_circle_are_refused_with_the_places() {
    let app = App::new();
    let (a, b) = (Stack::new(&app, "A"), Stack::new(&app, "B"));
    let (qa, qb) = (queue(&a, "Queue"), queue(&b, "Queue"));
    Output::new(&a, "Theirs", qb.reference());
    Output::new(&b, "Theirs", qa.reference());
    assert_snapshot!(problems(&app), @"`A` (constructs/core/tests/it/references.rs:N): the stacks depend on each other in a circle: `A/Theirs` → `B/Theirs` → `A/Theirs`; move one of the resources to break it");
}

#[test]
fn resources_in_a_circle_are_refused_with_their_paths() {
    let (app, stack) = app_and_stack();
    let (a, b) = (queue(&stack, "A"), queue(&stack, "B"));
    a.update(|queue| queue.queue_name = Some(b.attribute("QueueName")));
    b.depends_on(&a);
    assert_snapshot!(problems(&app), @"`Orders` (constructs/core/tests/it/support.rs:N): the resources depend on each other in a circle: `Orders/A` → `Orders/B` → `Orders/A`; replace one of the references by a fixed name, or move the permission into a policy of its own");
}

#[test]
fn a_value_cannot_cross_regions() {
    let app = App::new();
    let with = |id: &str, region: &str| {
        let env = Environment::new("123456789012", region);
        Stack::with_props(&app, id, StackProps { env, ..StackProps::default() })
    };
    let (eu, us) = (with("Eu", "eu-central-1"), with("Us", "us-east-1"));
    Output::new(&us, "Url", queue(&eu, "Queue").reference());
    assert_snapshot!(problems(&app), @"`Us/Url` (constructs/core/tests/it/references.rs:N): it uses `Eu/Queue`, which is deployed to `123456789012/eu-central-1`, from a stack in `123456789012/us-east-1`; values cannot cross accounts or regions, pass a fixed name instead");
}

#[test]
fn a_condition_of_another_stack_is_refused() {
    let app = App::new();
    let (a, b) = (Stack::new(&app, "A"), Stack::new(&app, "B"));
    let condition = Condition::equals(&a, "Always", "x", "x");
    Output::new(&b, "Out", if_(&condition, &"yes".into(), &"no".into()));
    assert_snapshot!(problems(&app), @"`B/Out` (constructs/core/tests/it/references.rs:N): it uses the condition `A/Always` of another stack; make one in this stack");
}

#[test]
fn an_export_can_stay_for_one_more_deployment() {
    let build = |imported: bool| {
        let app = App::new();
        let (data, web) = (Stack::new(&app, "Data"), Stack::new(&app, "Web"));
        let source = queue(&NestedStack::new(&data, "Inner"), "Source");
        if imported {
            Output::new(&web, "Arn", source.attribute("Arn"));
        } else {
            data.keep_export(&source.attribute("Arn"));
        }
        template(&app, "Data")
    };
    assert_eq!(build(true), build(false));
}

#[test]
fn only_what_a_stack_has_can_stay_exported() {
    let app = App::new();
    let (data, web) = (Stack::new(&app, "Data"), Stack::new(&app, "Web"));
    web.keep_export(&queue(&data, "Source").reference());
    data.keep_export(&"text".into());
    assert_snapshot!(problems(&app), @r"
    `Data` (constructs/core/tests/it/references.rs:N): only a reference to a resource of the stack itself can stay exported
    `Web` (constructs/core/tests/it/references.rs:N): only a reference to a resource of the stack itself can stay exported
    ");
}
