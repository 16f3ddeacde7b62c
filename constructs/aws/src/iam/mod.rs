//! Permissions: statements, policies, roles, grants.

mod document;
mod grantee;
mod principal;
mod role;
mod statement;

pub use document::PolicyDocument;
pub use grantee::Grantee;
pub use principal::Principal;
pub use role::{Role, RoleProps};
pub use statement::{Effect, Statement};
