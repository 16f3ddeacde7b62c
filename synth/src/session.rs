use eventual_constructs_report::{Printer, Verbosity};
use serde::Serialize;

use crate::cli::Global;
use crate::failure::{Failure, Result};

/// The tool that was run: what hints tell to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `synth`
    Synth,
    /// `eventual`
    Eventual,
}

impl Tool {
    /// The command that explains codes and resources.
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Synth => "synth explain",
            Self::Eventual => "eventual explain",
        }
    }

    /// The command that synthesizes.
    pub const fn synth(self) -> &'static str {
        match self {
            Self::Synth => "synth",
            Self::Eventual => "eventual synth",
        }
    }
}

/// What every command has at hand.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// Writes to the terminal.
    pub printer: Printer,
    /// Whether a machine reads the output: results and errors are JSON.
    pub json: bool,
    /// The tool that was run.
    pub tool: Tool,
}

impl Session {
    /// A session with these settings.
    pub fn new(global: &Global, tool: Tool) -> Self {
        let verbosity = match (global.quiet, global.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        Self { printer: Printer::new(verbosity), json: global.json, tool }
    }

    /// Writes a value to stdout as JSON.
    ///
    /// # Errors
    /// If the value cannot be serialized.
    pub fn print_json(&self, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string_pretty(value).map_err(Failure::unexpected)?;
        self.printer.data(&format!("{text}\n"));
        Ok(())
    }
}
