//! [`LogBook`]: the lines of a log by number, as pages ask for them.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use eventual_runtime_operator::{LogLine, Logs};
use eventual_synth::Result;

use crate::endpoint::Log;

/// As many lines are kept; a page shows no more.
const MOST: usize = 2_000;
/// How often AWS is asked, however often a page asks: CloudWatch takes five questions a second of an account.
const PAUSE: Duration = Duration::from_secs(4);

/// What was read of a log.
#[derive(Debug)]
pub(super) struct LogBook {
    log: Log,
    lines: VecDeque<LogLine>,
    /// How many lines were there before those that are kept.
    gone: u64,
    asked: Option<Instant>,
}

impl LogBook {
    pub(super) fn new(log: Log) -> Self {
        Self { log, lines: VecDeque::new(), gone: 0, asked: None }
    }

    /// The lines after that place, or all that are kept.
    pub(super) async fn after(&mut self, place: Option<u64>) -> Result<Logs> {
        if self.asked.is_none_or(|it| it.elapsed() >= PAUSE) {
            let more = self.log.more().await?;
            self.asked = Some(Instant::now());
            self.keep(more);
        }
        Ok(self.from(place))
    }

    fn keep(&mut self, more: Vec<LogLine>) {
        self.lines.extend(more);
        while self.lines.len() > MOST {
            self.lines.pop_front();
            self.gone += 1;
        }
    }

    fn from(&self, place: Option<u64>) -> Logs {
        let end = self.gone + self.lines.len() as u64;
        let first = place.unwrap_or_default().clamp(self.gone, end);
        let skipped = usize::try_from(first - self.gone).unwrap_or(usize::MAX);
        Logs { lines: self.lines.iter().skip(skipped).cloned().collect(), after: end }
    }
}
