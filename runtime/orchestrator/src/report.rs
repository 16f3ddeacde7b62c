//! Reports about task calls: the record is changed first, then what it says is done.

use eventual_runtime_engine::{Error, Payload, Timestamp, Verdict};

use crate::error::StoreError;
use crate::message::{CallKey, Report};
use crate::record::TaskRecord;
use crate::stores::{Stores, Written};

/// An attempt for which so many workers died before they claimed it has failed.
const MOST_LOST: u32 = 10;

/// Takes a report; the outcome of the call if it is over.
pub(crate) async fn take(
    stores: &impl Stores,
    call: &CallKey,
    report: &Report,
    now: Timestamp,
) -> Result<Option<Result<Payload, Error>>, StoreError> {
    let now = match report {
        Report::Check { at } => now.max(*at),
        _ => now,
    };
    loop {
        let Some(mut record) = stores.task(call).await? else { return Ok(None) };
        if record.outcome.is_some() {
            return Ok(record.outcome);
        }
        let before = record.clone();
        record.judge(report, now);
        if record != before {
            record.version += 1;
            if stores.put_task(call, &record).await? == Written::Taken {
                continue;
            }
        }
        if record.outcome.is_none() {
            follow(stores, call, Some(record), now).await?;
            return Ok(None);
        }
        return Ok(record.outcome);
    }
}

/// Does what the record of a call says: starts the attempt that is due, and arranges the next look. `known` is the record if
/// it was just read or written.
pub(crate) async fn follow(
    stores: &impl Stores,
    call: &CallKey,
    mut known: Option<TaskRecord>,
    now: Timestamp,
) -> Result<(), StoreError> {
    loop {
        let record = match known.take() {
            Some(record) => Some(record),
            None => stores.task(call).await?,
        };
        let Some(mut record) = record else { return Ok(()) };
        if record.run.due().is_some_and(|due| due <= now) {
            stores.invoke(call, &record.task, record.run.attempt()).await?;
        }
        if !arm(stores, call, &mut record, now).await? {
            return Ok(());
        }
        record.version += 1;
        if stores.put_task(call, &record).await? == Written::Committed {
            return Ok(());
        }
    }
}

/// Arranges a look at a call when its next time is up, unless one is arranged: then a message that comes twice does not
/// become two for ever. `true`: the record is changed and is to be written, after which it is certain.
pub(crate) async fn arm(
    stores: &impl Stores,
    call: &CallKey,
    record: &mut TaskRecord,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(at) = record.wake(now).filter(|at| record.armed != Some(*at)) else { return Ok(false) };
    stores.delay(&format!("{call}/check@{}", at.as_millis()), at, call.message(Report::Check { at })).await?;
    record.armed = Some(at);
    Ok(true)
}

impl TaskRecord {
    fn judge(&mut self, report: &Report, now: Timestamp) {
        let verdict = match report {
            Report::Ended { attempt, result } => self.run.finish(*attempt, result.clone(), now),
            Report::Check { .. } => self.run.expire(now),
            Report::Lost { attempt, worker, reason } => {
                let error = || Err(Error::new("WorkerLost", reason.clone()));
                if self.worker == *worker {
                    self.run.finish(*attempt, error(), now)
                } else if self.run.due().is_some() && self.run.attempt() == *attempt {
                    // It died before it could claim: the attempt did not happen, and is due still.
                    self.lost += 1;
                    if self.lost < MOST_LOST {
                        return;
                    }
                    self.run.claim(*attempt, now);
                    self.run.finish(*attempt, error(), now)
                } else {
                    Verdict::Stale
                }
            }
        };
        match verdict {
            Verdict::Over(result) => self.outcome = Some(result),
            Verdict::Again { .. } => (self.worker, self.nonce, self.lost) = Default::default(),
            Verdict::Stale => {}
        }
    }
}
