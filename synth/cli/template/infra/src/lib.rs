//! What the cloud should look like. A misspelt handler or a wrong unit does not compile.

use eventual_constructs::prelude::*;

// Reads the service's source while this program is compiled. Nothing of the service is compiled into it.
eventual_constructs::service!(pub mod {{module}} = "../service");

/// The stack: the service, with what differs from the defaults.
pub fn stack(app: &App) -> {{module}}::Service {
    let stack = Stack::new(app, "{{type}}");
    {{module}}::Service::new(
        &stack,
        "Service",
        {{module}}::ServiceProps {
            commands: {{module}}::Commands {
                hello: FunctionProps { memory: mb(256), ..default() },
                ..default()
            },
            ..default()
        },
    )
}
