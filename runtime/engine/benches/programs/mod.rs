//! Workflows to measure, and the histories they leave.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a measuring program, not a library")]

use eventual_runtime_engine::*;
use serde::{Deserialize, Serialize};
use std::any::Any;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Work {
    ReplayBare,
    ReplayJson,
    ReplayFanOut,
    Live,
    Decode,
}

impl Work {
    /// Units of work per task: a call and its result are two events.
    pub(crate) fn units(self) -> usize {
        if self == Self::Live { 1 } else { 2 }
    }

    fn workflow(self) -> WorkflowEntry {
        match self {
            Self::ReplayBare => BARE,
            Self::ReplayFanOut => FAN_OUT,
            Self::ReplayJson | Self::Live | Self::Decode => SEQUENTIAL,
        }
    }
}

/// 85 bytes of JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Receipt {
    id: String,
    customer: String,
    amount: u64,
    paid: bool,
}

pub(crate) fn receipt() -> Receipt {
    Receipt {
        id: "payment-0123456789".to_owned(),
        customer: "customer-0123456789".to_owned(),
        amount: 1_234,
        paid: true,
    }
}

pub(crate) enum Number {}
impl Task for Number {
    type Input = u64;
    type Output = Result<u64>;
    const NAME: &'static str = "number";
    fn run(n: u64, _: TaskContext) -> TaskFuture<Self::Output> {
        Box::pin(async move { Ok(n) })
    }
}

pub(crate) enum Charge {}
impl Task for Charge {
    type Input = u64;
    type Output = Result<Receipt>;
    const NAME: &'static str = "charge";
    fn run(_: u64, _: TaskContext) -> TaskFuture<Self::Output> {
        Box::pin(async move { Ok(receipt()) })
    }
}

pub(crate) const BARE: WorkflowEntry = WorkflowEntry {
    name: "w",
    timeout: || None,
    run: |input| {
        let n: u64 = input.read()?;
        Ok(Box::pin(async move {
            let mut sum = 0u64;
            for n in 0..n {
                sum = sum.wrapping_add(TaskCall::<Number>::new(n).await?);
            }
            Payload::of(&sum)
        }))
    },
};

pub(crate) const SEQUENTIAL: WorkflowEntry = WorkflowEntry {
    name: "w",
    timeout: || None,
    run: |input| {
        let n: u64 = input.read()?;
        Ok(Box::pin(async move {
            let mut sum = 0u64;
            for n in 0..n {
                sum = sum.wrapping_add(TaskCall::<Charge>::new(n).await?.amount);
            }
            Payload::of(&sum)
        }))
    },
};

pub(crate) const FAN_OUT: WorkflowEntry = WorkflowEntry {
    name: "w",
    timeout: || None,
    run: |input| {
        let n: u64 = input.read()?;
        Ok(Box::pin(async move {
            let receipts = futures::future::join_all((0..n).map(TaskCall::<Charge>::new)).await;
            let mut sum = 0u64;
            for receipt in receipts {
                sum = sum.wrapping_add(receipt?.amount);
            }
            Payload::of(&sum)
        }))
    },
};

pub(crate) fn begin(workflow: &WorkflowEntry, tasks: usize) -> (Execution, Step) {
    let input = Payload::of(&tasks).unwrap();
    Execution::start(workflow, Started::new("w", "x", input), Timestamp(1)).unwrap()
}

/// The result of each task, in order.
pub(crate) fn event(workflow: &WorkflowEntry, seq: usize) -> HistoryEvent {
    let bare = std::ptr::fn_addr_eq(workflow.run, BARE.run);
    let value = if bare { Payload::of(&seq).unwrap() } else { Payload::of(&receipt()).unwrap() };
    HistoryEvent { at: Timestamp(2 + seq as u64), what: Occurrence::Succeeded { seq: seq as Seq, value } }
}

