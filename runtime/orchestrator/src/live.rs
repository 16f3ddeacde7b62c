//! [`Live`]: an execution in memory, with its place in the history.

use std::collections::{BTreeMap, VecDeque};

use eventual_runtime_engine::{
    Applied, Error, Execution, ExecutionStatus, HistoryEvent, Occurrence, Parent, Payload, Started, Status,
    Step, Strictness, Timestamp, WorkflowEntry,
};

use crate::effect::Effect;
use crate::error::StoreError;
use crate::ledger::Ledger;
use crate::message::{Caller, Start};
use crate::row::Row;
use crate::segment::Segment;
use crate::stores::HistoryStore;
use crate::together::together;

/// So many ids of messages are remembered over the runs of an execution.
const MOST_IDS: usize = 1_000;

pub(crate) type Workflows = BTreeMap<&'static str, WorkflowEntry>;

/// An execution in memory: all of its history up to a segment.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) ledger: Ledger,
    /// How large the history of the present run is: about what this copy needs of memory.
    pub(crate) bytes: usize,
    /// The last segment that this copy knows.
    pub(crate) committed: u64,
    /// The segment with which the present run begins.
    pub(crate) base: u64,
    /// Fingerprint of the start that the row is of.
    start: String,
    seen: VecDeque<String>,
    closed: Option<Error>,
    /// When the last step happened.
    last: Option<Timestamp>,
    /// `None`: it was not begun, or cannot be run.
    pub(crate) execution: Option<Execution>,
    /// Why it cannot be run with the present code.
    pub(crate) fault: Option<String>,
    /// What is to be written next.
    pub(crate) next: Segment,
    /// What is to be done next.
    pub(crate) effects: Vec<Effect>,
}

impl Live {
    /// Before anything of the present run was read.
    pub(crate) fn new(id: &str, row: &Row) -> Self {
        Self {
            bytes: 0,
            ledger: Ledger::new(id, row.parent.clone()),
            committed: row.base - 1,
            base: row.base,
            start: row.start.clone(),
            seen: VecDeque::new(),
            closed: None,
            last: None,
            execution: None,
            fault: None,
            next: Segment::default(),
            effects: Vec::new(),
        }
    }

    /// Reads the history, from the present run on and beyond what the row knows, and brings the execution back.
    pub(crate) async fn load(
        store: &impl HistoryStore,
        workflows: &Workflows,
        id: &str,
        row: &Row,
    ) -> Result<Self, StoreError> {
        let (mut live, steps) = Self::read(store, id, row).await?;
        if live.fault.is_none() && live.closed.is_none() && !steps.is_empty() {
            match workflows.get(row.workflow.as_str()) {
                None => live.fault = Some(format!("the service has no workflow `{}` any more", row.workflow)),
                Some(entry) => match Execution::replay(entry, &steps, Strictness::Calls) {
                    Ok(execution) => live.execution = Some(execution),
                    Err(fault) => live.fault = Some(fault.to_string()),
                },
            }
        }
        Ok(live)
    }

    /// Reads the history without running anything of it.
    pub(crate) async fn read(
        store: &impl HistoryStore,
        id: &str,
        row: &Row,
    ) -> Result<(Self, Vec<Step>), StoreError> {
        let mut live = Self::new(id, row);
        let mut steps: Vec<Step> = Vec::new();
        // What the row knows of is read at once. One after the other, a long history would take its length in round trips.
        for text in together((row.base..=row.committed).map(|number| store.read(id, number))).await? {
            live.take(text, row.executed, &mut steps);
        }
        while let Some(text) = store.read(id, live.committed + 1).await? {
            live.take(Some(text), row.executed, &mut steps);
        }
        let Self { effects, ledger, .. } = &mut live;
        effects.retain(|effect| ledger.is_wanted(effect));
        Ok((live, steps))
    }

    /// Takes the next segment. What cannot be read is a fault; what follows is read nevertheless, as it may say how the
    /// execution was closed.
    fn take(&mut self, text: Option<Vec<u8>>, executed: u64, steps: &mut Vec<Step>) {
        self.committed += 1;
        let number = self.committed;
        self.bytes += text.as_ref().map_or(0, Vec::len);
        let segment = match text {
            Some(text) => Segment::read(number, &text),
            None => Err(format!("segment {number} of the history is missing")),
        };
        match segment {
            Ok(segment) => self.walk(segment, executed, steps),
            Err(reason) => {
                self.fault.get_or_insert(reason);
            }
        }
    }

    fn walk(&mut self, segment: Segment, executed: u64, steps: &mut Vec<Step>) {
        let is_due = self.committed > executed;
        self.remember(segment.ids);
        for step in segment.steps {
            if let Occurrence::Started(started) = &step.event.what {
                steps.clear();
                self.base = self.committed;
                self.check_start(started);
            }
            self.last = Some(step.event.at);
            let effects = self.ledger.follow(&step);
            if is_due {
                self.effects.extend(effects);
            }
            steps.push(step);
        }
        if let Some(error) = segment.closed {
            if is_due {
                self.effects.extend(self.ledger.tell_parent(Err(error.clone())));
            }
            self.closed = Some(error);
        }
    }

