//! Writes `cdk.out`, which the CDK or `eventual deploy` deploys.

use std::process::ExitCode;

use eventual_constructs::prelude::*;

fn main() -> ExitCode {
    App::run(|app| {
        {{crate}}_infra::stack(app);
    })
}
