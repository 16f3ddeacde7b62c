//! [`Orchestrator`]: takes batches of messages.

use std::collections::BTreeMap;
use std::time::Duration;

use eventual_runtime_engine::{Error, Execution, Occurrence, Payload, Timestamp, WorkflowEntry};
use sha2::{Digest, Sha256};

use crate::error::StoreError;
use crate::live::{Live, Workflows};
use crate::message::{CallKey, Message, Report, Start, What};
use crate::operations::OperationError;
use crate::perform::perform;
use crate::report;
use crate::row::Row;
use crate::segment::Segment;
use crate::stores::{Stores, Written};
use crate::together::together;
use crate::warm::Warm;

/// How often a batch is tried when other orchestrators are faster.
const MOST_ROUNDS: u32 = 16;
/// How often a message is put off whose execution was not started: it may have overtaken its start.
const MOST_TRIES_UNSTARTED: u32 = 10;
/// How often in one invocation the answers to requests may lead to further requests. Those that come then go through the
/// queue, so that other executions get on.
const MAX_ANSWER_ROUNDS: u32 = 64;
/// The longest time for which a message is put off.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// Drives the executions of a service. Keeps those alive that it saw last, so that a message costs the same however long
/// the history is.
#[derive(Debug)]
pub struct Orchestrator<S> {
    stores: S,
    workflows: Workflows,
    warm: Warm,
    patience: u32,
    build: String,
}

/// What a workflow is told of a call.
type Outcome = Result<Payload, Error>;

enum Round {
    Done,
    /// Somebody else wrote history meanwhile.
    Lost,
}

impl<S: Stores> Orchestrator<S> {
    /// An orchestrator of these workflows.
    pub fn new(stores: S, workflows: impl IntoIterator<Item = WorkflowEntry>) -> Self {
        let workflows = workflows.into_iter().map(|it| (it.name, it)).collect();
        Self { stores, workflows, warm: Warm::new(1_000, 64 << 20), patience: 100, build: String::new() }
    }

    /// Writes this name of the service's build to histories, to tell later whether its code was changed.
    #[must_use]
    pub fn build(mut self, build: impl Into<String>) -> Self {
        self.build = build.into();
        self
    }

    /// Keeps at most so many executions in memory (default 1,000).
    #[must_use]
    pub fn most_warm(mut self, count: usize) -> Self {
        self.warm.most = count;
        self
    }

    /// Keeps in memory at most executions whose histories have so many bytes together (default 64 MiB).
    #[must_use]
    pub fn most_warm_bytes(mut self, bytes: usize) -> Self {
        self.warm.most_bytes = bytes;
        self
    }

    /// Puts a message off at most so often if its execution cannot be run with the present code, before the execution
    /// is closed with the reason. Pauses double from a second to a quarter of an hour; the default, 100, is about a day.
    #[must_use]
    pub fn patience(mut self, tries: u32) -> Self {
        self.patience = tries;
        self
    }

    /// Takes messages of one execution, in order; those of others are ignored. When this returns `Ok` they may be
    /// forgotten, when it fails they must be delivered again. Each may come any number of times.
    pub async fn process(
        &mut self,
        execution: &str,
        messages: &[Message],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut messages: Vec<&Message> = messages.iter().filter(|it| it.execution == execution).collect();
        // Nothing makes sense before it.
        messages.sort_by_key(|it| !matches!(it.what, What::Start(_)));
        for _ in 0..MOST_ROUNDS {
            // Taken out: unless the round ends well, the live copy is of no use.
            let warm = self.warm.take(execution);
            if let Round::Done = self.round(execution, &messages, warm, now).await? {
                return Ok(());
            }
        }
        Err(StoreError(format!("other orchestrators were faster {MOST_ROUNDS} times for `{execution}`")))
    }

