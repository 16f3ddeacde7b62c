//! What a service's modules import: `use eventual::prelude::*;`.

pub use crate::attributes::*;
pub use eventual_runtime_core::{
    Error, HttpError, IntoResponse, Json, Next, PathParams, Reply, Request, RequestInfo, Response, Result,
    ServiceInfo,
};
pub use garde::Validate;
pub use schemars::JsonSchema;
pub use serde::{Deserialize, Serialize};
