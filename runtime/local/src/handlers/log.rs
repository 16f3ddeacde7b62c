//! What handlers log: kept in the store, so that a program that takes over shows it too, and never more than
//! so much.

use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use eventual_runtime_operator::{LogLine, Logs};
use eventual_runtime_orchestrator::StoreError;

use crate::store::{Keyspace, number};
use crate::world::{ServiceHandle, read, written};

/// Lines that are kept; the oldest go.
const MAX_LINES: usize = 5_000;
/// So many go at once.
const SURPLUS: usize = 500;
/// Bytes of a message; what is longer is cut.
const MAX_MESSAGE_BYTES: usize = 64 << 10;

/// The log of a service.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Lines in the store; `None` until they were counted.
    count: Option<usize>,
    /// Place of the last line.
    last: u64,
}

impl ServiceHandle {
    /// Keeps a line. One that cannot be kept was written to standard error all the same.
    pub(crate) fn note(&self, mut line: LogLine) {
        shorten(&mut line.message);
        // A store that fails is reported where its answer is needed.
        let _ = self.keep(&line);
    }

    fn keep(&self, line: &LogLine) -> Result<(), StoreError> {
        let text = written(line)?;
        let mut state = self.log.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = match state.count {
            Some(count) => count,
            None => {
                let places = self.places(usize::MAX)?;
                state.last = places.last().map_or(0, |key| number(key));
                places.len()
            }
        };
        let surplus = if count >= MAX_LINES + SURPLUS { self.places(count - MAX_LINES)? } else { Vec::new() };
        let place = place(state.last);
        let gone = surplus.len();
        self.world.store.write(|draft| {
            surplus.into_iter().for_each(|key| draft.remove(key));
            draft.put(self.keys.numbered(Keyspace::Log, place), text);
            Ok(())
        })?;
        *state = State { count: Some(count + 1 - gone), last: place };
        Ok(())
    }

    /// Keys of the oldest lines.
    fn places(&self, max: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut places = Vec::new();
        self.world.store.scan(&self.keys.keyspace(Keyspace::Log), None, false, |key, _| {
            places.push(key.to_vec());
            places.len() < max
        })?;
        Ok(places)
    }

    /// What was logged for an execution, or by all handlers, after a place.
    pub(crate) fn logged(&self, execution: Option<&str>, after: Option<u64>) -> Result<Logs, StoreError> {
        let mut logs = Logs { lines: Vec::new(), after: after.unwrap_or_default() };
        let from = after.map(|place| self.keys.numbered(Keyspace::Log, place));
        let mut failed = None;
        self.world.store.scan(&self.keys.keyspace(Keyspace::Log), from.as_deref(), false, |key, text| {
            match read::<LogLine>("a line of the log", text) {
                Ok(line) => {
                    logs.after = number(key);
                    if execution.is_none_or(|it| line.execution.as_deref() == Some(it)) {
                        logs.lines.push(line);
                    }
                }
                Err(error) => failed = Some(error),
            }
            failed.is_none()
        })?;
        failed.map_or(Ok(logs), Err)
    }
}

/// The place of a line after another: the time in microseconds, which JavaScript can hold and which goes on
/// rising if the state is started over, or the next one.
fn place(last: u64) -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX).max(last + 1)
}

fn shorten(message: &mut String) {
    if message.len() > MAX_MESSAGE_BYTES {
        let end = (0..=MAX_MESSAGE_BYTES).rev().find(|at| message.is_char_boundary(*at)).unwrap_or_default();
        message.truncate(end);
        message.push('…');
    }
}

#[cfg(test)]
mod tests {
    use eventual_runtime_core::handler::{Catalogue, Handlers, Service as Named};
    use eventual_runtime_engine::Timestamp;

    use super::*;
    use crate::{ServeOptions, Server};

    struct Silent;
    impl Named for Silent {
        const NAME: &'static str = "silent";
        const KNOWN: &'static [u64] = &[];
    }
    impl Catalogue for Silent {
        fn handlers() -> Handlers {
            Handlers::default()
        }
    }

    #[test]
    fn the_oldest_lines_go_and_the_newest_stay() {
        let folder = tempfile::tempdir().unwrap();
        let options = ServeOptions { port: 0, ..ServeOptions::new(folder.path()) };
        let running = Server::new().service::<Silent>("1.0.0", None).start(&options, |_| {}).unwrap();
        let here = running.only();
        let say = |number: usize| {
            here.note(LogLine {
                time: Timestamp(0),
                level: String::new(),
                handler: String::new(),
                execution: None,
                message: number.to_string(),
            });
        };
        let kept = || here.logged(None, None).unwrap().lines;
        (0..MAX_LINES + SURPLUS).for_each(say);
        assert_eq!(kept().len(), MAX_LINES + SURPLUS);
        say(MAX_LINES + SURPLUS);
        let kept = kept();
        assert_eq!((kept.len(), kept[0].message.as_str()), (MAX_LINES + 1, "500"));
        assert_eq!(kept[MAX_LINES].message, "5500");
    }

    #[test]
    fn places_rise() {
        let now = place(0);
        assert!(place(now) > now);
        assert_eq!(place(u64::MAX >> 11), (u64::MAX >> 11) + 1, "the clock was set back");
        assert!(now < 1 << 53, "JavaScript can hold it");
    }

    #[test]
    fn a_long_message_is_cut_between_characters() {
        let mut message = "é".repeat(MAX_MESSAGE_BYTES);
        shorten(&mut message);
        assert_eq!(message.len(), MAX_MESSAGE_BYTES + '…'.len_utf8());
        assert!(message.ends_with("é…"));
    }
}
