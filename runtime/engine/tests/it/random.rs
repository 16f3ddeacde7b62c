//! Random programs of durable calls, run by a random host: hot and cold always agree, and nothing is lost.

use crate::handlers::*;
use crate::script::BEGIN;
use eventual_runtime_engine::*;
use futures::future::{Either, LocalBoxFuture, join_all, select};
use futures::stream::{FuturesUnordered, StreamExt};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

/// A program, as data: the workflow interprets its input.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Program {
    Task(u64),
    Timer(u64),
    Signal,
    Emit,
    Random,
    Child(u64),
    Patch,
    Seq(Vec<Program>),
    Join(Vec<Program>),
    Unordered(Vec<Program>),
    Race(Box<Program>, Box<Program>),
    Limit(Box<Program>, u64),
    Spawn(Box<Program>),
    Shield(Box<Program>),
    UntilCancelled(Box<Program>),
    Count(Box<Program>),
}

fn program() -> impl Strategy<Value = Program> {
    let leaf = prop_oneof![
        4 => (0..100u64).prop_map(Program::Task),
        2 => (0..1_000u64).prop_map(Program::Timer),
        2 => Just(Program::Signal),
        1 => Just(Program::Emit),
        1 => Just(Program::Random),
        1 => (0..100u64).prop_map(Program::Child),
        1 => Just(Program::Patch),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Program::Seq),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Program::Join),
            proptest::collection::vec(inner, 0..4).prop_map(Program::Unordered),
            (boxed.clone(), boxed.clone()).prop_map(|(x, y)| Program::Race(x, y)),
            (boxed.clone(), 0..1_000u64).prop_map(|(x, limit)| Program::Limit(x, limit)),
            boxed.clone().prop_map(Program::Spawn),
            boxed.clone().prop_map(Program::Shield),
            boxed.clone().prop_map(Program::UntilCancelled),
            boxed.prop_map(Program::Count),
        ]
    })
}

/// What a program computes: a number in which every answer it got leaves a mark, in order.
fn interpret(program: Program) -> LocalBoxFuture<'static, u64> {
    fn mark(sum: u64, value: u64) -> u64 {
        sum.wrapping_mul(31).wrapping_add(value)
    }
    Box::pin(async move {
        match program {
            Program::Task(n) => a(n).await.unwrap_or(1),
            Program::Child(n) => double(n).await.unwrap_or(2),
            Program::Timer(n) => {
                sleep(Duration::from_millis(n)).await;
                now().0
            }
            Program::Signal => Go::expect_signal().await.0,
            Program::Emit => {
                emit(reserve().unwrap(), vec![Emitted { name: "E".into(), payload: Payload::null() }]);
                3
            }
            Program::Random => random(),
            Program::Patch => u64::from(patched("p")),
            Program::Seq(parts) => {
                let mut sum = 0;
                for part in parts {
                    sum = mark(sum, interpret(part).await);
                }
                sum
            }
            Program::Join(parts) => {
                join_all(parts.into_iter().map(interpret)).await.into_iter().fold(0, mark)
            }
            Program::Unordered(parts) => {
                let mut parts: FuturesUnordered<_> = parts.into_iter().map(interpret).collect();
                let mut sum = 0;
                while let Some(value) = parts.next().await {
                    sum = mark(sum, value);
                }
                sum
            }
            Program::Race(x, y) => match select(interpret(*x), interpret(*y)).await {
                Either::Left((x, _)) => x,
                Either::Right((y, _)) => y ^ 1,
            },
            Program::Limit(x, limit) => {
                timeout(interpret(*x), Duration::from_millis(limit)).await.unwrap_or(4)
            }
            Program::Spawn(x) => spawn(interpret(*x)).await,
            Program::Shield(x) => uncancellable(interpret(*x)).await,
            Program::UntilCancelled(x) => match until_cancelled(interpret(*x)).await {
                Ok(value) => value,
                Err(_) => a(7).await.unwrap_or(5),
            },
            Program::Count(x) => {
                let done = Rc::new(Cell::new(0));
                let set = Rc::clone(&done);
                spawn(async move { set.set(interpret(*x).await | 1) });
                let seen = Rc::clone(&done);
                condition(move || seen.get() != 0).await;
                done.get()
            }
        }
    })
}

const WORKFLOW: WorkflowEntry = WorkflowEntry {
    name: "w",
    timeout: || None,
    run: |input| {
        let program: Program = input.read()?;
        Ok(Box::pin(async move { Payload::of(&interpret(program).await) }))
    },
};

