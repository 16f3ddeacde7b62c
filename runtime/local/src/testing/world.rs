use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use eventual_runtime_core::event::EventInfo;
use eventual_runtime_core::handler::Handlers;
use eventual_runtime_core::host::TaskReport;
use eventual_runtime_core::{RequestInfo, ServiceInfo};
use eventual_runtime_engine::{Emitted, Error, Occurrence, Payload, TaskInfo, TaskRun, Timestamp, Verdict};

use super::host::{Ask, TestHost};
use super::mock::{Behaviour, Mocks};
use super::run::Run;
use super::work::{Agenda, CallKey, Work};
use super::{DeadLetter, Faults};
use eventual_analyzer_pattern::Pattern;

/// A service and everything that is going on in it.
#[derive(Debug)]
pub(super) struct World {
    pub(super) now: Timestamp,
    pub(super) agenda: Agenda,
    pub(super) host: TestHost,
    pub(super) faults: Faults,
    pub(super) runs: BTreeMap<String, Run>,
    pub(super) tasks: BTreeMap<CallKey, PendingTask>,
    /// Executions started by a call.
    pub(super) children: BTreeMap<CallKey, String>,
    pub(super) task_mocks: Rc<RefCell<Mocks>>,
    pub(super) workflow_mocks: Rc<RefCell<Mocks>>,
    pub(super) emitted: Vec<Emitted>,
    pub(super) disabled: BTreeSet<String>,
    pub(super) dead_letters: Vec<DeadLetter>,
}

/// A task call that is not over.
#[derive(Debug)]
pub(super) struct PendingTask {
    pub(super) name: String,
    pub(super) input: Payload,
    pub(super) run: TaskRun,
}

/// User code that is to run now, while nobody holds the world.
pub(super) enum Job {
    /// Nothing but bookkeeping was due.
    None,
    /// A task or a mock of it.
    Attempt { call: CallKey, number: u32, body: AttemptBody },
    /// A subscription.
    Deliver { subscription: usize, event: EventInfo, detail: serde_json::Value, attempt: u32 },
}

pub(super) enum AttemptBody {
    Real { name: String, input: Payload, info: TaskInfo },
    Mock(Behaviour, Payload),
}

impl World {
    pub(super) fn new(service: &'static str, handlers: Handlers, now: Timestamp, seed: Option<u64>) -> Self {
        let host = TestHost::new(service, Arc::new(handlers));
        host.shared().now = now;
        Self {
            now,
            agenda: Agenda::new(seed),
            host,
            faults: Faults::default(),
            runs: BTreeMap::new(),
            tasks: BTreeMap::new(),
            children: BTreeMap::new(),
            task_mocks: Rc::default(),
            workflow_mocks: Rc::default(),
            emitted: Vec::new(),
            disabled: BTreeSet::new(),
            dead_letters: Vec::new(),
        }
    }

    /// Lets time pass up to a moment, if it has not passed already.
    pub(super) fn pass(&mut self, to: Timestamp) {
        self.now = self.now.max(to);
        self.host.shared().now = self.now;
    }

    /// Does the next thing that is due by `until`; `None`: nothing is.
    pub(super) fn step(&mut self, until: Timestamp) -> Option<Job> {
        let (at, work) = self.agenda.take(until)?;
        self.pass(at);
        Some(match work {
            Work::Occur { execution, run, what } => {
                self.occur(&execution, run, what);
                Job::None
            }
            Work::Attempt { call, number } => self.begin_attempt(call, number),
            Work::Expire { call } => {
                let now = self.now;
                let verdict = self.tasks.get_mut(&call).map(|task| task.run.expire(now));
                if let Some(verdict) = verdict {
                    self.judge(&call, verdict);
                }
                Job::None
            }
            Work::Deliver { subscription, event, detail, attempt } => {
                Job::Deliver { subscription, event, detail, attempt }
            }
        })
    }

    /// Lets something happen to an execution at once; twice, if deliveries are duplicated.
    pub(super) fn send(&mut self, execution: &str, run: Option<u32>, what: Occurrence) {
        let count = if self.faults.duplicate { 2 } else { 1 };
        for _ in 0..count {
            let work = Work::Occur { execution: execution.to_owned(), run, what: what.clone() };
            self.agenda.put(self.now, work);
        }
    }

