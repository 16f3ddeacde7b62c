//! [`Ledger`]: follows a history, and knows what each decision in it means for the world.

use std::collections::{BTreeMap, BTreeSet};

use eventual_runtime_engine::{
    Decision, Error, Occurrence, Payload, Seq, SignalEntry, Started, Step, Timestamp,
};

use crate::effect::Effect;
use crate::message::{CallKey, Caller, Message, Request, Start, What};

/// The present run of an execution, as far as effects need it.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) execution: String,
    pub(crate) parent: Option<Caller>,
    /// How the present run began.
    pub(crate) started: Option<Started>,
    /// How the execution ended, if the workflow ended it.
    pub(crate) ended: Option<Result<Payload, Error>>,
    children: BTreeMap<Seq, String>,
    timers: BTreeSet<Seq>,
    /// Requests without an answer.
    requests: BTreeSet<Seq>,
}

impl Ledger {
    pub(crate) fn new(execution: &str, parent: Option<Caller>) -> Self {
        Self { execution: execution.to_owned(), parent, ..Self::default() }
    }

    /// The present run, from 0.
    pub(crate) fn run(&self) -> u32 {
        self.started.as_ref().map_or(0, |started| started.run)
    }

    /// Takes the next step; what it wants done.
    pub(crate) fn follow(&mut self, step: &Step) -> Vec<Effect> {
        let mut effects = Vec::new();
        match &step.event.what {
            Occurrence::Started(started) => {
                // Those of the run before are void.
                effects.extend(self.void_timers());
                self.children.clear();
                self.requests.clear();
                self.started = Some((**started).clone());
                // The limit is for all runs together.
                if let (0, Some(limit)) = (started.run, started.timeout) {
                    let workflow = &started.workflow;
                    let error = Error::new(Error::TIMED_OUT, format!("`{workflow}` took longer than it may"));
                    let message = self.tell(What::Terminate { error: Box::new(error) });
                    let name = self.timeout_name();
                    effects.push(Effect::Delay { name, at: step.event.at + limit, message });
                }
            }
            Occurrence::Fired { seq } => {
                self.timers.remove(seq);
            }
            Occurrence::Succeeded { seq, .. } | Occurrence::Failed { seq, .. } => {
                self.children.remove(seq);
                self.requests.remove(seq);
            }
            _ => {}
        }
        effects.extend(step.decisions.iter().filter_map(|decision| self.effect(decision, step.event.at)));
        if self.ended.is_some() {
            effects.extend(self.void_timers());
            if self.started.as_ref().is_some_and(|started| started.timeout.is_some()) {
                effects.push(Effect::Forget(self.timeout_name()));
            }
        }
        effects
    }

    fn void_timers(&mut self) -> Vec<Effect> {
        let timers = std::mem::take(&mut self.timers);
        timers.into_iter().map(|seq| Effect::Forget(self.call(seq).to_string())).collect()
    }

    fn timeout_name(&self) -> String {
        format!("{}/timeout", self.execution)
    }

    fn effect(&mut self, decision: &Decision, at: Timestamp) -> Option<Effect> {
        let run = self.run();
        Some(match decision {
            Decision::Task { seq, name, input, options } => Effect::Task {
                call: self.call(*seq),
                task: name.to_string(),
                input: input.clone(),
                options: options.as_deref().cloned().unwrap_or_default(),
                at,
            },
            Decision::Timer { seq, at } => {
                self.timers.insert(*seq);
                let message = self.tell(What::Fired { run, seq: *seq });
                Effect::Delay { name: self.call(*seq).to_string(), at: *at, message }
            }
            Decision::Child { seq, name, execution, input, timeout, wait } => {
                let child = execution.clone();
                let child = child.unwrap_or_else(|| Decision::child_id(&self.execution, run, *seq));
                self.children.insert(*seq, child.clone());
                let parent = wait.then(|| Caller { execution: self.execution.clone(), run, seq: *seq });
                let start =
                    Start { workflow: name.to_string(), input: input.clone(), timeout: *timeout, parent };
                Effect::Send(Message::new(child, What::Start(Box::new(start))))
            }
            Decision::Request { seq, name, input } => {
                self.requests.insert(*seq);
                let request = Request { name: name.to_string(), input: input.clone() };
                Effect::Request { call: self.call(*seq), request }
            }
            Decision::Emit { seq, events } => {
                Effect::Emit { id: self.call(*seq).to_string(), events: events.clone() }
            }
            Decision::SendSignal { seq, execution, signal } => {
                let signal = SignalEntry { id: self.call(*seq).to_string(), ..signal.clone() };
                Effect::Send(Message::new(execution, What::Signal(signal)))
            }
            // It is carried out all the same; only the answer is of no interest.
            Decision::Cancel { seq } if self.requests.remove(seq) => return None,
            Decision::Cancel { seq } => self.cancel(*seq),
            Decision::Terminate { seq } => {
                let error = Box::new(Error::new(Error::CANCELLED, "the parent ended"));
                Effect::Send(Message::new(self.children.get(seq)?, What::Terminate { error }))
            }
            Decision::Patch { .. } | Decision::RejectSignal { .. } => return None,
            Decision::Complete { value } => return self.end(Ok(value.clone())),
            Decision::Fail { error } => return self.end(Err((**error).clone())),
            // The next run begins with whatever comes next; let something come.
            Decision::ContinueAsNew { .. } => Effect::Send(self.tell(What::Wake)),
        })
    }

    fn cancel(&mut self, seq: Seq) -> Effect {
        let call = self.call(seq);
        if let Some(child) = self.children.get(&seq) {
            let reason = "the parent does not wait any more".to_owned();
            return Effect::Send(Message::new(child, What::Cancel { id: call.to_string(), reason }));
        }
        if self.timers.remove(&seq) { Effect::Forget(call.to_string()) } else { Effect::CancelTask(call) }
    }

    fn end(&mut self, result: Result<Payload, Error>) -> Option<Effect> {
        self.ended = Some(result.clone());
        self.tell_parent(result)
    }

    /// Tells whoever waits how it ended.
    pub(crate) fn tell_parent(&self, result: Result<Payload, Error>) -> Option<Effect> {
        let Caller { execution, run, seq } = self.parent.clone()?;
        Some(Effect::Send(Message::new(execution, What::Child { run, seq, result })))
    }

    fn tell(&self, what: What) -> Message {
        Message::new(&self.execution, what)
    }

    /// Whether an effect is still to be done: an answer that is in the history need not be asked for again.
    pub(crate) fn is_wanted(&self, effect: &Effect) -> bool {
        match effect {
            Effect::Request { call, .. } => call.run == self.run() && self.requests.contains(&call.seq),
            _ => true,
        }
    }

    pub(crate) fn call(&self, seq: Seq) -> CallKey {
        CallKey { execution: self.execution.clone(), run: self.run(), seq }
    }
}