    /// A row can be forgotten (retention) while its history is still there.
    fn check_start(&mut self, started: &Started) {
        let Started { workflow, input, timeout, parent, .. } = started.clone();
        let parent = parent.map(|Parent { execution, run, seq }| Caller { execution, run, seq });
        let start = Start { workflow, input, timeout, parent };
        if started.run == 0 && start.fingerprint() != self.start {
            let id = &self.ledger.execution;
            self.fault.get_or_insert(format!(
                "the history of `{id}` is of an earlier execution of that name, which was started otherwise; choose another name"
            ));
        }
    }

    /// Begins the execution.
    pub(crate) fn begin(&mut self, workflows: &Workflows, start: &Start, now: Timestamp) {
        let Some(entry) = workflows.get(start.workflow.as_str()) else {
            let message = format!("the service has no workflow `{}`", start.workflow);
            return self.close(Error::new("WorkflowNotFound", message));
        };
        let parent =
            start.parent.clone().map(|Caller { execution, run, seq }| Parent { execution, run, seq });
        let timeout = start.timeout.or_else(|| (entry.timeout)());
        let id = self.ledger.execution.clone();
        self.run(
            entry,
            Started { timeout, parent, ..Started::new(entry.name, id, start.input.clone()) },
            now,
        );
    }

    /// Begins the next run, if the one before ended with continue-as-new.
    pub(crate) fn continue_as_new(&mut self, workflows: &Workflows, now: Timestamp) {
        let Some(Status::ContinuedAsNew(input, signals)) = self.execution.as_ref().map(Execution::status)
        else {
            return;
        };
        let Some(started) = self.ledger.started.as_ref().map(|it| it.continued(input, signals)) else {
            return;
        };
        let Some(entry) = workflows.get(started.workflow.as_str()) else { return };
        // Readers begin with this segment: it must say what was taken before.
        self.next.ids = self.seen.iter().cloned().collect();
        self.run(entry, started, now);
    }

    fn run(&mut self, entry: &WorkflowEntry, started: Started, now: Timestamp) {
        match Execution::start(entry, started, now) {
            Ok((execution, step)) => {
                self.execution = Some(execution);
                self.base = self.committed + 1;
                self.add(step);
            }
            Err(fault) => self.fault = Some(fault.to_string()),
        }
    }

    /// Lets something happen. After a fault nothing more can; what happened before it stands.
    pub(crate) fn apply(&mut self, what: Occurrence, now: Timestamp) {
        let Some(execution) = &mut self.execution else { return };
        match execution.apply(HistoryEvent { at: now, what }) {
            Ok(Applied::Step(step)) => self.add(step),
            Ok(Applied::Ignored) => {}
            Err(fault) => self.fault = Some(fault.to_string()),
        }
    }

    /// Ends what cannot be run.
    pub(crate) fn close(&mut self, error: Error) {
        self.effects.extend(self.ledger.tell_parent(Err(error.clone())));
        self.next.closed = Some(error.clone());
        self.closed = Some(error);
    }

    fn add(&mut self, step: Step) {
        self.last = Some(step.event.at);
        let effects = self.ledger.follow(&step);
        self.effects.extend(effects);
        self.next.steps.push(step);
    }

    /// Whether a message of this id was taken before.
    pub(crate) fn has_seen(&self, id: &str) -> bool {
        self.seen.iter().any(|it| it == id)
    }

    /// Remembers a message that was taken now.
    pub(crate) fn see(&mut self, id: &str) {
        self.next.ids.push(id.to_owned());
        self.remember([id.to_owned()]);
    }

    fn remember(&mut self, ids: impl IntoIterator<Item = String>) {
        for id in ids {
            if !self.has_seen(&id) {
                self.seen.push_back(id);
            }
        }
        while self.seen.len() > MOST_IDS {
            self.seen.pop_front();
        }
    }

    /// Whether there is something to write.
    pub(crate) fn is_changed(&self) -> bool {
        !self.next.steps.is_empty() || self.next.closed.is_some()
    }

    /// What the row should say.
    pub(crate) fn status(&self) -> ExecutionStatus<Payload> {
        if let Some(error) = &self.closed {
            return ExecutionStatus::Failed(error.clone());
        }
        // What cannot be read does not say how it ended.
        match self.ledger.ended.as_ref().filter(|_| self.fault.is_none()) {
            Some(Ok(value)) => ExecutionStatus::Succeeded(value.clone()),
            Some(Err(error)) => ExecutionStatus::Failed(error.clone()),
            None => ExecutionStatus::Pending,
        }
    }

    /// When it was over, as the history says; what was closed has no step that says it.
    pub(crate) fn ended(&self, now: Timestamp) -> Option<Timestamp> {
        if self.closed.is_some() {
            return Some(now);
        }
        self.is_over().then(|| self.last.unwrap_or(now))
    }

    pub(crate) fn is_over(&self) -> bool {
        self.status() != ExecutionStatus::Pending
    }
}
