//! Runs a case to its end.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use eventual_runtime_engine::{Payload, SignalEntry, Timestamp};
use eventual_runtime_orchestrator::*;

use crate::workflows::{all, body};
use crate::world::{Faults, World};

/// A workflow, and what it is told at which time in ms.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub workflow: &'static str,
    pub told: Vec<(u64, What)>,
}

/// All that can be seen in the end.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen {
    pub statuses: BTreeMap<String, RowStatus>,
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

const MOST_TURNS: usize = 100_000;

pub(crate) fn signal(id: &str, n: u64) -> What {
    What::Signal(SignalEntry { name: "Go".into(), payload: Payload::of(&n).unwrap(), id: id.to_owned() })
}

pub(crate) fn run(case: &Case, faults: Faults) -> Ran {
    let world = World::new(faults);
    let start_of = || Start {
        workflow: case.workflow.to_owned(),
        input: Payload::of(&0).unwrap(),
        timeout: None,
        parent: None,
    };
    for (number, (at, what)) in case.told.iter().enumerate() {
        let message = Message::new("it", what.clone());
        world.0.borrow_mut().delayed.insert((Timestamp(*at), format!("told-{number}")), message);
    }
    while poll_now(start(&world, "it", start_of(), Timestamp(0))).is_err() {
        world.0.borrow_mut().is_down = false;
    }
    let mut runner = Runner { orchestrators: pair(&world), world: world.clone(), workers: 0 };
    let mut problems = Vec::new();
    for turn in 0.. {
        if turn > MOST_TURNS {
            problems.push("it does not come to an end".to_owned());
            break;
        }
        if !runner.turn() {
            break;
        }
    }
    let state = world.0.borrow();
    for (id, row) in &state.rows {
        if !row.is_over() || row.ended.is_none() || row.executed != row.committed {
            problems.push(format!("`{id}` is left with {row:?}"));
        }
    }
    let doubled = |counts: &mut dyn Iterator<Item = u32>| counts.map(|it| it - 1).sum::<u32>();
    Ran {
        seen: Seen {
            statuses: state.rows.iter().map(|(id, row)| (id.clone(), row.status.clone())).collect(),
            emitted: state.emitted.keys().cloned().collect(),
            calls: state
                .tasks
                .iter()
                .map(|(call, it)| (call.clone(), matches!(it.outcome, Some(Ok(_)))))
                .collect(),
        },
        operations: state.operations,
        emits_doubled: doubled(&mut state.emitted.values().copied()),
        attempts_doubled: doubled(&mut state.bodies.values().copied()),
        problems,
    }
}

fn pair(world: &World) -> [Orchestrator<World>; 2] {
    [0, 1].map(|_| Orchestrator::new(world.clone(), all()))
}

struct Runner {
    orchestrators: [Orchestrator<World>; 2],
    world: World,
    workers: usize,
}

impl Runner {
    /// Does the next thing; `false`: there is none.
    fn turn(&mut self) -> bool {
        let (messages, invocations) = {
            let state = self.world.0.borrow();
            (state.queue.len(), state.invocations.len())
        };
        let any = self.world.0.borrow().faults.reorder;
        if messages > 0 && (invocations == 0 || !any || self.world.random(2) == 0) {
            self.deliver(if any { self.world.random(messages) } else { 0 });
        } else if invocations > 0 {
            self.work(if any { self.world.random(invocations) } else { 0 });
        } else {
            let mut state = self.world.0.borrow_mut();
            let Some(((at, _), message)) = state.delayed.pop_first() else { return false };
            state.now = state.now.max(at);
            state.queue.push_back(message);
        }
        true
    }

    fn deliver(&mut self, at: usize) {
        let (mut batch, faults, now) = {
            let mut state = self.world.0.borrow_mut();
            let first = state.queue.remove(at).unwrap();
            let (same, other): (Vec<_>, Vec<_>) =
                state.queue.drain(..).partition(|it| it.execution == first.execution);
            let mut batch = vec![first];
            batch.extend(same);
            state.queue.extend(other);
            let rest = batch.split_off(batch.len().min(10));
            state.queue.extend(rest);
            (batch, state.faults.clone(), state.now)
        };
        if faults.reorder {
            let by = self.world.random(batch.len());
            batch.rotate_left(by);
        }
        let id = batch[0].execution.clone();
        let other = if faults.two || faults.duplicate { batch.clone() } else { Vec::new() };
        let [one, two] = &mut self.orchestrators;
        let mut done = [true, true];
        if faults.two {
            let (here, there) = other.split_at(self.world.random(batch.len() + 1));
            let mut futures = (
                pin!(one.process(&id, &batch, now)),
                pin!(two.process(&id, if here.is_empty() { there } else { here }, now)),
            );
            let mut results: [Option<bool>; 2] = [None, None];
            let mut context = Context::from_waker(Waker::noop());
            while results.contains(&None) {
                let which = self.world.random(2);
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
            if faults.duplicate && done[0] {
                // Once to a warm copy, once to a cold one.
                done[0] = poll_now(one.process(&id, &other, now)).is_ok()
                    && poll_now(two.process(&id, &other, now)).is_ok();
            }
        }
        if done != [true, true] {
            // Delivered again, to another process.
            if !self.world.0.borrow().is_down {
                panic!("{id} failed without a crash");
            }
            self.world.0.borrow_mut().queue.extend(batch);
            self.restart();
        }
    }

    fn restart(&mut self) {
        self.world.0.borrow_mut().is_down = false;
        // Only one process died; the other goes on, with what it has in memory.
        self.orchestrators[0] = pair(&self.world).into_iter().next().unwrap();
        self.orchestrators.swap(0, 1);
    }

    fn work(&mut self, at: usize) {
        let (call, attempt) = self.world.0.borrow_mut().invocations.remove(at).unwrap();
        let twice = self.world.0.borrow().faults.duplicate;
        for _ in 0..=usize::from(twice) {
            self.workers += 1;
            let worker = format!("worker-{}", self.workers);
            if poll_now(run_worker(&self.world, &call, attempt, &worker)).is_err() {
                self.restart();
                let report = Report::Lost { attempt, worker, reason: "it crashed".to_owned() };
                let what = What::Task { run: call.run, seq: call.seq, report };
                self.world.0.borrow_mut().queue.push_back(Message::new(&call.execution, what));
            }
        }
    }
}

async fn run_worker(world: &World, call: &CallKey, attempt: u32, worker: &str) -> Result<(), StoreError> {
    let now = world.0.borrow().now;
    let Some(job) = claim(world, call, attempt, worker, "nonce", now).await? else { return Ok(()) };
    *world.0.borrow_mut().bodies.entry((call.clone(), attempt)).or_default() += 1;
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
