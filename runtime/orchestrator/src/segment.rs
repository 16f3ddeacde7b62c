//! [`Segment`]: what is written of an execution at once.
//!
//! One line of JSON about the segment, then a journal as the engine writes it (absent if the segment has no steps).

use eventual_runtime_engine::{Error, Step, decode, encode, encode_header};
use serde::{Deserialize, Serialize};

/// The version of the first line.
const VERSION: u32 = 2;

/// What one batch of messages added to a history.
#[derive(Debug, Default, PartialEq)]
pub struct Segment {
    /// Ids of the messages that were taken, and of earlier ones if a run begins here.
    pub ids: Vec<String>,
    /// The build of the service that wrote it. Empty: not known.
    pub build: String,
    /// Set when the execution was closed because it could not be run.
    pub closed: Option<Error>,
    /// What happened, and what was decided.
    pub steps: Vec<Step>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    segment: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ids: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    build: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<Error>,
}

impl Segment {
    pub(crate) fn write(&self) -> Vec<u8> {
        let head = Head {
            segment: VERSION,
            ids: self.ids.clone(),
            build: self.build.clone(),
            closed: self.closed.clone(),
        };
        // Writing to memory does not fail, and every key is a string.
        let mut out = serde_json::to_vec(&head).unwrap_or_default();
        out.push(b'\n');
        if !self.steps.is_empty() {
            encode_header(&mut out);
            self.steps.iter().for_each(|step| encode(step, &mut out));
        }
        out
    }

    /// Reads a segment, or says what is wrong with it.
    pub fn read(number: u64, text: &[u8]) -> Result<Self, String> {
        let at = text.iter().position(|byte| *byte == b'\n');
        let at = at.ok_or_else(|| format!("segment {number} of the history is cut off"))?;
        let (head, journal) = (&text[..at], &text[at + 1..]);
        let head: Head = serde_json::from_slice(head)
            .map_err(|error| format!("segment {number} of the history is damaged: {error}"))?;
        let found = head.segment;
        if found != VERSION {
            let advice = if found > VERSION {
                "deploy a newer one"
            } else {
                "let the build that wrote it finish the execution, or start the execution again"
            };
            return Err(format!(
                "segment {number} of the history has version {found}; this program reads only version {VERSION}: {advice}"
            ));
        }
        let steps = if journal.is_empty() {
            Vec::new()
        } else {
            decode(journal).map_err(|it| format!("segment {number} of the history: {it}"))?
        };
        Ok(Self { ids: head.ids, build: head.build, closed: head.closed, steps })
    }
}
