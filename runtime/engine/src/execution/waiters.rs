//! Who waits for something that has no number of its own: a signal, a condition, a cancellation.

use super::slots::remember;
use std::task::Waker;

/// Those who wait for one thing, in the order in which they were made.
#[derive(Default)]
pub(super) struct Waiters(Vec<(u32, Option<Waker>, bool)>);

impl Waiters {
    /// Adds a waiter, or renews its waker.
    pub(super) fn wait(&mut self, id: u32, shielded: bool, polled_by: &Waker, root: &Waker) {
        let at = match self.0.binary_search_by_key(&id, |(id, ..)| *id) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (id, None, shielded));
                at
            }
        };
        remember(&mut self.0[at].1, polled_by, root);
    }

    pub(super) fn remove(&mut self, id: u32) -> bool {
        match self.0.binary_search_by_key(&id, |(id, ..)| *id) {
            Ok(at) => {
                self.0.remove(at);
                true
            }
            Err(_) => false,
        }
    }

    /// Their ids, in the order in which they were made.
    pub(super) fn ids(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|(id, ..)| *id)
    }

    pub(super) fn contains(&self, id: u32) -> bool {
        self.0.binary_search_by_key(&id, |(id, ..)| *id).is_ok()
    }

    /// Whether nobody made before `id` waits.
    pub(super) fn is_first(&self, id: u32) -> bool {
        self.0.first().is_none_or(|(first, ..)| *first >= id)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The waker of the first one; `Some(None)` is the root's.
    pub(super) fn first(&self) -> Option<Option<Waker>> {
        self.0.first().map(|(_, waker, _)| waker.clone())
    }

    /// The wakers of all.
    pub(super) fn all(&self) -> Vec<Option<Waker>> {
        self.0.iter().map(|(_, waker, _)| waker.clone()).collect()
    }

    /// Forgets those whom a cancellation cuts off.
    pub(super) fn interrupt(&mut self) {
        self.0.retain(|(.., shielded)| *shielded);
    }
}