/// What a host owes the execution.
#[derive(Default)]
struct Owed {
    results: Vec<Seq>,
    timers: Vec<(Seq, Timestamp)>,
}

impl Owed {
    fn take(&mut self, decisions: &[Decision]) {
        for decision in decisions {
            match decision {
                Decision::Task { seq, .. } | Decision::Child { seq, .. } => self.results.push(*seq),
                Decision::Timer { seq, at } => self.timers.push((*seq, *at)),
                Decision::Cancel { seq } => {
                    self.timers.retain(|(timer, _)| timer != seq);
                    self.results.retain(|call| call != seq);
                }
                _ => {}
            }
        }
    }
}

/// Runs a program to its end; `choices` decide what happens next.
fn run(program: &Program, choices: &[u16]) -> Result<(), TestCaseError> {
    let input = Payload::of(program).unwrap();
    let (mut hot, step) = Execution::start(&WORKFLOW, Started::new("w", "x", input), BEGIN).unwrap();
    let mut owed = Owed::default();
    owed.take(&step.decisions);
    let mut history = vec![step];
    let mut clock = BEGIN;
    let mut choices = choices.iter().copied().chain([5, 12, 1].into_iter().cycle());
    for _ in 0..200 {
        if hot.is_over() {
            break;
        }
        let choice = usize::from(choices.next().unwrap());
        let what = match choice % 16 {
            0 => Occurrence::CancelRequested { reason: String::new() },
            n if n < 4 || (owed.results.is_empty() && owed.timers.is_empty()) => {
                let payload = Payload::of(&(choice as u64)).unwrap();
                Occurrence::Signal(Box::new(SignalEntry { name: "Go".into(), payload, id: String::new() }))
            }
            n if n < 11 && !owed.results.is_empty() || owed.timers.is_empty() => {
                let seq = owed.results.remove(choice / 16 % owed.results.len());
                match choice % 5 {
                    0 => Occurrence::Failed { seq, error: Box::new(Error::new("Bad", "")) },
                    _ => Occurrence::Succeeded { seq, value: Payload::of(&(choice as u64)).unwrap() },
                }
            }
            _ => {
                let (at, _) = owed.timers.iter().enumerate().min_by_key(|(_, (_, due))| *due).unwrap();
                let (seq, due) = owed.timers.remove(at);
                clock = clock.max(due);
                Occurrence::Fired { seq }
            }
        };
        clock = clock + Duration::from_millis(1);
        let event = HistoryEvent { at: clock, what };
        let mut cold = Execution::replay(&WORKFLOW, &history, Strictness::Data)
            .map_err(|fault| TestCaseError::fail(fault.to_string()))?;
        let answer = hot.apply(event.clone()).map_err(|fault| TestCaseError::fail(fault.to_string()))?;
        prop_assert_eq!(&answer, &cold.apply(event.clone()).unwrap(), "hot and cold differ");
        // What is delivered again is no news, and a crash between two steps goes unnoticed.
        if !matches!(event.what, Occurrence::Signal(_)) {
            prop_assert_eq!(hot.apply(event).unwrap(), Applied::Ignored, "delivered twice");
        }
        if choice % 3 == 0 {
            hot = cold;
        }
        if let Applied::Step(step) = answer {
            owed.take(&step.decisions);
            history.push(step);
        }
    }
    prop_assert!(hot.is_over(), "all that was owed was delivered, and still it waits: {hot:?}");
    // Each number is given once; a result is asked for once.
    let mut sent = BTreeSet::new();
    for decision in history.iter().flat_map(|step| &step.decisions) {
        if !matches!(decision, Decision::Cancel { .. })
            && let Some(seq) = decision.seq()
        {
            prop_assert!(sent.insert(seq), "#{} was sent twice", seq);
        }
    }
    // The way through text changes nothing.
    let mut text = Vec::new();
    encode_header(&mut text);
    history.iter().for_each(|step| encode(step, &mut text));
    prop_assert_eq!(&decode(&text).unwrap(), &history);
    let cold = Execution::replay(&WORKFLOW, &history, Strictness::Data).unwrap();
    prop_assert_eq!(cold.status(), hot.status());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hot_and_cold_agree_on_random_programs(
        program in program(),
        choices in proptest::collection::vec(any::<u16>(), 0..60),
    ) {
        run(&program, &choices)?;
    }
}