    /// Ends an execution with an error without running any of its code: for one that takes down whoever runs it.
    pub async fn close(&mut self, execution: &str, error: Error, now: Timestamp) -> Result<(), StoreError> {
        self.warm.take(execution);
        for _ in 0..MOST_ROUNDS {
            let Some(row) = self.stores.row(execution).await? else { return Ok(()) };
            if row.is_over() && row.executed == row.committed {
                return Ok(());
            }
            let (mut live, _) = Live::read(&self.stores, execution, &row).await?;
            if !live.is_over() {
                live.close(error.clone());
                let number = live.committed + 1;
                if self.stores.append(execution, number, live.next.write()).await? == Written::Taken {
                    continue;
                }
                live.committed = number;
            }
            perform(&self.stores, std::mem::take(&mut live.effects), now).await?;
            return self.update(execution, row, &live, now).await;
        }
        Err(StoreError(format!("other orchestrators were faster {MOST_ROUNDS} times for `{execution}`")))
    }

    /// Shows on an execution why it does not get on: something that it decided cannot be carried out, or a store fails.
    /// It is forgotten when the execution gets on.
    pub async fn blame(&mut self, execution: &str, reason: &str) -> Result<(), StoreError> {
        self.warm.take(execution);
        loop {
            let Some(row) = self.stores.row(execution).await? else { return Ok(()) };
            if row.fault.as_deref() == Some(reason) || (row.is_over() && row.executed == row.committed) {
                return Ok(());
            }
            let new = Row { fault: Some(reason.to_owned()), version: row.version + 1, ..row };
            if self.stores.put_row(execution, &new).await? == Written::Committed {
                return Ok(());
            }
        }
    }

    /// Takes messages under one view of the history:
    ///
    /// | There is | and | then |
    /// |---|---|---|
    /// | no row | a start | a row is written; lost if another was first |
    /// | no row | no start | messages wait for it, a few times |
    /// | a row that is over, effects done | | nothing; messages are old news |
    /// | a row | steps come of the messages | a segment is written (lost if another was first), effects are done |
    /// | a row | answers come of the effects | they are applied, and so on, at most [`MAX_ANSWER_ROUNDS`] times |
    /// | a row | nothing new, to a warm copy | lost if there is a segment that it does not know |
    /// | a row | a fault | messages wait for other code; at last the execution is closed |
    ///
    /// At the end the row says how far it is. `Lost`: all of it is done again with a fresh view.
    async fn round(
        &mut self,
        id: &str,
        messages: &[&Message],
        warm: Option<Live>,
        now: Timestamp,
    ) -> Result<Round, StoreError> {
        let row = match self.stores.row(id).await? {
            Some(row) => row,
            None => {
                let Some(start) = messages.iter().find_map(|it| it.as_start()) else {
                    for message in messages {
                        self.put_off(message, MOST_TRIES_UNSTARTED, now).await?;
                    }
                    return Ok(Round::Done);
                };
                let row = Row::new(start, now);
                if self.stores.put_row(id, &row).await? == Written::Taken {
                    return Ok(Round::Lost);
                }
                row
            }
        };
        self.refuse_others(id, &row, messages).await?;
        if row.is_over() && row.executed == row.committed {
            return Ok(Round::Done);
        }
        let warm = warm.filter(|it| it.committed == row.committed && it.committed == row.executed);
        let is_fresh = warm.is_none();
        let mut live = match warm {
            Some(live) => live,
            None => Live::load(&self.stores, &self.workflows, id, &row).await?,
        };
        let later = self.apply_all(&mut live, &row, messages, now).await?;
        if live.is_changed() {
            if !self.commit(id, &mut live).await? {
                return Ok(Round::Lost);
            }
        } else if !is_fresh && self.stores.read(id, live.committed + 1).await?.is_some() {
            // What was no news to this copy may be to the one that wrote it.
            return Ok(Round::Lost);
        }
        live.next.ids.clear();
        let mut answers = perform(&self.stores, std::mem::take(&mut live.effects), now).await?;
        for _ in 0..MAX_ANSWER_ROUNDS {
            if answers.is_empty() || live.is_over() || live.fault.is_some() {
                break;
            }
            for answer in &answers {
                self.apply(&mut live, answer, None, now).await?;
            }
            if live.is_changed() && !self.commit(id, &mut live).await? {
                return Ok(Round::Lost);
            }
            // After a fault, whichever of them was not heard waits in the queue for other code.
            let unheard = if live.fault.is_some() { answers } else { Vec::new() };
            answers = perform(&self.stores, std::mem::take(&mut live.effects), now).await?;
            answers.extend(unheard);
        }
        if !answers.is_empty() && !live.is_over() {
            self.stores.send_all(answers).await?;
        }
        for (message, most_tries) in later {
            self.put_off(message, most_tries, now).await?;
        }
        self.update(id, row, &live, now).await?;
        if live.fault.is_none() && !live.is_over() && live.execution.is_some() {
            self.warm.keep(id, live);
        }
        Ok(Round::Done)
    }

