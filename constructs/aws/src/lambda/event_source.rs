use std::time::Duration;

use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::lambda as cfn;
use eventual_constructs_core::{Resource, Scope};

use super::{Destination, Function};
use crate::Setting;
use crate::dynamodb::Table;
use crate::iam::{Grantee, Statement};
use crate::setting::whole_seconds;
use crate::sqs::Queue;

/// What Lambda polls for a function.
#[derive(Clone, Debug)]
pub struct EventSource {
    origin: Origin,
    /// Most items of one invocation. Default: 10 from a queue, 100 from a stream.
    pub batch_size: Setting<u32>,
    /// How long to wait for a full batch. Default: not at all.
    pub max_batching_window: Setting<Duration>,
    /// Most concurrent invocations for a queue, 2 to 1,000. Default: no bound.
    pub max_concurrency: Setting<u32>,
    /// Concurrent batches of one shard of a stream, 1 to 10. Default: 1.
    pub parallelization_factor: Setting<u32>,
    /// The function answers which items failed, and only those come again. Default: yes.
    pub report_failures: Setting<bool>,
    /// How often a batch of a stream is tried again. Default: until it is too old.
    pub retry_attempts: Setting<u32>,
    /// Halves a failed batch of a stream, to find the bad item. Default: no.
    pub bisect_on_error: Setting<bool>,
    /// Where the record of a given-up batch of a stream goes. Default: nowhere.
    pub on_failure: Setting<Destination>,
}

#[derive(Clone, Debug)]
enum Origin {
    Queue(Queue),
    Stream(Table),
}

impl EventSource {
    /// Messages of a queue.
    #[must_use]
    pub fn queue(queue: &Queue) -> Self {
        Self::new(Origin::Queue(queue.clone()))
    }

    /// Changes of a table, from now on. The table must have a stream.
    #[must_use]
    pub fn stream(table: &Table) -> Self {
        Self::new(Origin::Stream(table.clone()))
    }

    fn new(origin: Origin) -> Self {
        Self {
            origin,
            batch_size: Setting::unset(),
            max_batching_window: Setting::unset(),
            max_concurrency: Setting::unset(),
            parallelization_factor: Setting::unset(),
            report_failures: Setting::unset(),
            retry_attempts: Setting::unset(),
            bisect_on_error: Setting::unset(),
            on_failure: Setting::unset(),
        }
    }

    #[track_caller]
    pub(super) fn bind(self, function: &Function, id: &str) -> Resource<cfn::EventSourceMapping> {
        let (arn, start) = match &self.origin {
            Origin::Queue(queue) => {
                queue.grant_consume(function);
                (queue.arn(), None)
            }
            Origin::Stream(table) => {
                table.grant_stream_read(function);
                (table.stream_arn(), Some("LATEST".into()))
            }
        };
        let number =
            |setting: Setting<u32>| setting.into_option().map(|number| Value::Known(i64::from(number)));
        let destination = self.on_failure.get().map(|destination| {
            destination.grant(function);
            let on_failure = cfn::EventSourceMappingOnFailure { destination: Some(destination.arn()) };
            cfn::EventSourceMappingDestinationConfig { on_failure: Some(on_failure.into()) }.into()
        });
        let scaling = number(self.max_concurrency).map(|maximum| {
            cfn::EventSourceMappingScalingConfig { maximum_concurrency: Some(maximum) }.into()
        });
        let report = self.report_failures.or_value(true).then(|| ["ReportBatchItemFailures"].into());
        let mapping = function.add(
            id,
            cfn::EventSourceMapping {
                batch_size: number(self.batch_size),
                bisect_batch_on_function_error: self.bisect_on_error.property(),
                destination_config: destination,
                event_source_arn: Some(arn),
                function_response_types: report,
                maximum_batching_window_in_seconds: self
                    .max_batching_window
                    .into_option()
                    .map(|window| whole_seconds(window).into()),
                maximum_retry_attempts: number(self.retry_attempts),
                parallelization_factor: number(self.parallelization_factor),
                scaling_config: scaling,
                starting_position: start,
                ..cfn::EventSourceMapping::new(function.name())
            },
        );
        // Lambda tries the permission to read when the mapping is made.
        mapping.depends_on(function.role());
        mapping
    }
}

impl Table {
    /// Lets `reader` follow the changes of the table.
    pub fn grant_stream_read(&self, reader: &impl Grantee) {
        let actions = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];
        reader.add_to_policy(Statement::allow(actions).on(self.stream_arn()));
        // Listing cannot be bound to one stream.
        reader.add_to_policy(Statement::allow(["dynamodb:ListStreams"]).on("*"));
    }
}
