//! The commands, one a file.

mod check;
mod explain;
mod graph;
mod synth;

use crate::cli::{Inspection, SynthArgs};
use crate::failure::Result;
use crate::session::Session;

/// Synthesizes a service.
///
/// # Errors
/// If there is no service, or it has errors, or the assembly cannot be written.
pub fn synthesize(args: &SynthArgs, session: Session) -> Result<()> {
    synth::synth(args, session)
}

/// Synthesizes a service into a folder, whatever the session's output is: for commands that go on with the assembly.
///
/// # Errors
/// As [`synthesize`].
pub fn write_assembly(args: &SynthArgs, session: Session) -> Result<()> {
    synth::write(args, session)
}

/// Answers a question about the source of a service.
///
/// # Errors
/// If there is no service, or it has errors, or the named thing does not exist.
pub fn inspect(inspection: &Inspection, session: Session) -> Result<()> {
    match inspection {
        Inspection::Check(args) => check::check(args, session),
        Inspection::Explain(args) => explain::explain(args, session),
        Inspection::Graph(args) => graph::graph(args, session),
    }
}
