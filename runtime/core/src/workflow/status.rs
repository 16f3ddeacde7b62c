use eventual_runtime_engine::Error;

/// How far an execution is, and its outcome.
#[derive(Clone, Debug, PartialEq)]
pub enum ExecutionStatus<T, E = Error> {
    /// It is not over: it runs, or waits for something.
    Pending,
    /// It succeeded with this value.
    Succeeded(T),
    /// It failed, timed out or was cancelled.
    Failed(E),
}
