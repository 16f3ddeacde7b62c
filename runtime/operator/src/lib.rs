//! The protocol by which a service is operated: what the CLI and the inspector ask, and what a service answers, the same
//! for a local service and a deployed one.
//!
//! JSON over HTTP under [`OPERATOR_PREFIX`]; times are milliseconds since the Unix epoch, ids in paths are percent-encoded.
//!
//! | Route | Takes | Gives |
//! |---|---|---|
//! | `GET /service` | | [`ServiceDescription`] |
//! | `GET /openapi.json` | | the document |
//! | `GET /executions` | [`Listing`] in the query | [`Executions`], the newest first |
//! | `POST /executions` | [`StartExecution`] | [`Started`] |
//! | `GET /executions/{id}` | | [`Execution`] |
//! | `GET /executions/{id}/history` | `from`, `attempts=true` in the query | [`History`] |
//! | `GET /executions/{id}/logs` | `after` in the query | [`Logs`] |
//! | `POST /executions/{id}/signals` | [`SendSignal`] | [`Sent`] |
//! | `POST /executions/{id}/queries` | [`QueryExecution`] | [`QueryAnswer`] |
//! | `POST /executions/{id}/cancel`, `…/terminate` | [`Reason`] | [`Sent`] |
//! | `POST /tasks/{token}/complete` | [`TaskValue`] | [`TaskTold`] |
//! | `POST /tasks/{token}/fail` | [`TaskError`] | [`TaskTold`] |
//! | `POST /tasks/{token}/heartbeat` | [`TaskDetails`] | [`TaskTold`] |
//! | `POST /events` | [`EmitEvent`] | [`Sent`] |
//! | `GET /dead-letters` | | [`DeadLetters`] |
//! | `POST /dead-letters/{subscription}/redrive` | | [`Redriven`] |
//! | `GET /logs` | `after` in the query | [`Logs`] |
//! | `GET /observed` | | [`Observed`] |
//!
//! A refusal is `{"error": {"code": "..", "message": "..", "hint": ".."}}` ([`OperatorError`]) with a fitting status.
//!
//! [`handle`] answers for a host, which is stores that can be listed and, if it has them, further parts. [`requests`] is the
//! other side. Here is no socket, no clock and no authorization: who may ask is decided before (IAM, or being on the same
//! machine).

mod answer;
mod attempts;
mod body;
mod dead_letter;
mod description;
mod error;
mod execution;
mod handle;
mod history;
mod host;
mod lines;
mod log;
mod observed;
mod path;
pub mod requests;
mod route;

pub use answer::{Answer, read_answer};
pub use attempts::TaskAttempts;
pub use body::{
    EmitEvent, QueryAnswer, QueryExecution, Reason, Redriven, SendSignal, Sent, StartExecution, Started,
    TaskDetails, TaskError, TaskTold, TaskValue,
};
pub use dead_letter::{DeadLetter, DeadLetterQueue, DeadLetters};
pub use description::{
    CommandDescription, Described, RouteDescription, ServiceDescription, SubscriptionDescription,
};
pub use error::OperatorError;
pub use eventual_analyzer_model::contract::OPERATOR_PREFIX;
pub use execution::{Execution, Executions};
// What its messages are made of
pub use eventual_runtime_engine::ExecutionState;
pub use eventual_runtime_orchestrator::operations::{Cursor, Listing};
pub use handle::handle;
pub use history::{History, StoredSegment};
pub use host::{Host, HostError};
pub use lines::{HistoryLine, LineKind, lines};
pub use log::{LogLine, Logs};
pub use observed::{Edge, Observed};
pub use path::{decode, query_fields};
