//! Sub-tasks of a workflow: futures that run beside the root future, in a fixed order.

use super::context::Context;
use std::collections::{BTreeMap, VecDeque};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context as TaskContext, Wake, Waker};

/// A spawned future; what it yields goes to its handle.
pub(crate) type Spawned = Pin<Box<dyn Future<Output = ()>>>;

/// What was spawned or aborted since the turn last looked.
#[derive(Default)]
pub(super) struct Spawns {
    new: Vec<(u32, Spawned)>,
    aborted: Vec<u32>,
}

/// The running sub-tasks. Belongs to the execution and not to what its futures share, else they would own themselves.
#[derive(Default)]
pub(super) struct SubTasks {
    running: BTreeMap<u32, (Spawned, Arc<SubTaskWaker>, Waker)>,
    ready: Arc<Ready>,
}

/// Sub-tasks to poll, in the order in which they were woken.
#[derive(Default)]
struct Ready(Mutex<VecDeque<u32>>);

struct SubTaskWaker {
    id: u32,
    queued: AtomicBool,
    ready: Arc<Ready>,
}

impl Wake for SubTaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }
    fn wake_by_ref(self: &Arc<Self>) {
        if !self.queued.swap(true, Ordering::AcqRel) {
            self.ready.push(self.id);
        }
    }
}

impl Ready {
    fn push(&self, id: u32) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(id);
    }
    fn pop(&self) -> Option<u32> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

impl SubTasks {
    /// Polls the sub-task that was woken first. `true` if there was one.
    pub(super) fn poll(&mut self, context: &Rc<Context>) -> bool {
        self.take_in(context);
        if self.running.is_empty() {
            return false;
        }
        while let Some(id) = self.ready.pop() {
            let Some((future, woken, waker)) = self.running.get_mut(&id) else { continue };
            // Cleared before the poll: a future may wake itself while it is polled.
            woken.queued.store(false, Ordering::Release);
            if future.as_mut().poll(&mut TaskContext::from_waker(waker)).is_ready() {
                self.running.remove(&id);
                context.state.borrow_mut().activity += 1;
            }
            return true;
        }
        false
    }

    pub(super) fn clear(&mut self) {
        self.running.clear();
    }

    fn take_in(&mut self, context: &Rc<Context>) {
        let (new, aborted) = {
            let spawns = &mut context.state.borrow_mut().spawns;
            if spawns.new.is_empty() && spawns.aborted.is_empty() {
                return;
            }
            (std::mem::take(&mut spawns.new), std::mem::take(&mut spawns.aborted))
        };
        for (id, future) in new {
            let waker =
                Arc::new(SubTaskWaker { id, queued: AtomicBool::new(true), ready: Arc::clone(&self.ready) });
            self.ready.push(id);
            self.running.insert(id, (future, Arc::clone(&waker), waker.into()));
        }
        for id in aborted {
            self.running.remove(&id);
        }
    }
}

impl Context {
    pub(crate) fn spawn(self: &Rc<Self>, future: Spawned) -> u32 {
        self.has_more.set(true);
        let id = self.mint_id();
        // What is spawned where cancellation is kept away is kept from it too: somebody there may wait for it.
        let future: Spawned = if self.state.borrow().shields > 0 {
            let (context, mut future) = (Rc::clone(self), future);
            Box::pin(poll_fn(move |cx| context.shielded(|| future.as_mut().poll(cx))))
        } else {
            future
        };
        self.state.borrow_mut().spawns.new.push((id, future));
        id
    }

    pub(crate) fn abort(&self, id: u32) {
        self.state.borrow_mut().spawns.aborted.push(id);
    }
}
