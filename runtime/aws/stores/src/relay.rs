//! The relay queue: it holds messages back until their time.

use std::time::Duration;

use eventual_runtime_aws::{self as aws, Schedule, create_schedule};
use eventual_runtime_engine::Timestamp;
use eventual_runtime_orchestrator::{Message, StoreError, together};
use serde::{Deserialize, Serialize};

use crate::{AwsStores, failed, names, now};

/// Scheduler calls within a minute after the time: it is asked a minute ahead, and the queue holds the rest back.
const AHEAD: Duration = Duration::from_mins(1);
/// A schedule must not lie in the past when it arrives.
const SOONEST: Duration = Duration::from_secs(5);
/// Bytes of a schedule's input; the quota is 256 KB.
const MAX_SCHEDULED_BYTES: usize = 200_000;

/// A message in the relay queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relayed {
    /// By which it is taken back.
    pub name: String,
    /// When it is to be delivered, in milliseconds since the Unix epoch.
    pub at: Timestamp,
    /// What is to be delivered.
    pub message: Message,
}

/// For how long it is to be held back.
fn remaining(at: Timestamp, now: Timestamp) -> Duration {
    Duration::from_millis(at.as_millis().saturating_sub(now.as_millis()))
}

impl AwsStores<'_> {
    /// Holds messages back: in the queue if it can for so long, else by schedules. What is due goes on at once.
    pub(crate) async fn hold_back(&self, all: Vec<Relayed>) -> Result<(), StoreError> {
        let (now, longest) = (now(), self.settings.longest_delay()?);
        let (mut due, mut queued, mut scheduled) = (Vec::new(), Vec::new(), Vec::new());
        for relayed in all {
            match remaining(relayed.at, now) {
                Duration::ZERO => due.push(relayed.message),
                short if short <= longest => queued.push(relayed),
                _ => scheduled.push(relayed),
            }
        }
        self.deliver(due).await?;
        self.queue_all(queued).await?;
        together(scheduled.into_iter().map(|it| self.schedule(it, now))).await?;
        Ok(())
    }

    /// Takes what came out of the relay queue: on to their executions, or back if they came early.
    ///
    /// Never to a schedule again: one of that name may still be there, and would be taken for this one.
    pub async fn relay(&self, all: Vec<Relayed>) -> Result<(), StoreError> {
        let now = now();
        let (due, early): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.at <= now);
        self.deliver(due.into_iter().map(|it| it.message).collect()).await?;
        self.queue_all(early).await
    }

    /// Puts messages into the relay queue, for as long as it holds them at most.
    async fn queue_all(&self, all: Vec<Relayed>) -> Result<(), StoreError> {
        if all.is_empty() {
            return Ok(());
        }
        let (now, longest, queue) = (now(), self.settings.longest_delay()?, self.settings.relay()?);
        let messages = all.into_iter().map(|relayed| async move {
            // Whole seconds, and not before the time.
            let seconds = remaining(relayed.at, now).min(longest).as_millis().div_ceil(1_000);
            let body = self.body(text(&relayed)?).await?;
            let delay_seconds = Some(u32::try_from(seconds).unwrap_or(900));
            Ok(aws::Message { body, delay_seconds, ..aws::Message::default() })
        });
        let messages = together(messages).await?;
        let batches = messages.chunks(10).map(|batch| async move {
            aws::send_messages(self.client, queue, batch).await.map_err(|it| StoreError(it.to_string()))
        });
        together(batches).await.map(|_| ())
    }

    async fn schedule(&self, relayed: Relayed, now: Timestamp) -> Result<(), StoreError> {
        let ahead = Timestamp(relayed.at.as_millis().saturating_sub(AHEAD.as_millis() as u64));
        let at = ahead.max(now + SOONEST);
        let schedule = Schedule {
            name: names::hash(relayed.name.as_bytes()),
            group: self.settings.schedule_group()?.to_owned(),
            at_epoch_seconds: at.as_millis() / 1_000,
            target_arn: self.settings.relay_arn()?.to_owned(),
            role_arn: self.settings.schedule_role()?.to_owned(),
            input: self.body_within(text(&relayed)?, MAX_SCHEDULED_BYTES).await?,
            message_group_id: None,
        };
        // One of that name is this one: it was created before, by a process that then died.
        create_schedule(self.client, &schedule).await.map(|_| ()).map_err(failed)
    }
}

pub(crate) fn text(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError(error.to_string()))
}
