//! Workflows whose outcome does not depend on the order in which things happen.

use std::time::Duration;

use eventual_runtime_engine::*;
use futures::future::join_all;
use serde::{Deserialize, Serialize};

macro_rules! tasks {
    ($($marker:ident = $name:literal, $options:expr;)+) => {$(
        pub(crate) enum $marker {}
        impl Task for $marker {
            type Input = u64;
            type Output = Result<u64>;
            const NAME: &'static str = $name;
            fn options() -> TaskOptions { $options }
            fn run(n: u64, _: TaskContext) -> TaskFuture<Self::Output> { Box::pin(async move { Ok(n) }) }
        }
    )+};
}

fn retried() -> TaskOptions {
    TaskOptions { retry: RetryPolicy::times(6), ..TaskOptions::default() }
}

/// So often that a result that comes too late, again and again, is not what decides a case.
fn retried_long() -> TaskOptions {
    TaskOptions { retry: RetryPolicy::times(30), ..TaskOptions::default() }
}

const SECOND: Duration = Duration::from_secs(1);

tasks! {
    Add = "add", retried();
    Flaky = "flaky", retried();
    Beat = "beat", TaskOptions { heartbeat_timeout: Some(SECOND * 2), ..retried_long() };
    Silent = "silent", TaskOptions { timeout: Some(SECOND * 3), total_timeout: Some(SECOND * 3_000_000_000), ..retried_long() };
    Hopeless = "hopeless", TaskOptions { retry: RetryPolicy::times(2), ..TaskOptions::default() };
}

pub(crate) enum Large {}
impl Task for Large {
    type Input = ();
    type Output = Result<String>;
    const NAME: &'static str = "large";
    fn run((): (), _: TaskContext) -> TaskFuture<Self::Output> {
        Box::pin(async move { Ok(String::new()) })
    }
}

