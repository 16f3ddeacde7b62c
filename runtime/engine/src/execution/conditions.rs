//! Conditions: looked at again whenever something may have changed.

use super::context::Context;
use std::task::Waker;

impl Context {
    /// Notes that a condition does not hold yet. `false` if it was cut off by a cancellation.
    pub(crate) fn wait_for_condition(&self, id: u32, registered: &mut bool, polled_by: &Waker) -> bool {
        self.has_more.set(true);
        let mut state = self.state.borrow_mut();
        if *registered && !state.conditions.contains(id) {
            return false;
        }
        let shielded = state.shielded();
        state.conditions.wait(id, shielded, polled_by, &self.root);
        *registered = true;
        true
    }

    /// Whether a condition that waited was cut off by a cancellation.
    pub(crate) fn condition_is_cut_off(&self, id: u32) -> bool {
        !self.state.borrow().conditions.contains(id)
    }

    pub(crate) fn condition_holds(&self, id: u32) {
        let mut state = self.state.borrow_mut();
        state.activity += 1;
        state.conditions.remove(id);
    }

    pub(crate) fn forget_condition(&self, id: u32) {
        if let Ok(mut state) = self.state.try_borrow_mut() {
            state.conditions.remove(id);
        }
    }

    /// Wakes all that wait for a condition. `false` if nobody does.
    pub(super) fn wake_conditions(&self) -> bool {
        if self.state.borrow().conditions.is_empty() {
            return false;
        }
        let waiting = self.state.borrow().conditions.all();
        for waker in waiting {
            self.wake(waker);
        }
        true
    }
}
