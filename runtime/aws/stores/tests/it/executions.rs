//! Whole executions over the stores.

use eventual_runtime_aws_stores::Attempt;
use eventual_runtime_engine::*;
use eventual_runtime_orchestrator::operations::start;
use eventual_runtime_orchestrator::*;

use crate::aws::{Aws, with_aws};

enum Double {}
impl Task for Double {
    type Input = u64;
    type Output = Result<u64>;
    const NAME: &'static str = "double";
    fn run(n: u64, _: TaskContext) -> TaskFuture<Self::Output> {
        Box::pin(async move { Ok(2 * n) })
    }
}

fn workflow(name: &'static str, run: fn(&Payload) -> Result<Body>) -> WorkflowEntry {
    WorkflowEntry { name, timeout: || None, run }
}

fn all() -> Vec<WorkflowEntry> {
    let many = workflow("many", |input| {
        let count: u64 = input.read()?;
        Ok(Box::pin(async move {
            let calls: Vec<_> = (0..count).map(TaskCall::<Double>::new).collect();
            let mut sum = 0;
            for call in calls.into_iter().map(spawn).collect::<Vec<_>>() {
                sum += call.await?;
            }
            Payload::of(&sum)
        }))
    });
    let chain = workflow("chain", |input| {
        let count: u64 = input.read()?;
        Ok(Box::pin(async move {
            for n in 0..count {
                TaskCall::<Double>::new(n).await?;
            }
            Payload::of(&count)
        }))
    });
    vec![many, chain]
}

/// Lets everything happen until nothing is left; the orchestrator is thrown away now and then if it is `cold`.
async fn run(aws: &Aws, workflow: &str, count: u64, cold: bool) -> ExecutionStatus<Payload> {
    let stores = aws.stores();
    let input = Payload::of(&count).unwrap();
    let begin = Start { workflow: workflow.to_owned(), input, timeout: None, parent: None };
    start(&stores, "it", begin, Timestamp(0)).await.unwrap();
    let mut orchestrator = Orchestrator::new(stores, all());
    for turn in 0_u64.. {
        if cold && turn.is_multiple_of(5) {
            orchestrator = Orchestrator::new(stores, all());
        }
        let sent = aws.drain("fifo");
        let messages: Vec<Message> = sent
            .iter()
            .map(|it| serde_json::from_str(it["MessageBody"].as_str().unwrap()).unwrap())
            .collect();
        for batch in messages.chunks(10) {
            orchestrator.process("it", batch, Timestamp(turn)).await.unwrap();
        }
        let invocations = std::mem::take(&mut aws.state.borrow_mut().invocations);
        if messages.is_empty() && invocations.is_empty() {
            break;
        }
        for (function, event) in invocations {
            assert_eq!(function, "shop-double");
            let Attempt { call, attempt } = serde_json::from_value(event).unwrap();
            let nonce = format!("{call}");
            let job = claim(&stores, &call, attempt, "w", &nonce, Timestamp(turn)).await.unwrap().unwrap();
            let n: u64 = job.input.read().unwrap();
            finish(&stores, &call, attempt, Payload::of(&(2 * n))).await.unwrap();
        }
    }
    stores.row("it").await.unwrap().unwrap().status
}

#[test]
fn a_thousand_tasks_of_one_step_are_started_side_by_side() {
    with_aws(|aws| async move {
        let status = run(&aws, "many", 1_000, false).await;
        assert_eq!(status, ExecutionStatus::Succeeded(Payload::of(&999_000).unwrap()));
        assert_eq!(aws.count("Invoke"), 1_000);
        let at_once = aws.state.borrow().max_at_once;
        assert!((16..=40).contains(&at_once), "{at_once} calls were under way at once");
    });
}

/// Operations and bytes that an execution of so many tasks costs in all.
fn cost(count: u64, cold: bool) -> (usize, usize) {
    let cost = std::rc::Rc::new(std::cell::Cell::new((0, 0)));
    let seen = std::rc::Rc::clone(&cost);
    with_aws(|aws| async move {
        let status = run(&aws, "chain", count, cold).await;
        assert_eq!(status, ExecutionStatus::Succeeded(Payload::of(&count).unwrap()));
        let state = aws.state.borrow();
        seen.set((state.operations.len(), state.operations.iter().map(|it| it.1).sum()));
    });
    cost.get()
}

#[test]
fn what_an_event_costs_does_not_grow_with_the_history() {
    let (few, many) = (cost(20, false), cost(200, false));
    let per_task =
        |cost: (usize, usize), count: usize| (cost.0 as f64 / count as f64, cost.1 as f64 / count as f64);
    let (few, many) = (per_task(few, 20), per_task(many, 200));
    assert!(many.0 <= few.0 && many.0 < 12.0, "operations per task: {few:?}, then {many:?}");
    assert!(many.1 <= few.1 * 1.05, "bytes per task: {few:?}, then {many:?}");
}

/// Bytes that an execution of so many tasks writes to S3 and to DynamoDB, per task. A task is three events: it was called,
/// claimed, and came back.
fn written(count: u64) -> (f64, f64) {
    let bytes = std::rc::Rc::new(std::cell::Cell::new((0.0, 0.0)));
    let seen = std::rc::Rc::clone(&bytes);
    with_aws(|aws| async move {
        run(&aws, "chain", count, false).await;
        let state = aws.state.borrow();
        let of = |name: &str| {
            let all = state.operations.iter().filter(|it| it.0 == name).map(|it| it.1);
            all.sum::<usize>() as f64 / count as f64
        };
        seen.set((of("PutObject"), of("PutItem")));
    });
    bytes.get()
}

/// Measured for 10, 100 and 1,000 tasks: 116, 108, 112 bytes to S3 and 1,960, 1,887, 1,896 to DynamoDB per task. The bounds
/// are a tenth above that.
#[test]
fn bytes_per_event_stay_flat_as_a_history_grows() {
    for count in [10, 100, 1_000] {
        let (history, rows) = written(count);
        assert!(history < 127.0, "{history:.0} bytes to S3 per task of {count}");
        assert!(rows < 2_150.0, "{rows:.0} bytes to DynamoDB per task of {count}");
    }
}

#[test]
fn a_cold_orchestrator_reads_the_history_and_goes_on() {
    let (operations, _) = cost(60, true);
    assert!(operations > 60 * 11, "{operations}");
}
