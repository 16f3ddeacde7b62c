//! A service with two workflows, in several versions of its code.

use eventual_runtime_core::handler::{Catalogue, Handlers, Service};
use eventual_runtime_engine::units::*;
use eventual_runtime_engine::*;
use eventual_runtime_replay::History;
use serde::{Deserialize, Serialize};
use std::cell::Cell;

/// Which code is deployed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Code {
    /// What wrote the histories.
    First,
    /// Ships by another task.
    OtherTask,
    /// Waits for an approval before it charges.
    OtherWait,
    /// Answers another text.
    OtherEnd,
    /// Charges with another input.
    OtherData,
}

thread_local! {
    static CODE: Cell<Code> = const { Cell::new(Code::First) };
}

/// Deploys a version of the code, on this thread.
pub fn deploy(code: Code) {
    CODE.set(code);
}

macro_rules! task {
    ($marker:ident, $name:ident) => {
        pub enum $marker {}
        impl Task for $marker {
            type Input = String;
            type Output = Result<String>;
            const NAME: &'static str = stringify!($name);
            fn run(input: String, _: TaskContext) -> TaskFuture<Self::Output> {
                Box::pin(async move { Ok(input) })
            }
        }
        #[track_caller]
        pub fn $name(input: String) -> TaskCall<$marker> {
            TaskCall::new(input)
        }
    };
}
task!(Charge, charge);
task!(Ship, ship);
task!(Mail, mail);

#[derive(Serialize, Deserialize)]
pub struct Approved {
    by: String,
}
impl Signal for Approved {
    const NAME: &'static str = "Approved";
}

async fn sell(order: String) -> Result<String> {
    let code = CODE.get();
    if code == Code::OtherWait {
        Approved::expect_signal().await;
    }
    let paid = charge(if code == Code::OtherData { "other".to_owned() } else { order.clone() }).await?;
    let _ = timeout(Approved::expect_signal(), duration(1, Day)).await;
    if code == Code::OtherTask {
        mail(order).await?;
    } else {
        ship(order).await?;
    }
    Ok(if code == Code::OtherEnd { "sold!".to_owned() } else { format!("sold, {paid}") })
}

async fn remind(count: u32) -> Result<u32> {
    sleep(std::time::Duration::from_secs(60)).await;
    if count == 2 { Ok(count) } else { continue_as_new(count + 1).await }
}

/// The service.
pub struct Shop;
impl Service for Shop {
    const NAME: &'static str = "shop";
    const KNOWN: &'static [u64] = &[];
}
impl Catalogue for Shop {
    fn handlers() -> Handlers {
        Handlers { workflows: workflows(), ..Handlers::default() }
    }
}

pub fn workflows() -> Vec<WorkflowEntry> {
    let sell = WorkflowEntry {
        name: "sell",
        timeout: || None,
        run: |input| {
            let order: String = input.read()?;
            Ok(Box::pin(async move { Payload::of(&sell(order).await?) }))
        },
    };
    let remind = WorkflowEntry {
        name: "remind",
        timeout: || None,
        run: |input| {
            let count: u32 = input.read()?;
            Ok(Box::pin(async move { Payload::of(&remind(count).await?) }))
        },
    };
    vec![sell, remind]
}

/// When every history begins: 2026-01-01.
const BEGIN: u64 = 1_767_225_600_000;

fn value(value: &str) -> Payload {
    Payload::of(value).unwrap()
}

/// What happens to an order, with the seconds since it began.
fn life() -> Vec<(u64, Occurrence)> {
    vec![
        (1, Occurrence::Succeeded { seq: 0, value: value("p-1") }),
        (86_401, Occurrence::Fired { seq: 1 }),
        (86_402, Occurrence::Succeeded { seq: 2, value: value("t-1") }),
    ]
}

/// The history of an order after so many events, as the first code writes it.
pub fn history(events: usize) -> History {
    let before = CODE.replace(Code::First);
    let started = Started::new("sell", "o-1", value("o-1"));
    let (mut execution, step) = Execution::start(&workflows()[0], started, Timestamp(BEGIN)).unwrap();
    let mut steps = vec![step];
    for (seconds, what) in life().into_iter().take(events) {
        let event = HistoryEvent { at: Timestamp(BEGIN + seconds * 1_000), what };
        let Applied::Step(step) = execution.apply(event).unwrap() else { panic!("ignored") };
        steps.push(step);
    }
    CODE.set(before);
    History::of_steps("shop", steps).unwrap()
}

/// An execution of three runs, the last of which succeeded.
pub fn three_runs() -> History {
    let mut started = Started::new("remind", "r-1", Payload::of(&0).unwrap());
    let (mut steps, mut at) = (Vec::new(), BEGIN);
    loop {
        let (mut execution, step) =
            Execution::start(&workflows()[1], started.clone(), Timestamp(at)).unwrap();
        steps.push(step);
        at += 60_000;
        let event = HistoryEvent { at: Timestamp(at), what: Occurrence::Fired { seq: 0 } };
        let Applied::Step(step) = execution.apply(event).unwrap() else { panic!("ignored") };
        steps.push(step);
        match execution.status() {
            Status::ContinuedAsNew(input, signals) => started = started.continued(input, signals),
            _ => return History::of_steps("shop", steps).unwrap(),
        }
    }
}
