use std::fmt;
use std::marker::PhantomData;

use super::{BoxFuture, CallContext, Context, End, Next, Provides, With};
use crate::handler::{IntoBoxError, failure};
use crate::http::{Request, Response};

/// A list of middleware, outermost first, as a type; the handler is its end.
pub trait Chain: Send + Sized + 'static {
    /// What the handler inside can ask for.
    type Context: Context;
    /// Runs the chain around `end`.
    fn run(self, request: Request, call: CallContext, end: End<Self::Context>) -> BoxFuture<Response>;
}

/// The chain without any middleware.
#[derive(Clone, Copy, Debug)]
pub struct NoMiddleware;

impl Chain for NoMiddleware {
    type Context = CallContext;
    fn run(self, request: Request, call: CallContext, end: End<CallContext>) -> BoxFuture<Response> {
        end(request, call)
    }
}

/// A chain with one more middleware at its inner end.
pub struct Then<C, F, Shape> {
    before: C,
    middleware: F,
    shape: PhantomData<fn() -> Shape>,
}

impl<C, F, Shape> fmt::Debug for Then<C, F, Shape> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Then")
    }
}

/// Adds a middleware at the inner end of a chain.
pub fn then<C, F, Shape>(before: C, middleware: F) -> Then<C, F, Shape>
where
    C: Chain,
    F: Middleware<C::Context, Shape>,
{
    Then { before, middleware, shape: PhantomData }
}

impl<C, F, Shape> Chain for Then<C, F, Shape>
where
    C: Chain,
    F: Middleware<C::Context, Shape>,
    Shape: 'static,
{
    type Context = With<F::Provides, C::Context>;
    fn run(self, request: Request, call: CallContext, end: End<Self::Context>) -> BoxFuture<Response> {
        let middleware = self.middleware;
        let inner = Box::new(move |request, context| middleware.run(request, context, end));
        self.before.run(request, call, inner)
    }
}

/// A function that can stand around a handler: it takes the request, values that middleware further out
/// provides (by value, so they must be `Clone`), and [`Next`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a middleware here",
    label = "not of the form `async fn(Request, .., Next) -> Result<Response>`, or needs a value which no earlier middleware provides",
    note = "values between `Request` and `Next` are taken from middleware further left in `middleware = [..]`"
)]
pub trait Middleware<C: Context, Shape>: Send + 'static {
    /// What it adds to the context; `()` if nothing.
    type Provides: Send + Sync + 'static;
    /// Runs it around `end`.
    fn run(self, request: Request, context: C, end: End<With<Self::Provides, C>>) -> BoxFuture<Response>;
}

fn next<T: Send + Sync + 'static, C: Context>(context: C, end: End<With<T, C>>) -> Next<T> {
    Next::boxed(Box::new(move |request, value| end(request, With(value, context))))
}

/// Middleware that takes 0 to 4 values of the context.
macro_rules! middleware {
    ($($value:ident $need:ident $index:ident),*) => {
        impl<Func, Fut, Fail, T, C, $($need, $index),*> Middleware<C, (T, $(($need, $index)),*)> for Func
        where
            Func: FnOnce(Request, $($need,)* Next<T>) -> Fut + Send + 'static,
            Fut: Future<Output = Result<Response, Fail>> + Send + 'static,
            Fail: IntoBoxError + Send + 'static,
            T: Send + Sync + 'static,
            C: Context $(+ Provides<$need, $index>)*,
            $($need: Clone + Send + 'static,)*
        {
            type Provides = T;
            fn run(self, request: Request, context: C, end: End<With<T, C>>) -> BoxFuture<Response> {
                $(let $value = <C as Provides<$need, $index>>::get(&context).clone();)*
                let call = context.call().clone();
                let answer = self(request, $($value,)* next(context, end));
                Box::pin(async move {
                    answer.await.unwrap_or_else(|error| failure(&call, error))
                })
            }
        }
    };
}

middleware!();
middleware!(a A I);
middleware!(a A I, b B J);
middleware!(a A I, b B J, d D K);
middleware!(a A I, b B J, d D K, e E L);
