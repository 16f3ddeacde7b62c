//! Runs a case to its end.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use eventual_runtime_engine::{ExecutionStatus, Payload, SignalEntry, Timestamp};
use eventual_runtime_orchestrator::operations::start;
use eventual_runtime_orchestrator::*;

use crate::workflows::{all, body};
use crate::world::{Faults, Random, world};
use eventual_runtime_testing_memory::{Crash, Fault, Memory, Operation, Work};

/// A workflow, and the messages it receives, each with its time in ms.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub workflow: &'static str,
    pub told: Vec<(u64, What)>,
}

/// All that can be seen in the end.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen {
    pub statuses: BTreeMap<String, ExecutionStatus<Payload>>,
    pub emitted: BTreeSet<String>,
    /// Calls that were made, with what came of them.
    pub calls: BTreeMap<CallKey, bool>,
}

pub(crate) struct Ran {
    pub seen: Seen,
    pub operations: usize,
    pub emits_doubled: u32,
    pub attempts_doubled: u32,
    pub problems: Vec<String>,
}

const MAX_TURNS: usize = 100_000;

pub(crate) fn signal(id: &str, n: u64) -> What {
    What::Signal(SignalEntry { name: "Go".into(), payload: Payload::of(&n).unwrap(), id: id.to_owned() })
}

pub(crate) fn run(case: &Case, faults: Faults) -> Ran {
    let world = world(faults.clone());
    let start_of = || Start {
        workflow: case.workflow.to_owned(),
        input: Payload::of(&0).unwrap(),
        timeout: None,
        parent: None,
    };
    for (at, what) in &case.told {
        let message = Message::new("it", what.clone());
        world.state().agenda.put(Timestamp(*at), None, Work::Message(message));
    }
    while poll_now(start(&world, "it", start_of(), Timestamp(0))).is_err() {
        world.state().is_down = false;
    }
    let random = Random(faults.seed);
    let mut runner = Runner {
        orchestrators: pair(&world),
        world: world.clone(),
        workers: 0,
        bodies: RefCell::default(),
        faults,
        random,
    };
    let mut problems = Vec::new();
    for turn in 0.. {
        if turn > MAX_TURNS {
            problems.push("it does not come to an end".to_owned());
            break;
        }
        if !runner.turn() {
            break;
        }
    }
    let bodies = runner.bodies.into_inner();
    let state = world.state();
    let rows = || state.executions.iter().filter_map(|(id, kept)| Some((id, kept.row.as_ref()?)));
    for (id, row) in rows() {
        if !row.is_over() || row.ended.is_none() || row.executed != row.committed {
            problems.push(format!("`{id}` is left with {row:?}"));
        }
    }
    let mut emitted: BTreeMap<String, u32> = BTreeMap::new();
    for (id, event) in &state.emitted {
        *emitted.entry(format!("{id} {}{}", event.name, event.payload.text())).or_default() += 1;
    }
    let doubled = |counts: &mut dyn Iterator<Item = u32>| counts.map(|it| it - 1).sum::<u32>();
    Ran {
        seen: Seen {
            statuses: rows().map(|(id, row)| (id.clone(), row.status.clone())).collect(),
            emitted: emitted.keys().cloned().collect(),
            calls: state.tasks().map(|(call, it)| (call, matches!(it.outcome, Some(Ok(_))))).collect(),
        },
        operations: state.operations,
        emits_doubled: doubled(&mut emitted.values().copied()),
        attempts_doubled: doubled(&mut bodies.values().copied()),
        problems,
    }
}

fn pair(world: &Memory) -> [Orchestrator<Memory>; 2] {
    [0, 1].map(|_| Orchestrator::new(world.clone(), all()))
}

struct Runner {
    orchestrators: [Orchestrator<Memory>; 2],
    world: Memory,
    workers: usize,
    /// How often each attempt ran.
    bodies: RefCell<BTreeMap<(CallKey, u32), u32>>,
    faults: Faults,
    random: Random,
}

impl Runner {
    /// Does the next thing; `false`: there is none.
    fn turn(&mut self) -> bool {
        let next = {
            let mut state = self.world.state();
            let next = state.agenda.take(Timestamp(u64::MAX));
            state.now = next.as_ref().map_or(state.now, |(at, _)| state.now.max(*at));
            next
        };
        match next {
            None => return false,
            Some((_, Work::Message(message))) => self.deliver(message),
            Some((_, Work::Attempt { call, attempt })) => self.work(&call, attempt),
            Some((_, Work::Event(_) | Work::Delivery(_))) => {}
        }
        true
    }