/// What the tasks do: `None` is an attempt that never answers.
pub(crate) fn body(task: &str, n: u64, attempt: u32) -> Option<Result<u64>> {
    match (task, attempt) {
        ("flaky", 1 | 2) => Some(Err(Error::new("Flaky", "not yet"))),
        ("silent", 1) => None,
        ("hopeless", _) => Some(Err(Error::new("Hopeless", "never"))),
        _ => Some(Ok(n + 1)),
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Go(pub u64);
impl Signal for Go {
    const NAME: &'static str = "Go";
}

pub(crate) enum Kid {}
impl Workflow for Kid {
    type Input = u64;
    type Output = Result<u64>;
    const NAME: &'static str = "kid";
    fn run(n: u64) -> WorkflowFuture<Self::Output> {
        Box::pin(async move {
            if n == 13 {
                return Err(Error::new("Unlucky", ""));
            }
            TaskCall::<Add>::new(n).await
        })
    }
}

pub(crate) enum Listener {}
impl Workflow for Listener {
    type Input = u64;
    type Output = Result<u64>;
    const NAME: &'static str = "listener";
    fn run(n: u64) -> WorkflowFuture<Self::Output> {
        Box::pin(async move { Ok(n + Go::expect_signal().await.0) })
    }
}

macro_rules! workflow {
    ($name:literal, $timeout:expr, |$n:ident| $body:block) => {
        WorkflowEntry {
            name: $name,
            timeout: || $timeout,
            run: |input| {
                let $n: u64 = input.read()?;
                Ok(Box::pin(async move {
                    let result: Result<u64> = async move { $body }.await;
                    result.and_then(|value| Payload::of(&value))
                }))
            },
        }
    };
}

/// Asks the data primitive `number`, which [`answer`] plays.
fn ask(verb: &str, n: u64) -> Response {
    request(reserve().unwrap(), format!("number.{verb}:it"), Payload::of(&n).unwrap())
}

pub(crate) fn answer(request: &eventual_runtime_orchestrator::Request) -> Result<Payload> {
    match request.parts() {
        ("number.add", "it") => Payload::of(&(request.input.read::<u64>()? + 1)),
        _ => Err(Error::new("Refused", "not this one")),
    }
}

/// All workflows.
pub(crate) fn all() -> Vec<WorkflowEntry> {
    vec![
        WorkflowEntry::of::<Kid>(),
        WorkflowEntry::of::<Listener>(),
        workflow!("sequence", None, |n| {
            let mut sum = n;
            for _ in 0..4 {
                sum = TaskCall::<Add>::new(sum).await?;
            }
            Ok(sum)
        }),
        workflow!("fan_out", None, |n| {
            let calls = (0..50).map(|i| TaskCall::<Add>::new(n + i));
            Ok(join_all(calls).await.into_iter().filter_map(Result::ok).sum())
        }),
        workflow!("retries", None, |n| {
            let flaky = TaskCall::<Flaky>::new(n).await?;
            let beat = TaskCall::<Beat>::new(flaky).await?;
            let hopeless = TaskCall::<Hopeless>::new(0).await.is_err();
            Ok(TaskCall::<Silent>::new(beat).await? + u64::from(hopeless))
        }),
        workflow!("timers", None, |n| {
            sleep(SECOND * 5).await;
            let late = timeout(Go::expect_signal(), SECOND * 60).await.is_err();
            sleep(Duration::from_secs(86_400 * 365)).await;
            Ok(n + u64::from(late))
        }),
        workflow!("signals", None, |n| {
            let first = Go::expect_signal().await.0;
            let added = TaskCall::<Add>::new(first).await?;
            Ok(n + added + Go::expect_signal().await.0 + Go::expect_signal().await.0)
        }),
        workflow!("parent", None, |n| {
            let listener = start_child::<Listener>(
                &n,
                ChildOptions { execution: Some("ears".to_owned()), ..ChildOptions::default() },
            )?;
            if let Some(call) = reserve() {
                send_signal(call, &listener.execution, Go::NAME, &Go(7))?;
            }
            let kids = join_all([1, 13, 3].map(WorkflowCall::<Kid>::new)).await;
            Ok(n + kids.into_iter().map(|it| it.unwrap_or(100)).sum::<u64>())
        }),
        workflow!("cancelled", None, |n| {
            let kid = WorkflowCall::<Listener>::new(n).name("told");
            let _ = until_cancelled(kid).await;
            TaskCall::<Add>::new(n).await?;
            Err(Error::cancelled())
        }),
        workflow!("again", None, |n| {
            let added = TaskCall::<Add>::new(n % 100).await?;
            let next = n + 100 + Go::expect_signal().await.0 + (added - n % 100);
            if n < 300 { continue_as_new(next).await } else { Ok(next) }
        }),
        workflow!("emits", None, |n| {
            for i in 0..2 {
                if let Some(call) = reserve() {
                    emit(call, vec![Emitted { name: "Seen".into(), payload: Payload::of(&(n + i))? }]);
                }
                TaskCall::<Add>::new(i).await?;
            }
            Ok(n)
        }),
        workflow!("requests", None, |n| {
            // One after the other, side by side, refused, and beside a task.
            let one: u64 = ask("add", n).await?.read()?;
            let (two, three) = futures::try_join!(ask("add", one), ask("add", one + 10))?;
            let refused = ask("refuse", 0).await.map_err(|error| error.name);
            let four = futures::join!(ask("add", 0), TaskCall::<Add>::new(0)).1?;
            let sum = two.read::<u64>()? + three.read::<u64>()? + four;
            Ok(sum + 1_000 * u64::from(refused == Err("Refused".to_owned())))
        }),
        workflow!("cancelled_request", None, |_n| {
            let _ = futures::join!(ask("add", 1), Go::expect_signal());
            Ok(0)
        }),
        workflow!("many_requests", None, |n| {
            let mut sum = n;
            for _ in 0..150 {
                sum = ask("add", sum).await?.read()?;
            }
            Ok(sum)
        }),
        workflow!("large", None, |_n| {
            let text = TaskCall::<Large>::new(()).await?;
            Ok(text.len() as u64)
        }),
        workflow!("limited", Some(SECOND * 10), |_n| { Ok(Go::expect_signal().await.0) }),
    ]
}