    fn begin_attempt(&mut self, call: CallKey, number: u32) -> Job {
        let now = self.now;
        let Some(task) = self.tasks.get_mut(&call) else { return Job::None };
        let Some(attempt) = task.run.claim(number, now) else { return Job::None };
        if let Some(at) = task.run.deadline() {
            self.agenda.put(at, Work::Expire { call: call.clone() });
        }
        let (name, input) = (task.name.clone(), task.input.clone());
        let body = match self.task_mocks.borrow_mut().next(&name) {
            Some(behaviour) => AttemptBody::Mock(behaviour, input),
            None => {
                let token = format!("{}/{}.{}#{number}", call.execution, call.run, call.seq);
                self.host.shared().tokens.insert(token.clone(), Some((call.clone(), number)));
                let info = TaskInfo {
                    task: name.clone(),
                    execution: call.execution.clone(),
                    attempt: number,
                    idempotency_key: format!("{}/{}.{}", call.execution, call.run, call.seq),
                    token,
                    last_heartbeat: attempt.last_heartbeat,
                };
                AttemptBody::Real { name, input, info }
            }
        };
        Job::Attempt { call, number, body }
    }

    /// Takes the end of an attempt.
    pub(super) fn finish_attempt(&mut self, call: &CallKey, number: u32, result: Result<Payload, Error>) {
        let now = self.now;
        let verdict = self.tasks.get_mut(call).map(|task| task.run.finish(number, result, now));
        if let Some(verdict) = verdict {
            self.judge(call, verdict);
        }
    }

    /// An attempt that will not answer: its time-out ends it. Without one it fails at once, as nothing else would.
    pub(super) fn silence(&mut self, call: &CallKey, number: u32, error_name: &str) {
        let has_deadline = self.tasks.get(call).is_some_and(|task| task.run.deadline().is_some());
        if !has_deadline {
            let message = "the mock let it time out; the task has no limit of its own";
            self.finish_attempt(call, number, Err(Error::new(error_name, message)));
        }
    }

    fn judge(&mut self, call: &CallKey, verdict: Verdict) {
        if verdict != Verdict::Stale {
            // Whatever attempt it had is over.
            for open in self.host.shared().tokens.values_mut() {
                open.take_if(|it| it.0 == *call);
            }
        }
        match verdict {
            Verdict::Stale => {}
            Verdict::Again { attempt, at } => {
                self.agenda.put(at, Work::Attempt { call: call.clone(), number: attempt });
            }
            Verdict::Over(result) => {
                self.tasks.remove(call);
                let what = match result {
                    Ok(value) => Occurrence::Succeeded { seq: call.seq, value },
                    Err(error) => Occurrence::Failed { seq: call.seq, error: Box::new(error) },
                };
                self.send(&call.execution, Some(call.run), what);
            }
        }
    }

    /// Puts events on the bus: each subscription that takes one gets it at once.
    pub(super) fn emit(&mut self, events: Vec<Emitted>) {
        for emitted in events {
            let time = i64::try_from(self.now.as_millis()).unwrap_or(i64::MAX);
            let event = EventInfo {
                name: emitted.name.to_string(),
                source: self.host.service.to_owned(),
                id: format!("event-{}", self.emitted.len() + 1),
                time: jiff::Timestamp::from_millisecond(time).unwrap_or_default().to_string(),
            };
            let detail = emitted.payload.read().unwrap_or_default();
            self.publish(event, detail);
            self.emitted.push(emitted);
        }
    }

    /// Hands an event, of whichever service, to the subscriptions that take it.
    pub(super) fn publish(&mut self, event: EventInfo, detail: serde_json::Value) {
        let own = self.host.service;
        let handlers = Arc::clone(&self.host.handlers);
        for (subscription, entry) in handlers.subscriptions.iter().enumerate() {
            let takes = entry.events.contains(&event.name.as_str())
                && entry.source.unwrap_or(own) == event.source
                && matches((entry.options)().filter, &detail);
            if takes && !self.disabled.contains(entry.name) {
                let (event, detail) = (event.clone(), detail.clone());
                self.agenda.put(self.now, Work::Deliver { subscription, event, detail, attempt: 1 });
            }
        }
    }

