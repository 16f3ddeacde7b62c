//! Which execution is being polled on this thread.

use super::context::Context;
use std::cell::RefCell;
use std::rc::Rc;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Context>>> = const { RefCell::new(None) };
}

/// The execution whose turn it is on this thread.
pub(crate) fn current() -> Option<Rc<Context>> {
    CURRENT.with_borrow(Option::clone)
}

/// Whether it is this one's turn.
pub(crate) fn is_current(context: &Rc<Context>) -> bool {
    CURRENT.with_borrow(|current| current.as_ref().is_some_and(|current| Rc::ptr_eq(current, context)))
}

/// The execution whose turn it is; panics where there is none, for what has no meaning outside of a workflow.
#[expect(
    clippy::panic,
    reason = "a mistake of the caller's that no type can prevent; the message says what to do"
)]
#[track_caller]
pub(crate) fn expect_current(what: &str) -> Rc<Context> {
    match current() {
        Some(context) => context,
        None => panic!("`{what}` can only be used inside a workflow"),
    }
}

/// Makes an execution the current one until dropped, panics included.
pub(crate) struct Entered(Option<Rc<Context>>);

impl Entered {
    pub(crate) fn new(context: &Rc<Context>) -> Self {
        Self(CURRENT.replace(Some(Rc::clone(context))))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}
