use anstyle::{AnsiColor, Color, Style};

/// Styles by meaning; every one is readable without its color.
#[derive(Clone, Copy, Debug)]
pub struct Styles;

impl Styles {
    /// `error:`
    pub const ERROR: Style = Self::bold(AnsiColor::Red);
    /// `warning:`
    pub const WARNING: Style = Self::bold(AnsiColor::Yellow);
    /// `hint:`, paths and literals.
    pub const HINT: Style = Self::bold(AnsiColor::Cyan);
    /// The verb of a line that reports something done.
    pub const DONE: Style = Self::bold(AnsiColor::Green);
    /// What can be skipped at first reading.
    pub const DIM: Style = Style::new().dimmed();

    const fn bold(color: AnsiColor) -> Style {
        Style::new().bold().fg_color(Some(Color::Ansi(color)))
    }
}
