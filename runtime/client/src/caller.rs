use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use eventual_runtime_core::{Request, Response};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use uuid::Uuid;

use crate::answer;
use crate::call::CommandCall;
use crate::error::{ClientError, RequestError};
use crate::input::Input;
use crate::retry::Retry;
use crate::sign::Sign;
use crate::transport::Transport;

pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What all calls of one client share. The struct that `service!` emits holds one; cheap to clone.
#[derive(Clone)]
pub struct Caller(pub(crate) Arc<Settings>);

/// How a client calls its service.
pub(crate) struct Settings {
    /// Address of the service without a slash at its end; or what is wrong with the client.
    pub(crate) address: Result<String, RequestError>,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) retry: Retry,
    pub(crate) idempotent: bool,
    pub(crate) sign: Option<Box<dyn Sign>>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
}

/// One call of a command, before its first attempt.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) command: &'static str,
    /// Whether HTTP calls the method of the command's route idempotent.
    pub(crate) may_repeat: bool,
    pub(crate) body: Result<Vec<u8>, RequestError>,
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Option<Duration>,
}

impl Caller {
    /// A call of the command of this wire name. Emitted code calls it.
    pub fn command<T>(&self, command: &'static str, may_repeat: bool, input: Input) -> CommandCall<T> {
        let body = match input.0 {
            Ok(None) => Ok(Vec::new()),
            Ok(Some(value)) => Ok(value.to_string().into_bytes()),
            Err(reason) => Err(RequestError::Input { command: command.to_owned(), reason }),
        };
        let call = Call { command, may_repeat, body, headers: HeaderMap::new(), timeout: None };
        let call = CommandCall::new(self.clone(), call);
        if self.0.idempotent { call.idempotent() } else { call }
    }

    /// Attempts the call until there is an answer of success, or no point in going on.
    pub(crate) async fn send(&self, call: Call) -> Result<Response, ClientError> {
        let settings = &*self.0;
        let may_repeat = call.may_repeat || call.headers.contains_key(IDEMPOTENCY_KEY);
        let timeout = call.timeout.unwrap_or(settings.timeout);
        let request = self.request(call).map_err(ClientError::Request)?;
        let transport = settings.transport.as_ref().ok_or(ClientError::Request(RequestError::NoTransport))?;
        let mut attempt = 1;
        loop {
            let mut request = request.clone();
            let signed = match &settings.sign {
                Some(sign) => sign.sign(&mut request).await,
                None => Ok(()),
            };
            let outcome = match signed {
                Ok(()) => transport.send(request, timeout).await,
                Err(error) => Err(error),
            };
            let random = Uuid::new_v4().as_u64_pair().0;
            if let Some(pause) = settings.retry.pause(attempt, may_repeat, &outcome, random) {
                transport.sleep(pause).await;
                attempt += 1;
                continue;
            }
            let answer = outcome?;
            return if answer.status().is_success() {
                Ok(answer)
            } else {
                Err(answer::failure(&answer).into())
            };
        }
    }

    fn request(&self, call: Call) -> Result<Request, RequestError> {
        let address = self.0.address.clone()?;
        let body = call.body?;
        let uri = Uri::try_from(format!("{address}/rpc/{}", call.command));
        let mut request = Request::new(body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri.map_err(|_| RequestError::Url { url: address })?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.extend(self.0.headers.clone());
        headers.extend(call.headers);
        if !request.body().is_empty() {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(request)
    }
}

/// Without headers: some are secrets.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { address, timeout, retry, .. } = &*self.0;
        f.debug_struct("Client")
            .field("address", address)
            .field("timeout", timeout)
            .field("retry", retry)
            .finish_non_exhaustive()
    }
}

/// A header; its value is a secret as far as logs go.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), RequestError> {
    match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        (Ok(name), Ok(mut value)) => {
            value.set_sensitive(true);
            Ok((name, value))
        }
        _ => Err(RequestError::Header { name: name.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;

    #[test]
    fn a_client_without_a_transport_names_the_feature() {
        let caller = Caller(Arc::new(Settings {
            address: Ok("https://shop.example".to_owned()),
            headers: HeaderMap::new(),
            timeout: Duration::from_secs(1),
            retry: Retry::default(),
            idempotent: false,
            sign: None,
            transport: None,
        }));
        let error = block_on(caller.command::<()>("ping", false, Input::none()).into_future()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "this client has no transport; turn on the feature `client-http` of `eventual`, or give it one with \
             `transport(..)`"
        );
    }
}
