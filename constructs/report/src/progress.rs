use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Progress of long work. Drawn on stderr only when that is a terminal; removed when dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new(verb: &str, total: u64, target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), target);
        // Both templates are literals of this file; the fall-back is only there because parsing returns a `Result`.
        let template = if total > 0 {
            "{prefix:.bold.cyan} [{bar:24}] {pos}/{len} {msg} {elapsed:.dim}"
        } else {
            "{spinner} {prefix:.bold.cyan} {msg} {elapsed:.dim}"
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("=> "));
        bar.set_prefix(verb.to_owned());
        if total == 0 {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar }
    }

    /// Says what is being worked on.
    pub fn message(&self, message: impl Into<String>) {
        self.bar.set_message(message.into());
    }

    /// One step more is done.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    /// Hides the bar while `work` writes to the terminal itself.
    pub fn suspend<T>(&self, work: impl FnOnce() -> T) -> T {
        self.bar.suspend(work)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