    /// Writes what happened as the next segment. `false`: another orchestrator was faster.
    async fn commit(&self, id: &str, live: &mut Live) -> Result<bool, StoreError> {
        let segment = Segment { build: self.build.clone(), ..std::mem::take(&mut live.next) };
        let number = live.committed + 1;
        let text = segment.write();
        // A run that began here has nothing of the one before in memory.
        live.bytes = text.len() + if live.base == number { 0 } else { live.bytes };
        if self.stores.append(id, number, text).await? == Written::Taken {
            return Ok(false);
        }
        live.committed = number;
        Ok(true)
    }

    /// Lets all messages happen; those that must wait, with how often they may.
    async fn apply_all<'m>(
        &self,
        live: &mut Live,
        row: &Row,
        messages: &[&'m Message],
        now: Timestamp,
    ) -> Result<Vec<(&'m Message, u32)>, StoreError> {
        let mut taken = self.take_reports(live, messages, now).await?;
        let mut later = Vec::new();
        for (at, message) in messages.iter().enumerate() {
            if live.is_over() {
                break;
            }
            if live.fault.is_none() {
                match message.as_start() {
                    Some(start) if live.execution.is_none() && start.fingerprint() == row.start => {
                        live.begin(&self.workflows, start, now);
                    }
                    Some(_) => {}
                    None if live.execution.is_none() => later.push((*message, MOST_TRIES_UNSTARTED)),
                    None => self.apply(live, message, taken.remove(&at), now).await?,
                }
            }
            if let Some(fault) = &live.fault {
                if message.tries >= self.patience {
                    live.close(Error::new("Fault", fault.clone()).non_retryable());
                } else if message.as_start().is_none() || live.committed == 0 {
                    later.push((*message, u32::MAX));
                }
            }
        }
        Ok(later)
    }

    /// Takes what is reported about the calls of the present run, of different calls side by side; what the workflow is told
    /// of each message, by its place.
    async fn take_reports(
        &self,
        live: &Live,
        messages: &[&Message],
        now: Timestamp,
    ) -> Result<BTreeMap<usize, Option<Outcome>>, StoreError> {
        if live.fault.is_some() || live.execution.as_ref().is_none_or(Execution::is_over) {
            return Ok(BTreeMap::new());
        }
        let mut calls: BTreeMap<CallKey, Vec<(usize, &Report)>> = BTreeMap::new();
        for (at, message) in messages.iter().enumerate() {
            if let What::Task { run, seq, report } = &message.what
                && *run == live.ledger.run()
            {
                calls.entry(live.ledger.call(*seq)).or_default().push((at, report));
            }
        }
        let taken = calls.into_iter().map(|(call, reports)| async move {
            let mut taken = Vec::new();
            for (at, report) in reports {
                taken.push((at, report::take(&self.stores, &call, report, now).await?));
            }
            Ok(taken)
        });
        Ok(together(taken).await?.into_iter().flatten().collect())
    }

