//! What the tool says and how it ends: the only code that writes to a terminal.
//!
//! Results a machine may read go to stdout ([`Printer::data`]); everything else goes to stderr. Colors and
//! progress bars vanish when stderr is no terminal; words carry the meaning, colors repeat it. On a terminal, too,
//! `NO_COLOR` removes the colors and `NO_PROGRESS` the progress bars, with any value but the empty one. Nothing here
//! knows services, stacks or cargo.

mod board;
mod exit;
mod printer;
mod progress;
mod style;
mod words;

pub use board::Board;
pub use exit::ExitStatus;
pub use printer::{Printer, Verbosity};
pub use progress::Progress;
pub use style::Styles;
pub use words::{count, seconds};
