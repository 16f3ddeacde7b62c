//! Queries: questions about the state of a workflow that leave no trace.

use super::Execution;
use super::context::{Context, Mode};
use super::current::Entered;
use crate::error::{Error, Result};
use crate::payload::Payload;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

/// Answers a query.
pub(crate) type Handler = dyn Fn(&Payload) -> Result<Payload>;

impl Context {
    pub(crate) fn answer_queries(&self, name: &'static str, handler: Rc<Handler>) {
        let queries = &mut self.state.borrow_mut().queries;
        queries.retain(|(other, _)| *other != name);
        queries.push((name, handler));
    }
}

impl Execution {
    /// Asks the workflow something, by the name it gave to `on_query`. Nothing is recorded. Fails if it knows no such
    /// query, if the input has the wrong shape, or if the answer tries to make durable calls.
    pub fn query(&self, name: &str, input: &Payload) -> Result<Payload> {
        let (handler, known) = {
            let state = self.context.state.borrow();
            let found = state.queries.iter().find(|(known, _)| *known == name);
            let known: Vec<_> = state.queries.iter().map(|(known, _)| format!("`{known}`")).collect();
            (found.map(|(_, handler)| Rc::clone(handler)), known)
        };
        let Some(handler) = handler else {
            let has = if known.is_empty() {
                "it answers none".to_owned()
            } else {
                format!("it has: {}", known.join(", "))
            };
            let workflow = self.context.workflow;
            return Err(Error::new(
                "UnknownQuery",
                format!("workflow `{workflow}` has no query `{name}`; {has}"),
            ));
        };
        let _entered = Entered::new(&self.context);
        let before = std::mem::replace(&mut self.context.state.borrow_mut().mode, Mode::Query);
        let answer = catch_unwind(AssertUnwindSafe(|| handler(input)));
        self.context.state.borrow_mut().mode = before;
        answer.unwrap_or_else(|panic| Err(super::turn::panic_error(&*panic)))
    }
}
