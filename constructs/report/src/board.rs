use std::collections::VecDeque;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// As many things that are under way have a line; terminals are not high.
const MAX_LINES: usize = 8;
const TICK: Duration = Duration::from_millis(120);

/// Progress of work on many things at once: a bar for all, and a line with its time for each that is under way. Drawn on
/// stderr only when that is a terminal; removed when dropped.
#[derive(Debug)]
pub struct Board {
    all: MultiProgress,
    bar: ProgressBar,
    lines: Vec<(String, ProgressBar)>,
    /// What is under way and has no line yet, with its beginning.
    waiting: VecDeque<(String, Instant)>,
}

impl Board {
    pub(crate) fn new(verb: &str, total: u64, target: ProgressDrawTarget) -> Self {
        let all = MultiProgress::with_draw_target(target);
        let bar = all.add(ProgressBar::new(total));
        let style = style("{prefix:.bold.cyan} [{bar:24}] {pos}/{len} {msg} {elapsed:.dim}");
        bar.set_style(style.progress_chars("=> "));
        bar.set_prefix(verb.to_owned());
        let board = Self { all, bar, lines: Vec::new(), waiting: VecDeque::new() };
        board.animate(&board.bar);
        board
    }

    /// Work on something of this name begins, unless it has.
    pub fn begin(&mut self, name: &str) {
        let is_known =
            self.lines.iter().map(|it| &it.0).chain(self.waiting.iter().map(|it| &it.0)).any(|it| it == name);
        if !is_known {
            self.waiting.push_back((name.to_owned(), Instant::now()));
            self.fill();
        }
    }

    /// Work on it is over; nothing happens if it had not begun.
    pub fn end(&mut self, name: &str) {
        self.waiting.retain(|it| it.0 != name);
        if let Some(at) = self.lines.iter().position(|it| it.0 == name) {
            let (_, line) = self.lines.remove(at);
            line.finish_and_clear();
            self.all.remove(&line);
        }
        self.fill();
    }

    /// So many of so many are done.
    pub fn count(&self, done: u64, total: u64) {
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    /// Hides it while `work` writes to the terminal itself.
    pub fn suspend<T>(&self, work: impl FnOnce() -> T) -> T {
        self.all.suspend(work)
    }

    /// Gives lines to those that wait for one.
    fn fill(&mut self) {
        while self.lines.len() < MAX_LINES
            && let Some((name, begun)) = self.waiting.pop_front()
        {
            let line = self.all.add(ProgressBar::new_spinner().with_elapsed(begun.elapsed()));
            line.set_style(style("  {spinner} {elapsed:>4.dim} {wide_msg}"));
            line.set_message(name.clone());
            self.animate(&line);
            self.lines.push((name, line));
        }
        let more = self.waiting.len();
        self.bar.set_message(if more == 0 { String::new() } else { format!("and {more} more under way") });
    }

    fn animate(&self, bar: &ProgressBar) {
        if !self.all.is_hidden() {
            bar.enable_steady_tick(TICK);
        }
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        for (_, line) in &self.lines {
            line.finish_and_clear();
        }
        self.bar.finish_and_clear();
    }
}

/// All templates are literals of this file; the fall-back is only there because parsing returns a `Result`.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use indicatif::TermLike;

    use super::*;

    /// A terminal that remembers all that was ever written to it.
    #[derive(Clone, Debug, Default)]
    struct Paper(Arc<Mutex<String>>);

    impl Paper {
        fn text(&self) -> String {
            self.0.lock().unwrap().clone()
        }
    }

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(&format!("{text}\n"))
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_under_way_has_a_line_and_the_rest_is_counted() {
        let paper = Paper::default();
        let mut board = Board::new("Creating", 20, ProgressDrawTarget::term_like(Box::new(paper.clone())));
        for number in 0..10 {
            board.begin(&format!("thing {number}"));
            board.begin(&format!("thing {number}"));
        }
        let shown = |board: &Board| board.lines.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
        assert_eq!(shown(&board).len(), MAX_LINES);
        assert_eq!(board.bar.message(), "and 2 more under way");
        board.end("thing 3");
        board.end("thing 9");
        board.count(2, 21);
        assert_eq!(shown(&board), [0, 1, 2, 4, 5, 6, 7, 8].map(|it| format!("thing {it}")));
        assert_eq!(
            (board.bar.message().as_str(), board.bar.length(), board.bar.position()),
            ("", Some(21), 2)
        );
        let text = paper.text();
        assert!(text.contains("Creating [") && text.contains("thing 8"), "{text}");
        board.end("never begun");
    }

    #[test]
    fn nothing_is_drawn_where_nobody_looks() {
        let mut board = Board::new("Creating", 1, ProgressDrawTarget::hidden());
        board.begin("thing");
        assert_eq!(board.suspend(|| 7), 7);
        assert!(board.all.is_hidden());
    }
}
