//! Proves the harness by itself: a hand-written assembly and a function of the standard library alone, so that a
//! fault of the harness is not mistaken for one of the framework.

mod browser;
mod cdk;
mod deployer;
mod durable;
mod fixture;
mod iam;
mod lint;
mod orders;
mod templates;
mod typescript;
mod workflows;
