use std::ffi::OsString;
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

    /// A bar for work of `total` steps; invisible off a terminal, when quiet, and with `NO_PROGRESS`.
    pub fn progress(&self, verb: &str, total: u64) -> Progress {
        Progress::new(verb, total, self.target())
    }

    /// A board for work on `total` things, many at once; invisible off a terminal, when quiet, and with `NO_PROGRESS`.
    pub fn board(&self, verb: &str, total: u64) -> Board {
        Board::new(verb, total, self.target())
    }

    /// Where progress is drawn. Off a terminal, stderr draws nothing.
    fn target(&self) -> ProgressDrawTarget {
        if self.wants_progress(|name| std::env::var_os(name)) {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        }
    }

    /// As with `NO_COLOR`, any value but the empty one says no.
    fn wants_progress(&self, variable: impl Fn(&str) -> Option<OsString>) -> bool {
        self.verbosity >= Verbosity::Normal && variable("NO_PROGRESS").is_none_or(|value| value.is_empty())
    }

    fn line(&self, least: Verbosity, text: impl Display) {
        if self.verbosity >= least {
            let mut err = anstream::stderr().lock();
            let _ = writeln!(err, "{text}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_shows_unless_quiet_or_switched_off_by_the_environment() {
        let with = |verbosity, value: Option<&str>| {
            Printer::new(verbosity)
                .wants_progress(|name| value.filter(|_| name == "NO_PROGRESS").map(Into::into))
        };
        assert!(with(Verbosity::Normal, None));
        assert!(with(Verbosity::Verbose, Some("")));
        assert!(!with(Verbosity::Normal, Some("1")));
        assert!(!with(Verbosity::Verbose, Some("false")));
        assert!(!with(Verbosity::Quiet, None));
    }
}
