//! A turn: everything a workflow does because of one event, until it waits again.

use super::Execution;
use super::current::Entered;
use crate::error::{Error, Result};
use crate::journal::{Decision, Kind, ParentClose};
use crate::payload::Payload;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context as TaskContext, Poll, Wake};

/// So many polls in which nothing moves are taken as "never".
const MOST_IDLE_POLLS: u32 = 10_000;

/// Wakes the root future.
#[derive(Default)]
pub(super) struct RootWaker(pub(super) AtomicBool);

impl Wake for RootWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }
    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

impl Execution {
    /// Runs the workflow until it waits or ends. All decisions are made, none is checked or sorted yet.
    pub(super) fn turn(&mut self) {
        let _entered = Entered::new(&self.context);
        let end = match catch_unwind(AssertUnwindSafe(|| self.run())) {
            Ok(None) => None,
            Ok(Some(Ok(value))) => Some(Decision::Complete { value }),
            Ok(Some(Err(error))) => Some(Decision::fail(error)),
            Err(panic) => Some(Decision::fail(panic_error(&*panic))),
        };
        let end = end.or_else(|| self.context.state.borrow_mut().end.take()).or_else(|| self.stuck());
        if let Some(end) = end {
            self.end(end);
        }
    }

    /// Polls whatever was woken, until nothing is. The result of the root future, if it is ready.
    fn run(&mut self) -> Option<Result<Payload>> {
        let context = std::rc::Rc::clone(&self.context);
        if context.has_more.get() {
            context.run_signal_handlers();
            // An event moves the clock, which conditions may look at.
            context.wake_conditions();
        }
        let mut seen = context.state.borrow().activity;
        let (mut idle, mut last) = (0, seen);
        loop {
            if self.root_is_woken() {
                let future = self.root.as_mut()?;
                if let Poll::Ready(result) = future.as_mut().poll(&mut TaskContext::from_waker(&context.root))
                {
                    return Some(result);
                }
            } else if !context.has_more.get() {
                return None;
            } else if !self.sub_tasks.poll(&context) && !context.run_signal_handlers() {
                let now = context.state.borrow().activity;
                if now == seen || !context.wake_conditions() {
                    return None;
                }
                seen = now;
            }
            let state = context.state.borrow();
            if state.end.is_some() || state.fault.is_some() {
                return None;
            }
            idle = if state.activity == last { idle + 1 } else { 0 };
            last = state.activity;
            if idle > MOST_IDLE_POLLS {
                return Some(Err(self.never_settles()));
            }
        }
    }

    fn root_is_woken(&self) -> bool {
        let woken = &self.waker.0;
        // Loading first is cheaper than swapping, and the flag is rarely set.
        let by_waker = woken.load(Ordering::Acquire) && woken.swap(false, Ordering::AcqRel);
        self.context.root_woken.replace(false) || by_waker
    }

    /// How an execution ends that waits for nothing that could happen.
    fn stuck(&self) -> Option<Decision> {
        let state = self.context.state.borrow();
        if state.fault.is_some() || state.can_go_on() {
            return None;
        }
        let error = match &state.cancelled {
            Some(reason) => Error::cancelled_because(reason),
            None => not_durable(self.context.workflow),
        };
        Some(Decision::fail(error))
    }

    fn never_settles(&self) -> Error {
        let workflow = self.context.workflow;
        Error::new(
            "NeverSettles",
            format!(
                "workflow `{workflow}` wakes itself again and again without waiting for anything durable; \
                 wait with `condition`, a signal or a timer"
            ),
        )
    }

    /// Ends the execution: children are told, the future is dropped.
    pub(super) fn end(&mut self, mut end: Decision) {
        let children = std::mem::take(&mut self.context.state.borrow_mut().children);
        for (seq, close) in children {
            // Without data there is nothing that could fail.
            let _ = match close {
                ParentClose::Cancel => {
                    self.context.decide(Kind::Cancel, seq, "", || Ok(Decision::Cancel { seq }))
                }
                ParentClose::Terminate => {
                    self.context.decide(Kind::Terminate, seq, "", || Ok(Decision::Terminate { seq }))
                }
                ParentClose::Abandon => Ok(()),
            };
        }
        if let Decision::ContinueAsNew { signals, .. } = &mut end {
            *signals = self.context.state.borrow_mut().signals.take_unused();
        }
        let _ = self.context.decide(end.kind(), 0, end.name(), || Ok(end.clone()));
        self.context.state.borrow_mut().end = Some(end);
        self.close();
    }

    /// Drops the futures. What their destructors do to durable calls is not a decision any more.
    pub(super) fn close(&mut self) {
        let (root, sub_tasks) = (self.root.take(), &mut self.sub_tasks);
        // A destructor of the user's may panic; the outcome stands.
        let _ = catch_unwind(AssertUnwindSafe(|| {
            drop(root);
            sub_tasks.clear();
            self.context.let_go();
        }));
    }
}

/// A panic as an error. What tokio says outside of its runtime means that something was awaited that is not durable.
pub(super) fn panic_error(panic: &(dyn Any + Send)) -> Error {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is not text");
    let name = if message.contains("there is no reactor running") { "NotDurable" } else { Error::PANICKED };
    Error::new(name, message)
}

fn not_durable(workflow: &str) -> Error {
    Error::new(
        "NotDurable",
        format!(
            "workflow `{workflow}` is waiting for something that is not durable (a timer, socket, channel or lock of \
             the process?); inside a workflow await only tasks, timers, signals, conditions and child workflows, and \
             move any I/O into a task"
        ),
    )
}