    fn deliver(&mut self, first: Message) {
        let id = first.execution.clone();
        let now = self.world.now();
        let mut batch = vec![first];
        batch.extend(self.world.state().agenda.take_messages(&id, now, 9));
        if self.faults.reorder {
            let by = self.random.below(batch.len());
            batch.rotate_left(by);
        }
        let Fault { crash, is_doubled, .. } = self.world.pass(Operation::Deliver);
        if crash == Some(Crash::Before) {
            return self.again(batch);
        }
        let other = if self.faults.two || is_doubled { batch.clone() } else { Vec::new() };
        let [one, two] = &mut self.orchestrators;
        let mut done = [true, true];
        if self.faults.two {
            let (here, there) = other.split_at(self.random.below(batch.len() + 1));
            let mut futures = (
                pin!(one.process(&id, &batch, now)),
                pin!(two.process(&id, if here.is_empty() { there } else { here }, now)),
            );
            let mut results: [Option<bool>; 2] = [None, None];
            let mut context = Context::from_waker(Waker::noop());
            while results.contains(&None) {
                let which = self.random.below(2);
                if results[which].is_some() {
                    continue;
                }
                let polled = if which == 0 {
                    futures.0.as_mut().poll(&mut context)
                } else {
                    futures.1.as_mut().poll(&mut context)
                };
                if let Poll::Ready(result) = polled {
                    results[which] = Some(result.is_ok());
                }
            }
            done = results.map(|it| it == Some(true));
        } else {
            done[0] = poll_now(one.process(&id, &batch, now)).is_ok();
            if is_doubled && done[0] {
                // Once to a warm copy, once to a cold one.
                done[0] = poll_now(one.process(&id, &other, now)).is_ok()
                    && poll_now(two.process(&id, &other, now)).is_ok();
            }
        }
        if done != [true, true] && !self.world.state().is_down {
            panic!("{id} failed without a crash");
        }
        if done != [true, true] || crash == Some(Crash::After) {
            self.again(batch);
        }
    }

    /// Delivered again, to another process.
    fn again(&mut self, batch: Vec<Message>) {
        self.restart();
        let mut state = self.world.state();
        let now = state.now;
        batch.into_iter().for_each(|message| state.agenda.put(now, None, Work::Message(message)));
    }

    fn restart(&mut self) {
        self.world.state().is_down = false;
        // Only one process died; the other goes on, with what it has in memory.
        self.orchestrators[0] = pair(&self.world).into_iter().next().unwrap();
        self.orchestrators.swap(0, 1);
    }

    fn work(&mut self, call: &CallKey, attempt: u32) {
        let Fault { crash, is_doubled, .. } = self.world.pass(Operation::Work);
        for _ in 0..=usize::from(is_doubled) {
            self.workers += 1;
            let worker = format!("worker-{}", self.workers);
            let ran = match crash {
                Some(Crash::Before) => false,
                _ => poll_now(run_worker(&self.world, &self.bodies, call, attempt, &worker)).is_ok(),
            };
            if !ran || crash.is_some() {
                self.restart();
                let report = Report::Lost { attempt, worker, reason: "it crashed".to_owned() };
                let what = What::Task { run: call.run, seq: call.seq, report };
                let message = Message::new(&call.execution, what);
                let mut state = self.world.state();
                let now = state.now;
                state.agenda.put(now, None, Work::Message(message));
            }
        }
    }
}

async fn run_worker(
    world: &Memory,
    bodies: &RefCell<BTreeMap<(CallKey, u32), u32>>,
    call: &CallKey,
    attempt: u32,
    worker: &str,
) -> Result<(), StoreError> {
    let now = world.now();
    let Some(job) = claim(world, call, attempt, worker, "nonce", now).await? else { return Ok(()) };
    *bodies.borrow_mut().entry((call.clone(), attempt)).or_default() += 1;
    if job.task == "beat" {
        heartbeat(world, call, attempt, Some(Payload::null()), now).await?;
    }
    let Some(result) = body(&job.task, job.input.read().unwrap(), job.attempt) else { return Ok(()) };
    finish(world, call, attempt, result.and_then(|it| Payload::of(&it))).await
}

/// Runs what waits for nothing but its turn.
pub(crate) fn poll_now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}
