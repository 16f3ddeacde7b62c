//! Lesson 4: the service as a construct among others. The infrastructure program is Rust: a misspelt handler, a
//! wrong unit or a forgotten resource does not compile.

use eventual_constructs::prelude::*;

// Reads the service's source while this program is compiled. Nothing of the service is compiled into it.
eventual_constructs::service!(pub mod orders = "../orders");

/// The stack: an audit table and an alarm beside the service.
pub fn orders_stack(app: &App) -> orders::Service {
    let stack = Stack::new(app, "Shop");
    let audit = dynamodb::Table::new(&stack, "Audit", dynamodb::Key::text("order_id"), default());
    let alarms = sns::Topic::new(&stack, "Alarms", default());

    let service = orders::Service::new(
        &stack,
        "Orders",
        orders::ServiceProps {
            // A name that is no handler is a compile error, with a suggestion.
            commands: orders::Commands {
                create_order: FunctionProps {
                    memory: mb(1024),
                    environment: [("AUDIT_TABLE", audit.name())].into(),
                    ..default()
                },
            },
            subscriptions: orders::Subscriptions {
                take_payment: SubscriptionProps { max_attempts: 3.into(), ..default() },
                ..default()
            },
            api: ApiProps { cors: Cors::origins(["https://shop.example"]).into(), ..default() },
            // Reaches every function, those of subscriptions too.
            environment: [("STAGE", "live")].into(),
            ..default()
        },
    );

    // Every generated resource is a typed field. What the binary reaches is granted already; a table of yours is not.
    audit.grant_write(&service.commands.create_order);
    let failed = &service.subscriptions.take_payment.dead_letter_queue;
    failed.alarm_when_not_empty(cloudwatch::AlarmProps { actions: vec![alarms.arn()], ..default() });

    // The last resort: any property, by its path in the template.
    service.commands.create_order.resource().add_override("Properties.SnapStart", "None");
    service
}
