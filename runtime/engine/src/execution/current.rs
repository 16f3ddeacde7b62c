//! Which execution is being polled on this thread.

use super::context::Context;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Context>>> = const { RefCell::new(None) };
    /// The address of the same context: without a destructor, hence far cheaper to look at, and every poll looks.
    static ADDRESS: Cell<usize> = const { Cell::new(0) };
}

/// The execution whose turn it is on this thread.
pub(crate) fn current() -> Option<Rc<Context>> {
    CURRENT.with_borrow(Option::clone)
}

/// Whether it is this one's turn.
pub(crate) fn is_current(context: &Rc<Context>) -> bool {
    ADDRESS.get() == Rc::as_ptr(context).addr()
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
pub(crate) struct Entered {
    before: Option<Rc<Context>>,
    address: usize,
}

impl Entered {
    /// `None` if it is the current one already.
    pub(crate) fn new(context: &Rc<Context>) -> Option<Self> {
        if is_current(context) {
            return None;
        }
        let address = ADDRESS.replace(Rc::as_ptr(context).addr());
        Some(Self { before: CURRENT.replace(Some(Rc::clone(context))), address })
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        ADDRESS.set(self.address);
        CURRENT.set(self.before.take());
    }
}
