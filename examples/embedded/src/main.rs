//! `cargo run -p embedded` writes `cdk.out`; or `"app": "cargo run -p embedded"` in a `cdk.json`.

use std::process::ExitCode;

use eventual_constructs::prelude::*;

fn main() -> ExitCode {
    App::run(|app| {
        embedded::orders_stack(app);
    })
}
