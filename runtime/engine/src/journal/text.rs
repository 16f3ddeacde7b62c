//! The journal as text: JSON lines, a header and then one line per step.
//!
//! ```text
//! {"eventual":2}
//! {"t":1764000000000,"e":"start","n":"process_order","id":"o-1","i":"o-1","seed":7,"d":[{"k":"task","s":0,"n":"charge","i":"o-1"}]}
//! {"t":1764000000420,"e":"ok","s":0,"v":"p-9","d":[{"k":"done","v":"shipped"}]}
//! ```
//!
//! A journal is appended to by whole lines. Segments, each with its header, may be joined in order by joining their bytes.
//! A step is one line, so it is there or it is not. Readers skip fields they do not know; a kind of event or decision they
//! do not know is an error, as skipping it would change what the history means. The fields are in [`super::wire`].

use super::Step;
use super::wire::WireStep;
use serde::Deserialize;

/// The version that [`encode_header`] writes, and the only one that [`decode`] reads.
pub const JOURNAL_VERSION: u32 = 2;

/// Why a journal cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// The text does not begin with a header.
    #[error("this is no journal: it does not begin with a header")]
    NoHeader,
    /// The text was written in a format that this version does not know.
    #[error(
        "the journal has version {found}, and this program reads only version {JOURNAL_VERSION}; deploy a newer one"
    )]
    UnknownVersion {
        /// The version of the text.
        found: u32,
    },
    /// The text was written in a format that this version no longer reads.
    #[error(
        "the journal has version {found}, and this program reads only version {JOURNAL_VERSION}; let the build that \
         wrote it finish the execution, or start the execution again"
    )]
    OldVersion {
        /// The version of the text.
        found: u32,
    },
    /// The last line was not written to its end.
    #[error("the journal ends in the middle of line {line}")]
    Truncated {
        /// Which line, from 1.
        line: usize,
    },
    /// A line is not what was written.
    #[error("line {line} of the journal is damaged: {reason}")]
    Corrupt {
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// Writes the line that begins a journal or a segment.
pub fn encode_header(out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{{\"eventual\":{JOURNAL_VERSION}}}\n").as_bytes());
}

/// Writes a step as one line.
pub fn encode(step: &Step, out: &mut Vec<u8>) {
    // Writing to memory does not fail, and every key is a string.
    let _ = serde_json::to_writer(&mut *out, &WireStep::from(step));
    out.push(b'\n');
}

/// Reads a journal: its segments, joined in order.
pub fn decode(text: &[u8]) -> Result<Vec<Step>, JournalError> {
    let text = std::str::from_utf8(text).map_err(|error| not_text(text, error.valid_up_to()))?;
    let mut steps = Vec::new();
    let mut seen_header = false;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let at = at + 1;
        let Some(line) = line.strip_suffix('\n') else { return Err(JournalError::Truncated { line: at }) };
        if line.starts_with("{\"eventual\":") {
            read_header(line, at)?;
            seen_header = true;
        } else if !seen_header {
            return Err(JournalError::NoHeader);
        } else {
            let corrupt = |reason| JournalError::Corrupt { line: at, reason };
            let wire: WireStep<'_> =
                serde_json::from_str(line).map_err(|error| corrupt(error.to_string()))?;
            steps.push(Step::try_from(wire).map_err(corrupt)?);
        }
    }
    if seen_header { Ok(steps) } else { Err(JournalError::NoHeader) }
}

/// What is wrong with bytes that are no text: cut within a character, or damaged.
fn not_text(bytes: &[u8], valid: usize) -> JournalError {
    let (good, bad) = bytes.split_at(valid);
    let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
    if bad.contains(&b'\n') {
        JournalError::Corrupt { line, reason: "it is not UTF-8".to_owned() }
    } else {
        JournalError::Truncated { line }
    }
}

fn read_header(line: &str, at: usize) -> Result<(), JournalError> {
    #[derive(Deserialize)]
    struct Header {
        eventual: u32,
    }
    match serde_json::from_str::<Header>(line) {
        Ok(Header { eventual: JOURNAL_VERSION }) => Ok(()),
        Ok(Header { eventual }) if eventual < JOURNAL_VERSION => {
            Err(JournalError::OldVersion { found: eventual })
        }
        Ok(Header { eventual }) => Err(JournalError::UnknownVersion { found: eventual }),
        Err(error) => Err(JournalError::Corrupt { line: at, reason: error.to_string() }),
    }
}
