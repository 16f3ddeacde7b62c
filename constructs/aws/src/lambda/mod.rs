//! Lambda functions.

mod code;
mod destination;
mod event_source;
mod existing;
mod function;
mod permission;
mod props;

pub use code::Code;
pub use destination::Destination;
pub use event_source::EventSource;
pub use eventual_analyzer_model::Architecture;
pub use existing::ExistingFunction;
pub use function::Function;
pub use permission::Permission;
pub use props::{FunctionProps, Tracing, Vpc};
