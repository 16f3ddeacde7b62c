//! What the infrastructure program may say about a service.

mod api;
mod settings;
mod subscription;
mod workflow;

pub use api::{ApiProps, Auth, AuthorizerKind, Cors, UsageQuota, Validation};
pub use settings::{Nesting, ServiceSettings};
pub use subscription::SubscriptionProps;
pub use workflow::WorkflowProps;
