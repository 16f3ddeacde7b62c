use eventual_constructs_aws::cloudwatch::{Alarm, AlarmProps, Metric};
use eventual_constructs_aws::sns::{Topic, TopicProps};
use eventual_constructs_aws::sqs::{DeadLetterQueue, Queue, QueueProps};
use eventual_constructs_aws::{days, default, minutes, seconds};

use crate::support::{app_and_stack, function, only, resources, statements};

#[test]
fn a_queue_with_a_dead_letter_queue_and_an_alarm() {
    let (app, stack) = app_and_stack();
    let topic = Topic::new(&stack, "Operators", TopicProps { display_name: "Shop".into(), ..default() });
    topic.subscribe_email("ops@example.com");
    let queue = Queue::new(&stack, "Dead", QueueProps { retention: days(14), fifo: true, ..default() });
    let main = Queue::new(
        &stack,
        "Main",
        QueueProps {
            queue_name: "main.fifo".into(),
            fifo: true,
            content_based_deduplication: true,
            high_throughput: true,
            visibility_timeout: minutes(3),
            delivery_delay: seconds(1),
            receive_wait: seconds(20),
            dead_letter_queue: DeadLetterQueue { queue, max_receive_count: 3 }.into(),
            ..default()
        },
    );
    let dead = main.dead_letter_queue().unwrap();
    dead.alarm_when_not_empty(AlarmProps { actions: vec![topic.arn()], ..default() });
    assert_json_golden!(resources(&app));
}

#[test]
fn queues_grant_what_senders_and_consumers_need() {
    let (app, stack) = app_and_stack();
    let function = function(&stack, "Function");
    Queue::new(&stack, "In", default()).grant_consume(&function);
    Queue::from_name(&stack, "Out", "out").grant_send(&function);
    assert_json_golden!(statements(&only(&resources(&app), "AWS::IAM::Role")));
}

#[test]
fn a_topic_reaches_queues_and_functions() {
    let (app, stack) = app_and_stack();
    let topic = Topic::new(&stack, "Topic", default());
    topic.subscribe_queue(&Queue::new(&stack, "Queue", default()));
    let function = function(&stack, "Function");
    topic.subscribe_function(&function);
    Topic::from_arn(&stack, "Theirs", "arn:aws:sns:eu-central-1:123456789012:theirs")
        .grant_publish(&function);
    let resources = resources(&app);
    assert_json_golden!([
        crate::support::of_type(&resources, "AWS::SNS::Subscription").into(),
        only(&resources, "AWS::SQS::QueuePolicy"),
        only(&resources, "AWS::Lambda::Permission"),
    ]);
}

#[test]
fn an_alarm_watches_any_metric() {
    let (app, stack) = app_and_stack();
    let metric = Metric::new("AWS/Lambda", "Errors").dimension("FunctionName", "f").statistic("Sum");
    let props = AlarmProps { threshold: 5.0.into(), evaluation_periods: 3.into(), ..default() };
    Alarm::new(&stack, "Errors", metric, props);
    assert_json_golden!(resources(&app));
}
