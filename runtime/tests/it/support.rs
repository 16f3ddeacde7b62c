//! Calls without a network, and a host that remembers.

use std::sync::{Arc, Mutex};

use eventual::__private::{HttpHandler, call};
use eventual::host::{Host, StartExecution, with_host};
use eventual::prelude::*;
use futures::executor::block_on;
use serde_json::{Value, json};

pub(crate) fn request(method: &str, uri: &str, body: &str) -> Request {
    http::Request::builder().method(method).uri(uri).body(body.into()).unwrap()
}

pub(crate) fn respond<H: HttpHandler>(request: Request) -> Response {
    let service =
        ServiceInfo { service_name: "orders".into(), service_url: "https://api.example.com/prod".into() };
    block_on(call::<H>(request, service, RequestInfo::default()))
}

/// Status and JSON body.
pub(crate) fn ask<H: HttpHandler>(request: Request) -> (u16, Value) {
    let response = respond::<H>(request);
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap_or(Value::Null))
}

/// Writes down what it is asked to do.
#[derive(Default)]
pub(crate) struct Notes(Mutex<Vec<Value>>);

impl Notes {
    pub(crate) fn during<F: Future>(future: F) -> (F::Output, Vec<Value>) {
        let notes = Arc::new(Self::default());
        let output = block_on(with_host(notes.clone(), future));
        let written = notes.0.lock().unwrap().clone();
        (output, written)
    }
}

type Answer<T> = eventual::__private::BoxFuture<Result<T>>;

impl Host for Notes {
    fn emit(&self, events: Vec<eventual::host::Emitted>) -> Answer<()> {
        let mut notes = self.0.lock().unwrap();
        for event in events {
            let payload: Value = event.payload.read().unwrap();
            notes.push(json!({ "emit": event.name, "payload": payload }));
        }
        Box::pin(std::future::ready(Ok(())))
    }
    fn start_execution(&self, start: StartExecution) -> Answer<String> {
        let input: Value = start.input.read().unwrap();
        let note = json!({ "start": start.workflow, "name": start.name, "input": input });
        self.0.lock().unwrap().push(note);
        Box::pin(std::future::ready(Ok("e-1".to_owned())))
    }
    fn send_signal(&self, execution: String, signal: eventual::host::SignalEntry) -> Answer<()> {
        self.0.lock().unwrap().push(json!({ "signal": signal.name, "execution": execution }));
        Box::pin(std::future::ready(Ok(())))
    }
    fn api_specification(&self) -> Result<Value> {
        Ok(json!({ "openapi": "3.1.0" }))
    }
}
