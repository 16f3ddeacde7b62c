use std::time::Duration;

use eventual_runtime_core::workflow::ExecutionStatus;
use eventual_runtime_engine::{
    Applied, Decision, Error, Execution, HistoryEvent, Occurrence, Parent, Payload, Started, Status, Step,
    Strictness, TaskRun, Timestamp, WorkflowEntry,
};

use super::mock::Behaviour;
use super::work::{CallKey, Work};
use super::world::{PendingTask, World};

/// Steps up to which every one is replayed from the start; later one in [`REPLAY_EVERY`], as replaying all would take
/// quadratic time.
const REPLAY_ALWAYS: usize = 256;
const REPLAY_EVERY: usize = 64;

/// One execution.
#[derive(Debug)]
pub(super) struct Run {
    entry: Option<WorkflowEntry>,
    started: Started,
    live: Option<Execution>,
    /// Steps of the present run; a run that continues as new begins with an empty history.
    pub(super) history: Vec<Step>,
    pub(super) status: ExecutionStatus<Payload>,
}

impl World {
    /// Starts an execution that was admitted. A mocked workflow is over at once.
    pub(super) fn start(
        &mut self,
        id: &str,
        workflow: &str,
        input: Payload,
        timeout: Option<Duration>,
        parent: Option<Parent>,
    ) {
        let entry = self.host.handlers.workflows.iter().find(|it| it.name == workflow).copied();
        let timeout = timeout.or_else(|| entry.and_then(|it| (it.timeout)()));
        let started = Started { timeout, parent, ..Started::new(workflow, id, input) };
        let mock = self.workflow_mocks.borrow_mut().next(workflow);
        if let Some(limit) = timeout {
            let error =
                Box::new(Error::new(Error::TIMED_OUT, format!("`{workflow}` took longer than it may")));
            let what = Occurrence::Terminated { error };
            self.agenda.put(self.now + limit, Work::Occur { execution: id.to_owned(), run: None, what });
        }
        let run = Run { entry, started, live: None, history: Vec::new(), status: ExecutionStatus::Pending };
        self.runs.insert(id.to_owned(), run);
        match (mock, entry) {
            (Some(Behaviour::Answer(result)), _) => self.end(id, result),
            (Some(Behaviour::Invoke(body)), _) => {
                let input = self.runs.get(id).map(|it| it.started.input.clone());
                self.end(id, body(&input.unwrap_or_else(Payload::null)));
            }
            (Some(Behaviour::Timeout | Behaviour::HeartbeatTimeout), _) => {
                if timeout.is_none() {
                    self.end(id, Err(Error::new(Error::TIMED_OUT, "the mock let it time out")));
                }
            }
            (None, Some(_)) => self.begin(id),
            (None, None) => {
                let message = format!("the service has no workflow `{workflow}`");
                self.end(id, Err(Error::new("WorkflowNotFound", message)));
            }
        }
    }

    fn begin(&mut self, id: &str) {
        let Some(run) = self.runs.get_mut(id) else { return };
        let Some(entry) = run.entry else { return };
        run.history.clear();
        match Execution::start(&entry, run.started.clone(), self.now) {
            Ok((execution, step)) => {
                run.live = Some(execution);
                self.record(id, step);
            }
            Err(fault) => self.end(id, Err(Error::new("Fault", fault.to_string()))),
        }
    }

    /// Lets something happen to an execution.
    pub(super) fn occur(&mut self, id: &str, number: Option<u32>, what: Occurrence) {
        let (now, crash) = (self.now, self.faults.crash);
        let Some(run) = self.runs.get_mut(id) else { return };
        let is_stale =
            number.is_some_and(|it| it != run.started.run) || run.status != ExecutionStatus::Pending;
        if is_stale {
            return;
        }
        if let (None, Occurrence::Terminated { error }) = (&run.live, &what) {
            let error = Err((**error).clone());
            return self.end(id, error);
        }
        if crash && let Some(entry) = run.entry {
            // What lived in memory is lost; the history is not.
            run.live = None;
            match Execution::replay(&entry, &run.history, Strictness::Data) {
                Ok(execution) => run.live = Some(execution),
                Err(fault) => return self.end(id, Err(Error::new("Fault", fault.to_string()))),
            }
        }
        let Some(execution) = &mut run.live else { return };
        match execution.apply(HistoryEvent { at: now, what }) {
            Ok(Applied::Step(step)) => self.record(id, step),
            Ok(Applied::Ignored) => {}
            Err(fault) => self.end(id, Err(Error::new("Fault", fault.to_string()))),
        }
    }

