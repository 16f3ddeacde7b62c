//! From errors of the SDK to ours.

use std::error::Error as StdError;

use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};

use serde_json::Value as Json;

use crate::error::{Error, Result};

/// Codes by which the services say that a session is over; each has its own spelling.
const EXPIRED: [&str; 4] =
    ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"];
/// Codes by which they say that they do not know the keys.
const REFUSED: [&str; 6] = [
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "AuthFailure",
    "IncompleteSignature",
];
const DENIED: [&str; 4] =
    ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "ForbiddenException"];

/// What a failed call means to the one who started it. `doing` is a phrase such as `creating a change set`.
pub(crate) fn failed<E>(doing: &str, error: &SdkError<E>) -> Error
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    let doing = doing.to_owned();
    if let Some(code) = error.code() {
        return coded(doing, code, error.message().unwrap_or(code));
    }
    let reason = chain(error);
    match error {
        SdkError::DispatchFailure(failure) if failure.is_io() || failure.is_timeout() => {
            Error::Unreachable { doing, reason }
        }
        SdkError::TimeoutError(_) => Error::Unreachable { doing, reason },
        SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) if reason.contains("expired") => {
            Error::ExpiredCredentials { reason }
        }
        SdkError::DispatchFailure(_) if reason.contains("connect") => Error::Unreachable { doing, reason },
        _ => Error::Call { doing, code: String::new(), reason },
    }
}

/// The same for an answer that was not read by the SDK: JSON with `__type`, or XML with `Code`.
pub(super) fn answered(doing: &str, status: u16, body: &[u8]) -> Result<()> {
    if (200..300).contains(&status) {
        return Ok(());
    }
    let doing = doing.to_owned();
    let text = String::from_utf8_lossy(body);
    let (code, message) = match serde_json::from_str::<Json>(&text) {
        Ok(json) => {
            let text = |key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
            let code = text("__type");
            let message = text("message") + &text("Message");
            (code.rsplit('#').next().unwrap_or_default().to_owned(), message)
        }
        Err(_) => (element(&text, "Code"), element(&text, "Message")),
    };
    let message = if message.is_empty() { format!("it answered with status {status}") } else { message };
    Err(match code.as_str() {
        // HEAD has no body.
        "" if status == 403 => Error::Denied { doing, reason: message },
        "" => Error::Call { doing, code, reason: message },
        _ => coded(doing, &code, &message),
    })
}

fn coded(doing: String, code: &str, message: &str) -> Error {
    let reason = message.to_owned();
    match code {
        _ if EXPIRED.contains(&code) => Error::ExpiredCredentials { reason },
        _ if REFUSED.contains(&code) => Error::RefusedCredentials { reason },
        _ if DENIED.contains(&code) => Error::Denied { doing, reason },
        _ => Error::Call { doing, code: code.to_owned(), reason },
    }
}

/// The text of the first element of this name. Error answers are flat and small.
fn element(xml: &str, name: &str) -> String {
    let inner = xml.split_once(&format!("<{name}>")).and_then(|(_, rest)| rest.split_once("</"));
    inner.map(|(text, _)| text.to_owned()).unwrap_or_default()
}

/// An error with its causes, outermost first, each once.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if !texts.iter().any(|known| known.contains(&text)) {
            texts.push(text);
        }
        next = error.source();
    }
    texts.join(": ")
}
