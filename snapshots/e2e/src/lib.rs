//! The end-to-end harness: what a test needs to deploy a cloud assembly to a local AWS and to ask what happened.
//!
//! It installs its own tools ([`Toolbox`]: the emulator and the template checker from PyPI, the CDK CLI from npm, all
//! pinned) into `<target>/tools`, starts one emulator per test ([`Emulator`]), deploys with the real CDK CLI ([`Cdk`])
//! or through the CloudFormation API ([`deploy_assembly`]: the only way in when IAM is enforced), and calls what was
//! deployed ([`Aws`], [`http`]). It skips nothing: a missing tool is an error that says what to install.
//!
//! It is not a framework for tests of one crate, and it knows nothing of services, handlers or this project's
//! templates; the tests that use it do. Unix only, as the emulator is.

mod assembly;
mod aws;
mod browser;
mod cdk;
mod emulator;
mod error;
pub mod http;
mod lint;
mod npm_project;
mod places;
mod process;
mod toolbox;
mod wait;

pub use assembly::Deployment;
pub use assembly::bootstrap_account;
pub use assembly::deploy_assembly;
pub use assembly::destroy_assembly;
pub use aws::Aws;
pub use aws::Message;
pub use browser::Browser;
pub use cdk::Cdk;
pub use emulator::ACCOUNT;
pub use emulator::Emulator;
pub use emulator::Iam;
pub use emulator::REGION;
pub use error::Error;
pub use error::Result;
pub use lint::Finding;
pub use lint::cfn_lint;
pub use npm_project::NpmProject;
pub use process::Transcript;
pub use process::run;
pub use toolbox::Toolbox;
pub use wait::wait_for;