    /// Keeps a step, replays what was kept, and carries out what was decided.
    fn record(&mut self, id: &str, step: Step) {
        let Some(run) = self.runs.get_mut(id) else { return };
        let decisions = step.decisions.clone();
        self.host.shared().step(id, &step);
        run.history.push(step);
        if let Err(message) = run.check_replay() {
            return self.end(id, Err(Error::new("Fault", message)));
        }
        let number = run.started.run;
        for decision in decisions {
            self.carry_out(id, number, decision);
        }
    }

    fn carry_out(&mut self, id: &str, run: u32, decision: Decision) {
        let key = |seq| CallKey { execution: id.to_owned(), run, seq };
        match decision {
            Decision::Task { seq, name, input, options } => {
                let seed = u64::from(seq) ^ (u64::from(run) << 32);
                let task = TaskRun::new(options.map(|it| *it).unwrap_or_default(), self.now, seed);
                if let Some(at) = task.deadline() {
                    self.agenda.put(at, Work::Expire { call: key(seq) });
                }
                self.tasks.insert(key(seq), PendingTask { name: name.into_owned(), input, run: task });
                let count = if self.faults.duplicate { 2 } else { 1 };
                for _ in 0..count {
                    self.agenda.put(self.now, Work::Attempt { call: key(seq), number: 1 });
                }
            }
            Decision::Timer { seq, at } => {
                let what = Occurrence::Fired { seq };
                self.agenda.put(at, Work::Occur { execution: id.to_owned(), run: Some(run), what });
            }
            Decision::Child { seq, name, execution, input, timeout, wait } => {
                let child = execution.unwrap_or_else(|| Decision::child_id(id, run, seq));
                self.children.insert(key(seq), child.clone());
                self.host.shared().know(&child, &name, &input);
                let parent = wait.then(|| Parent { execution: id.to_owned(), run, seq });
                self.start(&child, &name, input, timeout, parent);
            }
            Decision::Emit { events, .. } => self.emit(events),
            Decision::SendSignal { seq, execution, signal } => {
                let signal =
                    eventual_runtime_engine::SignalEntry { id: format!("{id}/{run}.{seq}"), ..signal };
                self.send(&execution, None, Occurrence::Signal(Box::new(signal)));
            }
            Decision::Cancel { seq } => {
                if let Some(task) = self.tasks.get_mut(&key(seq)) {
                    task.run.cancel();
                }
                if let Some(child) = self.children.get(&key(seq)).cloned() {
                    let what = Occurrence::CancelRequested {
                        reason: "the parent does not wait any more".to_owned(),
                    };
                    self.send(&child, None, what);
                }
            }
            Decision::Terminate { seq } => {
                if let Some(child) = self.children.get(&key(seq)).cloned() {
                    let error = Box::new(Error::new(Error::CANCELLED, "the parent ended"));
                    self.send(&child, None, Occurrence::Terminated { error });
                }
            }
            Decision::Patch { .. } | Decision::RejectSignal { .. } => {}
            Decision::Complete { value } => self.end(id, Ok(value)),
            Decision::Fail { error } => self.end(id, Err(*error)),
            Decision::ContinueAsNew { input, signals } => {
                if let Some(run) = self.runs.get_mut(id) {
                    run.started = run.started.continued(input, signals);
                    self.begin(id);
                }
            }
        }
    }

