//! JSON given as an argument.

use std::io::Read as _;

use eventual_runtime_engine::Payload;
use eventual_synth::{Failure, Result};

/// Reads JSON text, the file of `@file`, or stdin for `-`.
pub(crate) fn json(argument: &str, what: &str) -> Result<Payload> {
    let text = match argument.strip_prefix('@') {
        Some(file) => fs_err::read_to_string(file).map_err(Failure::user)?,
        None if argument == "-" => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(Failure::unexpected)?;
            text
        }
        None => argument.to_owned(),
    };
    match serde_json::from_str::<Payload>(&text) {
        Ok(value) => Ok(value),
        Err(error) => {
            let failure = Failure::user(format!("the {what} is not JSON: {error}{}", shown(&text, &error)));
            let is_word = text.chars().all(|it| it.is_alphanumeric() || "-_ .:".contains(it));
            Err(if is_word && !text.trim().is_empty() {
                failure.hint(format!("a text is written in quotes: '\"{}\"'", text.trim()))
            } else {
                failure.hint("put it in single quotes for the shell, or in a file: `@input.json`")
            })
        }
    }
}

/// The guilty line with the place marked.
fn shown(text: &str, error: &serde_json::Error) -> String {
    const MOST: usize = 100;
    let Some(line) = text.lines().nth(error.line().saturating_sub(1)) else { return String::new() };
    if line.chars().count() > MOST {
        return String::new();
    }
    let before = " ".repeat(error.column().saturating_sub(1));
    format!("\n  | {line}\n  | {before}^")
}
