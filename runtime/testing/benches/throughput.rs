//! How many executions of 3 and of 100 sequential tasks a second holds: the engine alone, and a whole service in a
//! [`TestEnvironment`], which must reach a twentieth of it. The results have 85 bytes of JSON.
//!
//! `cargo bench -p eventual-runtime-testing --bench throughput`
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measuring program, not a library")]

use std::process::ExitCode;
use std::time::Instant;

use eventual_runtime_core::handler::{Catalogue, Handlers, Service};
use eventual_runtime_core::host::{StartExecution, current_host};
use eventual_runtime_engine::*;
use eventual_runtime_testing::TestEnvironment;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Receipt {
    id: String,
    customer: String,
    amount: u64,
    paid: bool,
}

fn receipt() -> Receipt {
    let (id, customer) = ("payment-0123456789".to_owned(), "customer-0123456789".to_owned());
    Receipt { id, customer, amount: 1_234, paid: true }
}

enum Charge {}
impl Task for Charge {
    type Input = u64;
    type Output = Result<Receipt>;
    const NAME: &'static str = "charge";
    fn run(_: u64, _: TaskContext) -> TaskFuture<Self::Output> {
        Box::pin(async move { Ok(receipt()) })
    }
}

enum Sequential {}
impl Workflow for Sequential {
    type Input = u64;
    type Output = Result<u64>;
    const NAME: &'static str = "sequential";
    fn run(tasks: u64) -> WorkflowFuture<Self::Output> {
        Box::pin(async move {
            let mut sum = 0;
            for number in 0..tasks {
                sum += TaskCall::<Charge>::new(number).await?.amount;
            }
            Ok(sum)
        })
    }
}

struct Bench;
impl Service for Bench {
    const NAME: &'static str = "bench";
    const KNOWN: &'static [u64] = &[];
}
impl Catalogue for Bench {
    fn handlers() -> Handlers {
        Handlers {
            tasks: vec![TaskEntry::of::<Charge>()],
            workflows: vec![WorkflowEntry::of::<Sequential>()],
            ..Handlers::default()
        }
    }
}

/// Executions per second; the best of some tries, as other programs may be running.
fn best(count: usize, mut work: impl FnMut()) -> f64 {
    let once = || {
        let begin = Instant::now();
        work();
        count as f64 / begin.elapsed().as_secs_f64()
    };
    std::iter::repeat_with(once).take(7).fold(0.0, f64::max)
}

fn engine(tasks: usize, count: usize) -> f64 {
    let entry = WorkflowEntry::of::<Sequential>();
    let values: Vec<Payload> = (0..tasks).map(|_| Payload::of(&receipt()).unwrap()).collect();
    best(count, || {
        for _ in 0..count {
            let started = Started::new("sequential", "x", Payload::of(&tasks).unwrap());
            let (mut execution, _) = Execution::start(&entry, started, Timestamp(1)).unwrap();
            for (seq, value) in (0..).zip(&values) {
                let what = Occurrence::Succeeded { seq, value: value.clone() };
                execution.apply(HistoryEvent { at: Timestamp(2), what }).unwrap();
            }
            assert!(execution.is_over());
        }
    })
}

fn environment(tasks: usize, count: usize) -> f64 {
    best(count, || {
        let environment = TestEnvironment::new(Bench);
        let last = environment.run(async {
            let host = current_host().unwrap();
            let mut last = String::new();
            for _ in 0..count {
                let input = Payload::of(&tasks).unwrap();
                let start = StartExecution { workflow: "sequential", name: None, input, timeout: None };
                last = host.start_execution(start).await.unwrap();
            }
            last
        });
        let record = environment.run(async { current_host().unwrap().execution(last).await });
        let record = record.unwrap().unwrap();
        assert!(record.ended.is_some(), "{record:?}");
    })
}

fn main() -> ExitCode {
    let mut is_slow = false;
    for (tasks, count) in [(3, 2_000), (100, 100)] {
        let (engine, environment) = (engine(tasks, count * 5), environment(tasks, count));
        let ratio = engine / environment;
        println!(
            "{tasks} tasks: engine {engine:.0}/s, test environment {environment:.0}/s, 1/{ratio:.1} of it"
        );
        is_slow |= ratio > 20.0;
    }
    if is_slow { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
