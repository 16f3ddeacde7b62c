use std::fmt::Display;
use std::io::Write;

use indicatif::ProgressDrawTarget;

use crate::board::Board;
use crate::progress::Progress;
use crate::style::Styles;

/// How much is said on stderr.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// Results, warnings, hints and progress.
    #[default]
    Normal,
    /// Also what was skipped and why.
    Verbose,
}

/// Writes to stdout and stderr; the only thing that does.
///
/// A broken pipe is not an error: a reader that closes the pipe has read enough.
#[derive(Clone, Copy, Debug, Default)]
pub struct Printer {
    verbosity: Verbosity,
}

impl Printer {
    /// A printer that says this much.
    pub const fn new(verbosity: Verbosity) -> Self {
        Self { verbosity }
    }

    /// How much this printer says.
    pub const fn verbosity(&self) -> Verbosity {
        self.verbosity
    }

    /// Whether colors show on stderr.
    pub fn has_color(&self) -> bool {
        anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
    }

    /// Columns of the terminal that shows stdout; 80 where there is none.
    pub fn width(&self) -> usize {
        const DEFAULT_COLUMNS: usize = 80;
        console::Term::stdout().size_checked().map_or(DEFAULT_COLUMNS, |(_, columns)| columns.into())
    }

    /// Writes data to stdout, as it is.
    pub fn data(&self, text: &str) {
        let mut out = anstream::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// `Verb rest`, the verb in the color of done things.
    pub fn done(&self, verb: &str, rest: impl Display) {
        self.line(Verbosity::Normal, format_args!("{0}{verb}{0:#} {rest}", Styles::DONE));
    }

    /// A plain line.
    pub fn note(&self, text: impl Display) {
        self.line(Verbosity::Normal, text);
    }

    /// A line for those who asked for details.
    pub fn detail(&self, text: impl Display) {
        self.line(Verbosity::Verbose, format_args!("{0}{text}{0:#}", Styles::DIM));
    }

    /// `error: …`
    pub fn error(&self, message: impl Display) {
        self.line(Verbosity::Quiet, format_args!("{0}error:{0:#} {message}", Styles::ERROR));
    }

    /// `warning: …`
    pub fn warning(&self, message: impl Display) {
        self.line(Verbosity::Normal, format_args!("{0}warning:{0:#} {message}", Styles::WARNING));
    }

    /// `hint: …`, after a blank line.
    pub fn hint(&self, hint: impl Display) {
        self.line(Verbosity::Quiet, format_args!("\n{0}hint:{0:#} {hint}", Styles::HINT));
    }

    /// Text rendered elsewhere (diagnostics, cargo's output), colors included; shown at any verbosity.
    pub fn rendered(&self, text: &str) {
        let mut err = anstream::stderr().lock();
        let _ = err.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = err.write_all(b"\n");
        }
    }

    /// A bar for work of `total` steps; invisible off a terminal and when quiet.
    pub fn progress(&self, verb: &str, total: u64) -> Progress {
        Progress::new(verb, total, self.verbosity >= Verbosity::Normal)
    }

    /// A board for work on `total` things, many at once; invisible off a terminal and when quiet.
    pub fn board(&self, verb: &str, total: u64) -> Board {
        let is_visible = self.verbosity >= Verbosity::Normal;
        let target =
            if is_visible { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        Board::new(verb, total, target)
    }

    fn line(&self, least: Verbosity, text: impl Display) {
        if self.verbosity >= least {
            let mut err = anstream::stderr().lock();
            let _ = writeln!(err, "{text}");
        }
    }
}
