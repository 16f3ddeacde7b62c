//! Everything that most infrastructure programs need: `use eventual_constructs::prelude::*;`

pub use crate::Run as _;
pub use eventual_constructs_aws::{
    cloudwatch, days, default, dynamodb, events, gb, hours, iam, lambda, logs, mb, minutes, s3, scheduler,
    seconds, sns, sqs, ssm,
};
pub use eventual_constructs_core::{
    App, Output, RemovalPolicy, Resource, Scope, Stack, StackProps, Value, cfn,
};
pub use eventual_constructs_service::{ApiProps, Auth, Cors, SubscriptionProps, WorkflowProps};

pub use eventual_constructs_aws::lambda::FunctionProps;
