//! The test environment: the orchestrator over stores in memory, without faults and with them.

use std::cell::Cell;
use std::time::Duration;

use eventual::{Faults, Request, TestEnvironment};
use eventual_runtime_operator as operator;
use eventual_runtime_orchestrator::operations;
use eventual_runtime_testing_conformance::{Conformance, Host};
use eventual_runtime_testing_memory::{Fault, Memory, Operation};
use futures::executor::block_on;

struct Environment {
    environment: TestEnvironment,
    operated: Operated,
}

/// The environment as operators see it.
struct Operated {
    memory: Memory,
    service: operator::ServiceDescription,
    count: Cell<u32>,
}

impl operator::Host for Operated {
    type Stores = Memory;
    fn stores(&self) -> &Memory {
        &self.memory
    }
    fn now(&self) -> eventual::Timestamp {
        self.memory.now()
    }
    fn random(&self) -> String {
        self.count.set(self.count.get() + 1);
        format!("random{}", self.count.get())
    }
    fn service(&self) -> &operator::ServiceDescription {
        &self.service
    }
    async fn query(
        &self,
        question: operations::Question,
    ) -> Result<eventual::host::Payload, operator::HostError> {
        Ok(operations::query(&self.memory, handlers().workflows, &question).await?)
    }
}

fn handlers() -> eventual::__private::Handlers {
    <Conformance as eventual::__private::Catalogue>::handlers()
}

impl Environment {
    fn of(environment: TestEnvironment) -> Self {
        let named = |name: &str| operator::Described { name: name.to_owned(), docs: None };
        let workflows = handlers().workflows.iter().map(|it| named(it.name)).collect();
        let service = operator::ServiceDescription {
            name: "conformance".to_owned(),
            workflows,
            ..operator::ServiceDescription::default()
        };
        let operated = Operated { memory: environment.memory(), service, count: Cell::new(0) };
        Self { environment, operated }
    }
}

impl Host for Environment {
    fn request(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let request = eventual::http::Request::builder().method(method).uri(path);
        let request: Request = request.header("content-type", "application/json").body(body.into()).unwrap();
        let answer = if path.starts_with(operator::OPERATOR_PREFIX) {
            let (parts, body) = request.into_parts();
            let answer = block_on(operator::handle(&self.operated, &parts, &body));
            self.environment.tick(0);
            answer
        } else {
            self.environment.request(request)
        };
        (answer.status().as_u16(), String::from_utf8(answer.into_body()).unwrap())
    }
    fn pass(&self) {
        self.environment.tick(1);
    }
}

#[test]
fn the_test_environment_answers_as_it_should() {
    answers();
}

pub(crate) fn answers() -> Vec<Vec<String>> {
    super::run(&Environment::of(TestEnvironment::new(Conformance)))
}

#[test]
fn it_answers_the_same_in_any_order_doubled_and_from_histories_alone() {
    for (seed, (duplicate, crash)) in (0..).zip([(false, false), (true, false), (false, true), (true, true)])
    {
        let environment = TestEnvironment::with_seed(Conformance, seed);
        environment.inject(Faults { duplicate, crash });
        super::run(&Environment::of(environment));
    }
}

#[test]
fn it_answers_the_same_when_messages_are_late_and_the_scheduler_forgets_nothing() {
    let environment = TestEnvironment::new(Conformance);
    environment.memory().disturb(|operation, number| {
        let delay = match operation {
            // All by the same: a queue keeps the order of one execution's messages.
            Operation::Send => 700,
            Operation::Invoke | Operation::Route => (number as u64 * 7_919) % 1_900,
            _ => 0,
        };
        Fault { delay: Duration::from_millis(delay), is_nameless: true, ..Fault::default() }
    });
    super::run(&Environment::of(environment));
}
