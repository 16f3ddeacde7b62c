use std::path::Path;

use super::Stack;
use crate::error::{Error, Result};

/// Puts each stack after those that it depends on; otherwise the order stays.
pub(super) fn sort(mut waiting: Vec<Stack>, file: &Path) -> Result<Vec<Stack>> {
    let mut sorted: Vec<Stack> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_ready = |stack: &Stack| !waiting.iter().any(|other| stack.dependencies.contains(&other.id));
        let Some(next) = waiting.iter().position(is_ready) else {
            let names: Vec<&str> = waiting.iter().map(|stack| stack.name.as_str()).collect();
            let reason = format!("these stacks depend on each other: {}", names.join(", "));
            return Err(Error::BadAssembly { file: file.into(), reason });
        };
        sorted.push(waiting.remove(next));
    }
    Ok(sorted)
}
