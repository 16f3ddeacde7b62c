//! `cargo run -p eventual-constructs-codegen -- <cfn-lint's data/schemas> [<constructs/cfn>]`

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use eventual_constructs_codegen::{Error, read, write};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let Some(schemas) = arguments.next() else {
        return fail(
            "no schemas given; run `eventual-constructs-codegen <cfn-lint's data/schemas> [<constructs/cfn>]`",
        );
    };
    let cfn = arguments.next().unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../cfn"));
    match run(&schemas, &cfn) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string()),
    }
}

fn run(schemas: &Path, cfn: &Path) -> Result<(), Error> {
    write(&read(schemas)?, cfn)
}

/// A message that cannot be printed is lost; the exit code still tells.
fn fail(message: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "error: {message}");
    ExitCode::FAILURE
}
