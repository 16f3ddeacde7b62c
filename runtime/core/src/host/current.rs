use std::cell::RefCell;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::Host;
use crate::info::ServiceInfo;

thread_local! {
    static HOST: RefCell<Option<Arc<dyn Host>>> = const { RefCell::new(None) };
    static SERVICE: RefCell<Option<ServiceInfo>> = const { RefCell::new(None) };
}

/// The host installed on this thread.
pub fn current_host() -> Option<Arc<dyn Host>> {
    HOST.with_borrow(Clone::clone)
}

/// The service whose call is being polled on this thread.
pub(crate) fn current_service() -> Option<ServiceInfo> {
    SERVICE.with_borrow(Clone::clone)
}

/// Runs `body` with this host installed on this thread.
pub fn enter_host<T>(host: Arc<dyn Host>, body: impl FnOnce() -> T) -> T {
    let _restore = RestoreHost(HOST.replace(Some(host)));
    body()
}

/// Puts back what was installed before, also if the body panics.
struct RestoreHost(Option<Arc<dyn Host>>);

impl Drop for RestoreHost {
    fn drop(&mut self) {
        HOST.set(self.0.take());
    }
}

/// A future in which `host` answers for the world.
pub fn with_host<F: Future>(host: Arc<dyn Host>, future: F) -> Hosted<F> {
    Hosted { host, future: Box::pin(future) }
}

/// The future of [`with_host`].
#[must_use = "futures do nothing until they are awaited"]
pub struct Hosted<F> {
    host: Arc<dyn Host>,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for Hosted<F> {
    type Output = F::Output;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let host = Arc::clone(&self.host);
        enter_host(host, || self.future.as_mut().poll(context))
    }
}

impl<F> fmt::Debug for Hosted<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hosted")
    }
}

/// A future in which the service is known to code without a context parameter.
pub(crate) struct Serving<F> {
    pub(crate) service: ServiceInfo,
    pub(crate) future: F,
}

/// Puts back what was known before, also if the poll panics.
struct RestoreService<'a> {
    lent: &'a mut ServiceInfo,
    before: Option<ServiceInfo>,
}

impl Drop for RestoreService<'_> {
    fn drop(&mut self) {
        *self.lent = SERVICE.replace(self.before.take()).unwrap_or_default();
    }
}

impl<F: Future + Unpin> Future for Serving<F> {
    type Output = F::Output;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        // Lent, not copied: this is on the path of every request.
        let before = SERVICE.replace(Some(std::mem::take(&mut this.service)));
        let _restore = RestoreService { lent: &mut this.service, before };
        Pin::new(&mut this.future).poll(context)
    }
}
