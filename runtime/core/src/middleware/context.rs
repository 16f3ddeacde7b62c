use std::marker::PhantomData;

use crate::info::{PathParams, RequestInfo, ServiceInfo};

/// What every handler can ask for, whatever its middleware: `&ServiceInfo`, `&RequestInfo`, `&PathParams`.
#[derive(Clone, Debug, Default)]
pub struct CallContext {
    /// The service that answers.
    pub service: ServiceInfo,
    /// The request being answered.
    pub request: RequestInfo,
    /// The parameters in the path of a route.
    pub path: PathParams,
}

impl CallContext {
    /// The context of a call that came by no path.
    pub fn new(service: ServiceInfo, request: RequestInfo) -> Self {
        Self { service, request, path: PathParams::default() }
    }
}

/// A context with one more value, provided by a middleware.
#[derive(Clone, Debug)]
pub struct With<T, C>(pub T, pub C);

/// A list of context values.
pub trait Context: Send + Sync + 'static {
    /// The innermost part, which is always there.
    fn call(&self) -> &CallContext;
}

impl Context for CallContext {
    fn call(&self) -> &CallContext {
        self
    }
}

impl<T: Send + Sync + 'static, C: Context> Context for With<T, C> {
    fn call(&self) -> &CallContext {
        self.1.call()
    }
}

/// A context that holds a `T`. `Index` says where and is always inferred; two values of one type make it
/// ambiguous, which is a compile error at the parameter.
#[diagnostic::on_unimplemented(
    message = "no middleware of this handler provides `{T}`",
    label = "a reference parameter is context, and nothing gives this one",
    note = "add a middleware with `Next<{T}>` as last parameter to `middleware = [..]`; `&ServiceInfo`, `&RequestInfo` and `&PathParams` are always there; for input take the parameter by value"
)]
pub trait Provides<T, Index> {
    /// The value.
    fn get(&self) -> &T;
}

/// Index: this very element.
#[derive(Clone, Copy, Debug)]
pub struct Here;

/// Index: `I` steps further in.
#[derive(Clone, Copy, Debug)]
pub struct There<I>(PhantomData<I>);

impl Provides<ServiceInfo, Here> for CallContext {
    fn get(&self) -> &ServiceInfo {
        &self.service
    }
}

impl Provides<RequestInfo, There<Here>> for CallContext {
    fn get(&self) -> &RequestInfo {
        &self.request
    }
}

impl Provides<PathParams, There<There<Here>>> for CallContext {
    fn get(&self) -> &PathParams {
        &self.path
    }
}

impl<T, C> Provides<T, Here> for With<T, C> {
    fn get(&self) -> &T {
        &self.0
    }
}

impl<T, U, C: Provides<T, I>, I> Provides<T, There<I>> for With<U, C> {
    fn get(&self) -> &T {
        self.1.get()
    }
}
