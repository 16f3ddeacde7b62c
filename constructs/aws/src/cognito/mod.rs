//! User pools: who signs in to an API.

mod user_pool;

pub use user_pool::{UserPool, UserPoolClient, UserPoolProps};
