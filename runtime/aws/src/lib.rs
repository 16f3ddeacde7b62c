//! What a compiled handler needs of AWS: the Lambda Runtime API loop, and the few signed calls which the
//! framework itself makes. A leaf: it knows no handler, no event and no service model.
//!
//! Not here: adapters from API Gateway or EventBridge payloads to handlers (`runtime/lambda`), and AWS calls
//! that users make (they bring the AWS SDK).
//!
//! Every call is a free function, and nothing keeps a table of them, so the linker drops each
//! call (and with the last one the whole TLS stack) that a handler does not reach.

#[cfg(feature = "client")]
mod client;
mod http1;
mod lambda;

#[cfg(feature = "client")]
pub use client::{
    AwsError, Client, ConfigError, EventEntry, InvokeError, Message, Object, PutCondition, PutEventsError,
    PutOutcome, Schedule, SendMessagesError, change_visibility, create_schedule, delete_item,
    delete_schedule, get_item, get_object, invoke, invoke_async, put_events, put_item, put_object, query,
    random_bytes, send_message, send_messages, update_item,
};
pub use lambda::{EntryFn, Invocation, InvocationError, run};
