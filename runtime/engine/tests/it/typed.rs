//! Bare names as handles, and tasks as hosts run them.

use crate::handlers::*;
use eventual_runtime_engine::*;
use futures::executor::block_on;

fn task_name<A, F: TaskFn<A>>(_: F) -> &'static str {
    F::Task::NAME
}

fn workflow_name<A, F: WorkflowFn<A>>(_: F) -> &'static str {
    F::Workflow::NAME
}

pub enum Ping {}
impl Task for Ping {
    type Input = ();
    type Output = Result<()>;
    const NAME: &'static str = "ping";
    fn run((): (), context: TaskContext) -> TaskFuture<Self::Output> {
        Box::pin(async move { context.heartbeat_with(&1).await })
    }
}
fn ping() -> TaskCall<Ping> {
    TaskCall::new(())
}

pub enum Update {}
impl Task for Update {
    type Input = (String, u32);
    type Output = Result<String>;
    const NAME: &'static str = "update";
    fn run((id, status): (String, u32), context: TaskContext) -> TaskFuture<Self::Output> {
        Box::pin(async move { Ok(format!("{id}:{status}:{}", context.attempt())) })
    }
}
fn update(id: String, status: u32) -> TaskCall<Update> {
    TaskCall::new((id, status))
}

#[test]
fn a_function_is_the_handle_of_its_task() {
    assert_eq!(task_name(a), "a");
    assert_eq!(task_name(ping), "ping");
    assert_eq!(task_name(update), "update");
    assert_eq!(workflow_name(double), "double");
    assert_eq!(block_on(update("o".into(), 3)), Ok("o:3:1".into()));
    assert_eq!(block_on(ping()), Ok(()));
}

#[test]
fn a_host_runs_a_task_without_its_types() {
    let entry = TaskEntry::of::<Update>();
    let info = TaskInfo { task: "update".into(), attempt: 2, ..TaskInfo::default() };
    let run = |input: &str| {
        let context = TaskContext::new(info.clone(), NoHost);
        block_on((entry.run)(Payload::from_text(input).unwrap(), context))
    };
    assert_eq!(run(r#"["o",3]"#).unwrap().text(), r#""o:3:2""#);
    let error = run("7").unwrap_err();
    assert_eq!((error.name.as_str(), error.retryable), ("BadPayload", false));
}

struct NoHost;
impl TaskHost for NoHost {
    fn heartbeat(
        &self,
        _: Option<Payload>,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<()>> + Send + '_>> {
        Box::pin(async { Err(Error::cancelled()) })
    }
}

#[test]
fn a_heartbeat_tells_a_cancelled_task_to_stop() {
    let entry = TaskEntry::of::<Ping>();
    let context = TaskContext::new(TaskInfo::default(), NoHost);
    let error = block_on((entry.run)(Payload::null(), context)).unwrap_err();
    assert!(error.is_cancelled());
}

#[test]
fn a_context_gives_the_last_heartbeat_of_the_attempt_before() {
    let info = TaskInfo { last_heartbeat: Some(Payload::of(&41).unwrap()), ..TaskInfo::default() };
    let context = TaskContext::new(info, NoHost);
    assert_eq!(context.last_heartbeat::<u32>(), Some(41));
    assert_eq!(context.last_heartbeat::<String>(), None);
}
