use eventual::prelude::*;
use futures::executor::block_on;
use serde_json::json;

use crate::support::{ask, request, respond};

#[derive(Clone)]
pub(crate) struct User {
    id: String,
}

pub(crate) async fn cors(request: Request, next: Next) -> Result<Response> {
    let mut response = next.run(request).await?;
    response.headers_mut().insert("access-control-allow-origin", "*".parse().unwrap());
    Ok(response)
}

pub(crate) async fn authorized(request: Request, next: Next<User>) -> Result<Response> {
    let Some(id) = request.headers().get("authorization").and_then(|it| it.to_str().ok()) else {
        return Err(HttpError::unauthorized("who are you?").into());
    };
    let user = User { id: id.to_owned() };
    next.run_with(request, user).await
}

pub(crate) async fn admin(
    request: Request,
    user: User,
    _service: ServiceInfo,
    next: Next,
) -> Result<Response, HttpError> {
    if user.id != "root" {
        return Err(HttpError::forbidden("only root may"));
    }
    next.run(request).await.map_err(|error| HttpError::bad_request(error.to_string()))
}

#[command(method = "GET", path = "/me", middleware = [cors, authorized])]
async fn me(user: &User) -> String {
    user.id.clone()
}

#[command(middleware = [cors, authorized, admin])]
async fn shut_down(reason: String, user: &User) -> Result<String> {
    if reason.is_empty() {
        return Err("why?".into());
    }
    Ok(format!("{} says {reason}", user.id))
}

mod lists {
    eventual::middleware!(
        /// Whoever says who they are.
        pub(crate) authed = [super::cors, super::authorized]
    );
    eventual::middleware!(pub(super) root_only = [self::authed!, super::admin]);
}

#[command(middleware = [lists::authed!])]
async fn whoami(user: &User) -> String {
    user.id.clone()
}

#[get("/root", middleware = [lists::root_only!])]
async fn root() -> &'static str {
    "welcome"
}

#[test]
fn a_list_stands_for_its_middleware_and_may_hold_lists() {
    let answer = respond::<__whoami>(by("ann", request("POST", "/rpc/whoami", "")));
    assert_eq!(answer.body(), br#""ann""#);
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert_eq!(ask::<__whoami>(request("POST", "/rpc/whoami", "")).0, 401);
    let status = |user: &str| respond::<__root>(by(user, request("GET", "/root", ""))).status().as_u16();
    assert_eq!((status("ann"), status("root")), (403, 200));
}

fn by(user: &str, mut request: Request) -> Request {
    request.headers_mut().insert("authorization", user.parse().unwrap());
    request
}

#[test]
fn the_handler_gets_what_middleware_provides() {
    assert_eq!(ask::<__me>(by("ann", request("GET", "/me", ""))), (200, json!("ann")));
    let body = by("root", request("POST", "/rpc/shut_down", r#""night""#));
    assert_eq!(ask::<__shut_down>(body), (200, json!("root says night")));
}

#[test]
fn a_middleware_can_answer_itself_and_those_outside_see_it() {
    let response = respond::<__me>(request("GET", "/me", ""));
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(ask::<__shut_down>(by("ann", request("POST", "/rpc/shut_down", "1"))).0, 403);
}

#[test]
fn failures_of_the_handler_pass_the_middleware_as_answers() {
    let response = respond::<__shut_down>(by("root", request("POST", "/rpc/shut_down", r#""""#)));
    assert_eq!(response.status(), 500);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
}

#[test]
fn a_middleware_is_tested_on_its_own() {
    let next = Next::new(|_, user: User| async move { Ok(Response::new(user.id.into_bytes())) });
    let response = block_on(authorized(by("ann", Request::default()), next)).unwrap();
    assert_eq!(response.body(), b"ann");
}