    /// Lets a message happen. `taken`: what came of its report, if that was taken already.
    async fn apply(
        &self,
        live: &mut Live,
        message: &Message,
        taken: Option<Option<Outcome>>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        live.continue_as_new(&self.workflows, now);
        if message.id().is_some_and(|id| live.has_seen(id)) {
            return Ok(());
        }
        let present = live.ledger.run();
        let what = match &message.what {
            What::Task { run, seq, report } if *run == present => {
                let taken = match taken {
                    Some(taken) => taken,
                    None => report::take(&self.stores, &live.ledger.call(*seq), report, now).await?,
                };
                let Some(result) = taken else { return Ok(()) };
                answer(*seq, result)
            }
            What::Answer { run, seq, result } | What::Child { run, seq, result } if *run == present => {
                answer(*seq, result.clone())
            }
            What::Fired { run, seq } if *run == present => Occurrence::Fired { seq: *seq },
            What::Signal(signal) => Occurrence::Signal(Box::new(signal.clone())),
            What::Cancel { reason, .. } => Occurrence::CancelRequested { reason: reason.clone() },
            What::Terminate { error } => Occurrence::Terminated { error: error.clone() },
            _ => return Ok(()),
        };
        let steps = live.next.steps.len();
        live.apply(what, now);
        if let Some(id) = message.id()
            && live.next.steps.len() > steps
        {
            live.see(id);
        }
        Ok(())
    }

    /// Tells parents whose child has the name of another execution.
    async fn refuse_others(&self, id: &str, row: &Row, messages: &[&Message]) -> Result<(), StoreError> {
        for start in messages.iter().filter_map(|it| it.as_start()) {
            if let Some(parent) = &start.parent
                && start.fingerprint() != row.start
            {
                let error = OperationError::AlreadyExists(id.to_owned());
                let what = What::Child { run: parent.run, seq: parent.seq, result: Err(error.into()) };
                self.stores.send(Message::new(&parent.execution, what)).await?;
            }
        }
        Ok(())
    }

    async fn put_off(&self, message: &Message, most_tries: u32, now: Timestamp) -> Result<(), StoreError> {
        if message.tries >= most_tries {
            return Ok(());
        }
        let message = Message { tries: message.tries + 1, ..message.clone() };
        let pause = Duration::from_secs(1 << (message.tries - 1).min(10)).min(LONGEST_PAUSE);
        let text = serde_json::to_vec(&message).unwrap_or_default();
        let hash: String = Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{}/later/{hash}", message.execution);
        self.stores.delay(&name, now + pause, message).await
    }

    /// Brings the row up to the live copy, if nobody brought it further.
    async fn update(&self, id: &str, mut row: Row, live: &Live, now: Timestamp) -> Result<(), StoreError> {
        loop {
            let is_new = row.executed < live.committed || row.fault != live.fault;
            if !is_new || row.executed > live.committed {
                return Ok(());
            }
            let new = Row {
                status: live.status(),
                ended: live.ended(now),
                fault: live.fault.clone(),
                base: live.base,
                committed: live.committed,
                executed: live.committed,
                version: row.version + 1,
                ..row
            };
            if self.stores.put_row(id, &new).await? == Written::Committed {
                return Ok(());
            }
            let missing = || StoreError(format!("the row of `{id}` is gone"));
            row = self.stores.row(id).await?.ok_or_else(missing)?;
        }
    }
}

impl Message {
    fn as_start(&self) -> Option<&Start> {
        match &self.what {
            What::Start(start) => Some(start),
            _ => None,
        }
    }
}

fn answer(seq: u32, result: Outcome) -> Occurrence {
    match result {
        Ok(value) => Occurrence::Succeeded { seq, value },
        Err(error) => Occurrence::Failed { seq, error: Box::new(error) },
    }
}
