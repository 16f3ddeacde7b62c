//! The whole service in one process, on a virtual clock.

use eventual::{ExecutionStatus, Request, TestEnvironment};
use {{crate}}::members::{MemberJoined, NewMember};
use {{crate}}::welcome::{Unsubscribed, send_mail, welcome};
use {{crate}}::{{type}};
use serde_json::{Value, json};

const DAY: u64 = 24 * 60 * 60;

fn ann() -> NewMember {
    NewMember { name: "ann".into(), email: "ann@example.com".into() }
}

fn request(method: &str, path: &str, body: &str) -> Request {
    let mut request = Request::new(body.as_bytes().to_vec());
    *request.method_mut() = method.parse().unwrap();
    *request.uri_mut() = path.parse().unwrap();
    request.headers_mut().insert("content-type", "application/json".parse().unwrap());
    request
}

#[test]
fn people_are_greeted() {
    let env = TestEnvironment::new({{type}});
    let answer = env.request(request("GET", "/hello/ann", ""));
    assert_eq!(serde_json::from_slice::<Value>(answer.body()).unwrap(), "Hello, ann!");
}

#[test]
fn who_signs_up_is_welcomed() {
    let env = TestEnvironment::new({{type}});
    let answer = env.request(request("POST", "/members", &json!(ann()).to_string()));
    assert_eq!(answer.status(), 200);
    assert_eq!(env.emitted::<MemberJoined>(), [MemberJoined { member: "ann".into() }]);
}

#[test]
fn nonsense_is_refused_with_the_field() {
    let env = TestEnvironment::new({{type}});
    let body = json!({ "name": "ann", "email": "nowhere" }).to_string();
    let answer = env.request(request("POST", "/members", &body));
    assert_eq!(answer.status(), 400);
    let problem: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(problem["data"]["errors"][0]["field"], "email");
}

#[test]
fn a_second_mail_follows_after_a_day() {
    let env = TestEnvironment::new({{type}});
    let run = env.start_execution(welcome, ann());
    env.tick(DAY - 1);
    assert_eq!(run.status(), ExecutionStatus::Pending);
    env.tick(1);
    assert_eq!(run.status(), ExecutionStatus::Succeeded(2));
}

#[test]
fn who_objects_gets_no_second_mail() {
    let env = TestEnvironment::new({{type}});
    env.mock_task(send_mail).succeed(());
    let run = env.start_execution(welcome, ann());
    run.send_signal(Unsubscribed { reason: "too many mails".into() });
    assert_eq!(run.status(), ExecutionStatus::Succeeded(1));
}