    /// Ends an execution and tells who waits for it.
    fn end(&mut self, id: &str, result: Result<Payload, Error>) {
        let Some(run) = self.runs.get_mut(id) else { return };
        run.live = None;
        run.status = match &result {
            Ok(value) => ExecutionStatus::Succeeded(value.clone()),
            Err(error) => ExecutionStatus::Failed(error.clone()),
        };
        self.host.shared().over(id, run.status.clone());
        if let Some(Parent { execution, run, seq }) = run.started.parent.clone() {
            let what = match result {
                Ok(value) => Occurrence::Succeeded { seq, value },
                Err(error) => Occurrence::Failed { seq, error: Box::new(error) },
            };
            self.send(&execution, Some(run), what);
        }
    }
}

impl Run {
    /// Replays the history on a cold copy and compares it with the live one.
    fn check_replay(&self) -> Result<(), String> {
        let steps = self.history.len();
        let (Some(entry), Some(live)) = (&self.entry, &self.live) else { return Ok(()) };
        if steps > REPLAY_ALWAYS && !steps.is_multiple_of(REPLAY_EVERY) {
            return Ok(());
        }
        let cold =
            Execution::replay(entry, &self.history, Strictness::Data).map_err(|fault| fault.to_string())?;
        let (cold, live) = (cold.status(), live.status());
        if cold == live {
            return Ok(());
        }
        Err(format!(
            "a replay of the execution is {} where the execution itself is {}",
            name(&cold),
            name(&live)
        ))
    }

    /// When the present run began.
    pub(super) fn began(&self) -> Option<Timestamp> {
        self.history.first().map(|it| it.event.at)
    }
}

fn name(status: &Status) -> &'static str {
    match status {
        Status::Running => "running",
        Status::Succeeded(_) => "succeeded",
        Status::Failed(_) => "failed",
        Status::ContinuedAsNew(..) => "continued as new",
    }
}

#[cfg(test)]
mod tests {
    use eventual_runtime_core::handler::Handlers;
    use eventual_runtime_engine::{
        ParentClose, Workflow, WorkflowCall, WorkflowEntry, WorkflowFuture, continue_as_new, sleep, timeout,
    };

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    enum Sleeper {}
    impl Workflow for Sleeper {
        type Input = u64;
        type Output = eventual_runtime_engine::Result<u64>;
        const NAME: &'static str = "sleeper";
        fn run(seconds: u64) -> WorkflowFuture<Self::Output> {
            Box::pin(async move {
                sleep(SECOND * u32::try_from(seconds).unwrap()).await;
                Ok(seconds)
            })
        }
    }

    /// Its first run gives up waiting; the second waits at the same call, for another child.
    enum Impatient {}
    impl Workflow for Impatient {
        type Input = u64;
        type Output = eventual_runtime_engine::Result<u64>;
        const NAME: &'static str = "impatient";
        fn run(seconds: u64) -> WorkflowFuture<Self::Output> {
            Box::pin(async move {
                let child = WorkflowCall::<Sleeper>::new(seconds).parent_close(ParentClose::Abandon);
                if seconds == 60 {
                    return child.await;
                }
                let waited = timeout(child, SECOND).await;
                assert!(waited.is_err());
                continue_as_new(60_u64).await
            })
        }
    }

    #[test]
    fn the_child_of_an_earlier_run_does_not_answer_a_later_one() {
        let workflows = vec![WorkflowEntry::of::<Sleeper>(), WorkflowEntry::of::<Impatient>()];
        let handlers = Handlers { workflows, ..Handlers::default() };
        let mut world = World::new("shop", handlers, Timestamp(0), None);
        world.start("it", "impatient", Payload::of(&10).unwrap(), None, None);
        while world.step(Timestamp(1_000_000)).is_some() {}
        let ExecutionStatus::Succeeded(value) = &world.runs["it"].status else {
            panic!("it did not succeed")
        };
        assert_eq!(value.text(), "60", "the first child slept for 10");
    }
}