pub(crate) fn history(workflow: &WorkflowEntry, tasks: usize) -> Vec<Step> {
    let (mut execution, step) = begin(workflow, tasks);
    let mut history = vec![step];
    for seq in 0..tasks {
        let Applied::Step(step) = execution.apply(event(workflow, seq)).unwrap() else { panic!("ignored") };
        history.push(step);
    }
    assert!(execution.is_over());
    history
}

/// Something to measure, ready to run.
pub(crate) enum Setup {
    Replay(WorkflowEntry, Vec<Step>),
    Live(Execution, Vec<HistoryEvent>, Vec<Step>),
    Decode(Vec<u8>),
}

impl Setup {
    pub(crate) fn new(work: Work, tasks: usize) -> Self {
        let workflow = work.workflow();
        match work {
            Work::Live => {
                let events = (0..tasks).map(|seq| event(&workflow, seq)).collect();
                Self::Live(begin(&workflow, tasks).0, events, Vec::with_capacity(tasks))
            }
            Work::Decode => {
                let mut text = Vec::new();
                encode_header(&mut text);
                history(&workflow, tasks).iter().for_each(|step| encode(step, &mut text));
                Self::Decode(text)
            }
            _ => Self::Replay(workflow, history(&workflow, tasks)),
        }
    }

    pub(crate) fn run(self) -> Box<dyn Any> {
        match self {
            Self::Replay(workflow, history) => {
                let execution = Execution::replay(&workflow, &history, Strictness::Calls).unwrap();
                Box::new((execution, history))
            }
            Self::Live(mut execution, events, mut steps) => {
                for event in events {
                    let Applied::Step(step) = execution.apply(event).unwrap() else { panic!("ignored") };
                    steps.push(step);
                }
                Box::new((execution, steps))
            }
            Self::Decode(text) => Box::new(decode(&text).unwrap()),
        }
    }
}

/// Memory of an execution of three steps that waits for its second task.
pub(crate) fn bytes_per_idle_execution(count: usize) -> usize {
    let resident = || {
        let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
        pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4_096
    };
    let make = |_| {
        let (mut execution, _) = begin(&SEQUENTIAL, 3);
        execution.apply(event(&SEQUENTIAL, 0)).unwrap();
        execution
    };
    let mut executions: Vec<Execution> = Vec::with_capacity(count);
    let before = resident();
    executions.extend((0..count).map(make));
    (resident() - before) / executions.len()
}

/// How much of each a second holds; the best of some tries, as other programs may be running.
pub(crate) fn rates() -> Vec<(&'static str, f64)> {
    fn best(mut work: impl FnMut() -> usize) -> f64 {
        let once = || {
            let begin = std::time::Instant::now();
            let done = work();
            done as f64 / begin.elapsed().as_secs_f64()
        };
        std::iter::repeat_with(once).take(7).fold(0.0, f64::max)
    }
    fn executions(tasks: usize, count: usize) -> f64 {
        let events: Vec<_> = (0..tasks).map(|seq| event(&SEQUENTIAL, seq)).collect();
        best(|| {
            for _ in 0..count {
                let (mut execution, _) = begin(&SEQUENTIAL, tasks);
                for event in &events {
                    execution.apply(event.clone()).unwrap();
                }
                assert!(execution.is_over());
            }
            count
        })
    }
    let replay = |workflow: WorkflowEntry, tasks: usize| {
        let history = history(&workflow, tasks);
        best(|| {
            Execution::replay(&workflow, &history, Strictness::Calls).unwrap();
            2 * tasks
        })
    };
    vec![
        ("replayed events, number as result", replay(BARE, 10_000)),
        ("replayed events, 85 bytes of JSON", replay(SEQUENTIAL, 10_000)),
        ("replayed events, fan-out", replay(FAN_OUT, 10_000)),
        ("executions of 3 tasks", executions(3, 10_000)),
        ("executions of 100 tasks", executions(100, 300)),
    ]
}
