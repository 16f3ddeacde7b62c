//! [`History`]: all that happened to an execution, and the file in which it is kept.
//!
//! The file is text, one JSON object a line, so that a difference between two versions can be read:
//!
//! ```text
//! {"history":1,"service":"fulfillment","execution":"o-1","workflow":"fulfil"}
//! {"eventual":2}
//! {"t":1764000000000,"e":"start","n":"fulfil","id":"o-1","i":{..},"seed":7,"d":[{"k":"task","s":0,"n":"charge","i":{..}}]}
//! {"t":1764000000420,"e":"ok","s":0,"v":"p-9","d":[..]}
//! ```
//!
//! The first line says whose history it is; `closed` in it is the error with which the execution was closed because the code
//! could not run it. Then comes a journal as the engine writes it: a header with its version, and one line per step. Runs
//! that continue each other follow each other; each begins with a `start`. The file of an execution that still runs ends
//! with the last step that was known when it was saved.

use std::path::{Path, PathBuf};

use eventual_runtime_engine::{Error, Occurrence, Step, decode, encode, encode_header};
use eventual_runtime_orchestrator::Segment;
use serde::{Deserialize, Serialize};

/// The version that [`History::write`] writes, and the newest that [`History::parse`] reads.
pub const HISTORY_VERSION: u32 = 1;

/// How the names of history files end.
pub const EXTENSION: &str = "jsonl";

/// The longest name of a file that [`History::file_name`] makes, without its extension.
const LONGEST_NAME: usize = 100;

/// All that happened to an execution, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Wire name of the service.
    pub service: String,
    /// Id of the execution.
    pub execution: String,
    /// Name of its workflow.
    pub workflow: String,
    /// Why the execution was closed without its code, if it was.
    pub closed: Option<Error>,
    /// The steps of all runs that are known, in order.
    pub steps: Vec<Step>,
}

/// Why a history cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The file cannot be read or written.
    #[error("{path}: {error}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        error: std::io::Error,
    },
    /// The first line is not that of a history.
    #[error(
        "this is no history: its first line must be {{\"history\":{HISTORY_VERSION},..}}, as `eventual replay --save` writes it"
    )]
    NoHeader,
    /// The file was written by a newer version.
    #[error(
        "the history has version {found}, and this program reads up to version {HISTORY_VERSION}; use a newer one"
    )]
    Newer {
        /// The version of the file.
        found: u32,
    },
    /// A part of it cannot be read.
    #[error("{0}")]
    Damaged(String),
    /// Nothing happened yet.
    #[error(
        "the history of `{0}` is empty: the execution was not begun yet; try again when it has made its first step"
    )]
    Empty(String),
}

#[derive(Serialize, Deserialize)]
struct Head {
    history: u32,
    service: String,
    execution: String,
    workflow: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<Error>,
}

impl History {
    /// A history of steps that somebody has in memory. Fails if they do not begin with a start.
    pub fn of_steps(service: &str, steps: Vec<Step>) -> Result<Self, HistoryError> {
        let Some(Occurrence::Started(started)) = steps.first().map(|step| &step.event.what) else {
            return Err(HistoryError::Damaged("the history does not begin with a start".to_owned()));
        };
        let (execution, workflow) = (started.execution.clone(), started.workflow.clone());
        Ok(Self { service: service.to_owned(), execution, workflow, closed: None, steps })
    }

    /// A history of the segments of a store, in order, each with its number.
    pub fn of_segments<B: AsRef<[u8]>>(
        service: &str,
        execution: &str,
        segments: impl IntoIterator<Item = (u64, B)>,
    ) -> Result<Self, HistoryError> {
        let (mut steps, mut closed) = (Vec::new(), None);
        for (number, text) in segments {
            let segment = Segment::read(number, text.as_ref()).map_err(HistoryError::Damaged)?;
            steps.extend(segment.steps);
            closed = segment.closed.or(closed);
        }
        if steps.is_empty() {
            return Err(HistoryError::Empty(execution.to_owned()));
        }
        Ok(Self { closed, ..Self::of_steps(service, steps)? })
    }

    /// The text of the file.
    pub fn write(&self) -> Vec<u8> {
        let head = Head {
            history: HISTORY_VERSION,
            service: self.service.clone(),
            execution: self.execution.clone(),
            workflow: self.workflow.clone(),
            closed: self.closed.clone(),
        };
        // Writing to memory does not fail, and every key is a string.
        let mut out = serde_json::to_vec(&head).unwrap_or_default();
        out.push(b'\n');
        encode_header(&mut out);
        self.steps.iter().for_each(|step| encode(step, &mut out));
        out
    }

    /// Reads the text of a file.
    pub fn parse(text: &[u8]) -> Result<Self, HistoryError> {
        #[derive(Deserialize)]
        struct Version {
            history: u32,
        }
        let at = text.iter().position(|byte| *byte == b'\n').ok_or(HistoryError::NoHeader)?;
        let (head, journal) = (&text[..at], &text[at + 1..]);
        let Version { history } = serde_json::from_slice(head).map_err(|_| HistoryError::NoHeader)?;
        if history > HISTORY_VERSION {
            return Err(HistoryError::Newer { found: history });
        }
        let head: Head = serde_json::from_slice(head)
            .map_err(|error| HistoryError::Damaged(format!("its first line: {error}")))?;
        let steps = decode(journal).map_err(|error| HistoryError::Damaged(error.to_string()))?;
        if steps.is_empty() {
            return Err(HistoryError::Empty(head.execution));
        }
        let Head { service, execution, workflow, closed, .. } = head;
        Ok(Self { service, execution, workflow, closed, steps })
    }

    /// Reads a file.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, HistoryError> {
        let path = path.as_ref();
        let text = std::fs::read(path).map_err(|error| HistoryError::Io { path: path.to_owned(), error })?;
        Self::parse(&text)
    }

    /// Writes a file, and the folders it is in.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), HistoryError> {
        let path = path.as_ref();
        let fail = |error| HistoryError::Io { path: path.to_owned(), error };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(fail)?;
        }
        std::fs::write(path, self.write()).map_err(fail)
    }

    /// A good name for its file: the id of the execution, with a dash for what is awkward in names of files.
    pub fn file_name(&self) -> String {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        let name: String = self.execution.chars().map(|it| if plain(it) { it } else { '-' }).collect();
        let name: String = name.trim_start_matches('.').chars().take(LONGEST_NAME).collect();
        let name = if name.is_empty() { "execution".to_owned() } else { name };
        format!("{name}.{EXTENSION}")
    }

    /// The steps of each run.
    pub fn runs(&self) -> Vec<&[Step]> {
        let mut starts: Vec<usize> = (0..self.steps.len())
            .filter(|at| matches!(self.steps[*at].event.what, Occurrence::Started(_)))
            .collect();
        if starts.first() != Some(&0) {
            starts.insert(0, 0);
        }
        let ends = starts.iter().skip(1).copied().chain([self.steps.len()]);
        starts.iter().zip(ends).map(|(start, end)| &self.steps[*start..end]).collect()
    }
}
