use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use eventual_runtime_operator::Edge;

/// What handlers of a service did since the program began: a newer version of the code may not do it any more.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<BTreeSet<Edge>>);

impl Seen {
    /// A handler, if it has a name, did something.
    pub(super) fn note(&self, handler: &str, kind: &str, name: &str) {
        if !handler.is_empty() {
            let edge = Edge { from: handler.to_owned(), to: format!("{kind}:{name}") };
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(edge);
        }
    }

    pub(super) fn edges(&self) -> Vec<Edge> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
