//! Where durable executions live on AWS: the stores and effects of the orchestrator (`runtime/orchestrator`) over the signed
//! calls of `runtime/aws`.
//!
//! | What | Where |
//! |---|---|
//! | segments of histories | S3, `history/<execution>/<number>`, written once (`If-None-Match`) |
//! | rows and task calls | one DynamoDB table, `e#<execution>` and `t#<call>`, written if the version is the next |
//! | messages | a FIFO queue; the group is the execution |
//! | messages for later | a standard queue (FIFO queues have no delay per message), Scheduler when it is later than that holds |
//! | task attempts | asynchronous calls of a function per task |
//! | large payloads | S3, `payloads/<sha256>`; what is stored or sent instead names them |
//!
//! A retry after a lost answer meets its own write: where a condition fails, what is there is read and compared.
//!
//! Here is nothing of what messages mean, no Lambda event and no handler. Everything is reached through free functions or
//! [`AwsStores`], so a function that starts no workflow links nothing of it.

mod deaths;
mod effects;
mod execution_table;
mod history;
mod index;
mod item;
mod names;
mod process;
mod question;
mod relay;
mod settings;
mod spill;
mod task_table;

pub use deaths::{Deaths, leave_last_words};
pub use effects::Attempt;
pub use process::{emit, now, unique_id, uuid_v7};
pub use question::{answered, ask, question};
pub use relay::Relayed;
pub use settings::{Settings, SettingsError};
pub use spill::receive;

use eventual_runtime_aws::{AwsError, Client};
use eventual_runtime_orchestrator::StoreError;

/// The stores of a service.
#[derive(Clone, Copy, Debug)]
pub struct AwsStores<'a> {
    client: &'a Client,
    settings: &'a Settings,
}

impl<'a> AwsStores<'a> {
    /// The stores that these settings name.
    pub fn new(client: &'a Client, settings: &'a Settings) -> Self {
        Self { client, settings }
    }

    /// What they are made of.
    pub fn settings(&self) -> &'a Settings {
        self.settings
    }

    /// Signs the calls.
    pub fn client(&self) -> &'a Client {
        self.client
    }
}

fn failed(error: AwsError) -> StoreError {
    StoreError(error.to_string())
}
