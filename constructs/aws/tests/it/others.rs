use eventual_constructs_aws::cognito::{UserPool, UserPoolProps};
use eventual_constructs_aws::default;
use eventual_constructs_aws::logs::{LogGroup, LogGroupProps, Retention};
use eventual_constructs_aws::scheduler::{Schedule, ScheduleGroup, ScheduleProps, ScheduleTarget};
use eventual_constructs_aws::sqs::Queue;
use eventual_constructs_aws::ssm::{Parameter, ParameterProps};

use crate::support::{app_and_stack, function, only, resources, statements};

#[test]
fn a_schedule_calls_a_function_in_a_role_of_its_own() {
    let (app, stack) = app_and_stack();
    let group = ScheduleGroup::new(&stack, "Group");
    let function = function(&stack, "Function");
    group.grant_manage(&function);
    let dead = Queue::new(&stack, "Dead", default());
    let props = ScheduleProps {
        group: group.into(),
        time_zone: "Europe/Berlin".into(),
        input: "{}".into(),
        dead_letter_queue: dead.into(),
        ..default()
    };
    Schedule::new(&stack, "Nightly", "cron(0 3 * * ? *)", &ScheduleTarget::Function(function), props);
    Schedule::new(
        &stack,
        "Often",
        "rate(1 minute)",
        &ScheduleTarget::Queue(Queue::from_name(&stack, "Q", "q")),
        default(),
    );
    assert_json_golden!(resources(&app));
}

#[test]
fn a_parameter_is_read_by_its_arn() {
    let (app, stack) = app_and_stack();
    let function = function(&stack, "Function");
    let props = ParameterProps { parameter_name: "/shop/url".into(), ..default() };
    Parameter::new(&stack, "Named", "x", props).grant_read(&function);
    Parameter::new(&stack, "Unnamed", "y", default()).grant_read(&function);
    assert_json_golden!(statements(&only(&resources(&app), "AWS::IAM::Role")));
}

#[test]
fn a_user_pool_signs_in_by_mail() {
    let (app, stack) = app_and_stack();
    let pool = UserPool::new(&stack, "Users", UserPoolProps { admin_only: true, ..default() });
    pool.add_client("Web");
    assert_json_golden!(resources(&app));
}

#[test]
fn a_log_group_keeps_lines_as_long_as_it_is_told() {
    let (app, stack) = app_and_stack();
    let props =
        LogGroupProps { retention: Retention::FOREVER.into(), log_group_name: "/shop".into(), ..default() };
    let group = LogGroup::new(&stack, "Logs", props);
    group.grant_read(&function(&stack, "Function"));
    assert_json_golden!(resources(&app));
}
