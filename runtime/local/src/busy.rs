use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// Counts what is going on. Every request does, so counting takes no lock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Busy(Arc<Count>);

#[derive(Debug, Default)]
struct Count {
    now: AtomicUsize,
    idle: Notify,
}

/// Something that is going on, until it is dropped.
#[derive(Debug)]
pub(crate) struct Work(Arc<Count>);

impl Busy {
    /// Something begins.
    pub(crate) fn begin(&self) -> Work {
        self.0.now.fetch_add(1, Ordering::SeqCst);
        Work(Arc::clone(&self.0))
    }

    /// Waits until nothing is going on.
    pub(crate) async fn idle(&self) {
        loop {
            // Before the look at the count, so that an end after it is noticed.
            let ended = self.0.idle.notified();
            if self.0.now.load(Ordering::SeqCst) == 0 {
                return;
            }
            ended.await;
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if self.0.now.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.idle.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn it_is_idle_when_the_last_thing_ended() {
        let busy = Busy::default();
        assert!(busy.idle().now_or_never().is_some());
        let (one, two) = (busy.begin(), busy.begin());
        let mut idle = Box::pin(busy.idle());
        assert!(idle.as_mut().now_or_never().is_none());
        drop(one);
        assert!(idle.as_mut().now_or_never().is_none());
        drop(two);
        assert!(idle.now_or_never().is_some());
    }
}
