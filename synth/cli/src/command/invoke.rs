//! `eventual invoke`

use eventual_analyzer_model::closest;
use eventual_constructs_report::ExitStatus;
use eventual_runtime_client::{HttpError, Request, Response};
use eventual_synth::{Failure, Result, Session};
use http::{HeaderName, HeaderValue, Method, header};
use serde_json::Value;

use crate::cli::InvokeArgs;
use crate::endpoint::{self, Connection};
use crate::view::json;

pub(crate) async fn invoke(args: &InvokeArgs, session: Session) -> Result<ExitStatus> {
    let input = crate::input::json(&args.input, "input")?;
    let headers = args.headers.iter().map(|it| read_header(it)).collect::<Result<Vec<_>>>()?;
    let service = endpoint::find(&args.target, session).await?;
    check_name(&service, &args.command).await?;
    let mut request = Request::new(input.text().as_bytes().to_vec());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = format!("/rpc/{}", args.command)
        .parse()
        .map_err(|_| Failure::user(format!("`{}` is not the name of a command", args.command)))?;
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(header::CONTENT_TYPE, json.clone());
    request.headers_mut().insert(header::ACCEPT, json);
    request.headers_mut().extend(headers);
    let answer = if args.sign { service.signed(request).await? } else { service.raw(request).await? };
    if !answer.status().is_success() {
        return Err(refused(&args.command, &answer));
    }
    show(&answer, session)
}

/// JSON is shown as JSON; `()` is an answer without a body.
fn show(answer: &Response, session: Session) -> Result<ExitStatus> {
    let body = answer.body();
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => session.print_json(&value)?,
        Err(_) if body.is_empty() && session.json => session.print_json(&Value::Null)?,
        Err(_) => session.printer.data(&String::from_utf8_lossy(body)),
    }
    Ok(ExitStatus::Success)
}

/// A service that cannot be asked what it has is called without asking.
async fn check_name(service: &Connection, command: &str) -> Result<()> {
    let Ok(described) = service.service().await else { return Ok(()) };
    let names = || described.commands.iter().map(|it| it.name.as_str());
    if names().any(|it| it == command) {
        return Ok(());
    }
    let failure = Failure::not_found(format!("`{}` has no command `{command}`", described.name));
    let all: Vec<String> = names().map(|it| format!("`{it}`")).collect();
    Err(match closest(command, names()) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None if all.is_empty() => failure,
        None => failure.hint(format!("there are {}", all.join(", "))),
    })
}

fn refused(command: &str, answer: &Response) -> Failure {
    let status = answer.status();
    let Ok(error) = serde_json::from_slice::<HttpError>(answer.body()) else {
        let text = String::from_utf8_lossy(answer.body());
        let text = json::cut(text.trim(), 200);
        let message = format!("`{command}` was not answered by the service itself: {status} {text}");
        return Failure::new(exit(status.as_u16()), "NotTheService", message.trim_end());
    };
    let mut message = format!("`{command}` answered {} {}: {}", status.as_u16(), error.code, error.message);
    let problems = error.data.as_ref().and_then(|it| it["errors"].as_array());
    for problem in problems.into_iter().flatten() {
        let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
        message.push_str(&format!("\n  {}: {}", text("field"), text("message")));
    }
    Failure::new(exit(status.as_u16()), &error.code, message)
}

fn exit(status: u16) -> ExitStatus {
    match status {
        401 | 403 => ExitStatus::Denied,
        404 => ExitStatus::NotFound,
        400..=499 => ExitStatus::Failure,
        502..=504 => ExitStatus::Unreachable,
        _ => ExitStatus::Error,
    }
}

fn read_header(text: &str) -> Result<(HeaderName, HeaderValue)> {
    let read = || {
        let (name, value) = text.split_once(':')?;
        Some((name.trim().parse().ok()?, value.trim().parse().ok()?))
    };
    // Its value is not shown: it may be a secret.
    let name = text.split_once(':').map(|it| format!(" `{}`", it.0)).unwrap_or_default();
    read().ok_or_else(|| {
        Failure::user(format!("the header{name} cannot be sent")).hint("write `-H 'name: value'`")
    })
}
