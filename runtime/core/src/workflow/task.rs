use eventual_runtime_engine::TaskContext;

use crate::host::current_service;
use crate::info::RequestInfo;
use crate::middleware::{CallContext, With};

/// What a task can ask for: `&TaskContext`, `&ServiceInfo`.
pub type TaskScope = With<TaskContext, CallContext>;

/// The context of an attempt.
pub fn task_scope(context: TaskContext, handler: &'static str) -> TaskScope {
    let service = current_service().unwrap_or_else(crate::info::ServiceInfo::from_environment);
    With(context, CallContext::new(service, RequestInfo { handler, ..RequestInfo::default() }))
}