    /// Takes the end of a delivery.
    pub(super) fn finish_delivery(
        &mut self,
        subscription: usize,
        event: EventInfo,
        detail: serde_json::Value,
        attempt: u32,
        result: Result<(), Error>,
    ) {
        let Err(error) = result else { return };
        let entry = self.host.handlers.subscriptions.get(subscription);
        if let Some(pause) = entry.and_then(|it| (it.options)().pause_after(attempt)) {
            let work = Work::Deliver { subscription, event, detail, attempt: attempt + 1 };
            return self.agenda.put(self.now + pause, work);
        }
        let name = entry.map_or("", |it| it.name);
        self.dead_letters.push(DeadLetter {
            subscription: name.to_owned(),
            event: event.name,
            detail,
            error,
        });
    }

    fn heartbeat(&mut self, call: &CallKey, attempt: u32, details: Option<Payload>) {
        let now = self.now;
        if let Some(task) = self.tasks.get_mut(call) {
            task.run.heartbeat(attempt, details, now);
            // Its silence counts from now on.
            if let Some(at) = task.run.deadline() {
                self.agenda.put(at, Work::Expire { call: call.clone() });
            }
        }
    }

    /// Does what handlers asked for.
    pub(super) fn grant(&mut self, attempt: Option<(&CallKey, u32)>) {
        let asks = std::mem::take(&mut self.host.shared().asks);
        for ask in asks {
            match ask {
                Ask::Emit(events) => self.emit(events),
                Ask::Start { id, start } => self.start(&id, start.workflow, start.input, start.timeout, None),
                Ask::Signal { execution, signal } => {
                    self.send(&execution, None, Occurrence::Signal(Box::new(signal)));
                }
                Ask::Cancel { execution, reason } => {
                    self.send(&execution, None, Occurrence::CancelRequested { reason });
                }
                Ask::Heartbeat(details) => {
                    if let Some((call, number)) = attempt {
                        self.heartbeat(call, number, details);
                    }
                }
                Ask::Report { call, attempt, report: TaskReport::Ended(result) } => {
                    self.finish_attempt(&call, attempt, result);
                }
                Ask::Report { call, attempt, report: TaskReport::Alive(details) } => {
                    self.heartbeat(&call, attempt, details);
                }
            }
        }
    }

    pub(super) fn service_info(&self) -> ServiceInfo {
        ServiceInfo { service_name: self.host.service.to_owned(), service_url: "http://test".to_owned() }
    }

    pub(super) fn request_info(&self, handler: &'static str) -> RequestInfo {
        let deadline = self.now + Duration::from_mins(15);
        RequestInfo {
            request_id: format!("test-{}", self.now.as_millis()),
            deadline: deadline.into(),
            handler,
        }
    }
}

/// Whether an event passes the filter of a subscription. What is no pattern lets nothing through.
fn matches(filter: Option<&str>, detail: &serde_json::Value) -> bool {
    filter.is_none_or(|text| Pattern::parse(text).is_ok_and(|pattern| pattern.matches(detail)))
}

#[cfg(test)]
mod tests {
    use eventual_runtime_core::event::SubscriptionOptions;
    use eventual_runtime_core::handler::SubscriptionEntry;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_subscription_gets_what_passes_its_filter() {
        let entry = SubscriptionEntry {
            name: "read_sports",
            events: &["News"],
            source: None,
            options: || SubscriptionOptions {
                filter: Some(r#"{"topic": ["sports"]}"#),
                ..SubscriptionOptions::default()
            },
            handle: |_| Box::pin(std::future::ready(Ok(()))),
        };
        let handlers = Handlers { subscriptions: vec![entry], ..Handlers::default() };
        let mut world = World::new("shop", handlers, Timestamp(0), None);
        let event =
            || EventInfo { name: "News".to_owned(), source: "shop".to_owned(), ..EventInfo::default() };
        world.publish(event(), json!({ "topic": "politics" }));
        assert!(world.step(Timestamp(0)).is_none());
        world.publish(event(), json!({ "topic": "sports" }));
        assert!(matches!(world.step(Timestamp(0)), Some(Job::Deliver { .. })));
    }
}
