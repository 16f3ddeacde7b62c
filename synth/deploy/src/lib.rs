//! Deploys cloud assemblies without the CDK CLI, and so without Node: publishes their files, plans and makes changes
//! through CloudFormation, follows them resource by resource, and tells the cause of a failure before all else. Also
//! compares ([`diff()`]), destroys ([`destroy()`]) and verifies ([`verify()`]) what is deployed.
//!
//! It reads what `synth` wrote (`manifest.json`, `*.assets.json`, templates) and expects an account that was prepared by
//! `cdk bootstrap`, whose roles it assumes where it may. It prints nothing: who starts it hears of it through
//! [`Audience`]. It knows no services, commands or workflows, and builds nothing.
//!
//! CloudFormation, API Gateway, IAM and STS are called through their SDKs; S3 and SSM, whose SDKs take minutes to compile
//! for a call or two, by hand (`aws::signed`).

mod assembly;
mod aws;
mod bootstrap;
mod deploy;
mod destroy;
mod diff;
mod error;
mod event;
mod failure;
mod publish;
mod stack;
mod verify;

pub use assembly::Assembly;
pub use aws::{Cloud, Connection, ServiceCall, read_json};
pub use bootstrap::CDK;
pub use deploy::{Approval, DeployOptions, DeployOutcome, Deployed, deploy};
pub use destroy::{DestroyOptions, Destroyed, destroy, doomed};
pub use diff::{AccessChange, Change, PropertyChange, Replacement, ResourceChange, StackDiff, diff};
pub use error::{Error, Result};
pub use event::{Audience, Event, Operation, Phase, Step};
pub use failure::{ResourceFailure, StackFailure};
pub use verify::{ApiCheck, RoleCheck, Verification, verify};
