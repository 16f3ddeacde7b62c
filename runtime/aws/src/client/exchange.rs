//! One signed call: build, sign, send, try again, read the refusal.

use std::io;
use std::time::{Duration, SystemTime};

use eventual_runtime_sigv4::{Keys, Signable, authorization, query_string, timestamp};
use tokio::time::timeout;

use super::config::{Client, Service};
use super::error::AwsError;
use super::hash::sha256;
use super::retry;
use crate::http1::Response;

/// An AWS call about to be signed.
pub(super) struct Call {
    /// `events:PutEvents`: for messages.
    pub(super) name: &'static str,
    pub(super) service: Service,
    pub(super) method: &'static str,
    /// Percent-encoded path.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    /// Names in lower case; signed, as all headers are.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    /// Longest time for one attempt.
    pub(super) timeout: Duration,
    /// First label of the host instead of the service's prefix, where it is not a plain endpoint (S3 buckets).
    pub(super) host_prefix: Option<String>,
}

impl Call {
    /// Longest time for one attempt of a call that does little.
    pub(super) const TIMEOUT: Duration = Duration::from_secs(10);

    pub(super) fn new(name: &'static str, service: Service, method: &'static str, path: String) -> Self {
        Self {
            name,
            service,
            method,
            path,
            query: Vec::new(),
            headers: Vec::new(),
            body: Vec::new(),
            timeout: Self::TIMEOUT,
            host_prefix: None,
        }
    }

    pub(super) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

impl Client {
    /// Makes the call, with retries; the response is a success (2xx).
    pub(super) async fn send(&self, call: &Call) -> Result<Response, AwsError> {
        let mut failures = 0;
        loop {
            let error = match self.attempt(call).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            failures += 1;
            let again = match &error {
                AwsError::Transport { .. } => true,
                AwsError::Refused { status, code, .. } => retry::is_transient(*status, code),
                AwsError::Config(_) | AwsError::Answer { .. } => false,
            };
            if !again || failures >= retry::MAX_ATTEMPTS {
                return Err(error);
            }
            retry::pause(failures).await;
        }
    }

    async fn attempt(&self, call: &Call) -> Result<Response, AwsError> {
        let mut endpoint = self.endpoint(call.service)?;
        if let (Some(prefix), false) = (&call.host_prefix, endpoint.overridden) {
            endpoint.host = format!("{prefix}.{}", endpoint.host);
        }
        let request = self.signed(call, &endpoint.authority());
        let transport = |source| AwsError::Transport { call: call.name, host: endpoint.authority(), source };
        loop {
            let exchange = self.exchange(&endpoint, &request, call.method == "HEAD");
            match timeout(call.timeout, exchange).await {
                Err(_) => return Err(transport(io::ErrorKind::TimedOut.into())),
                // Each round takes one dead connection out of the pool, so this ends.
                Ok(Err(broken)) if broken.stale => {}
                Ok(Err(broken)) => return Err(transport(broken.error)),
                Ok(Ok(response)) if (200..300).contains(&response.status) => return Ok(response),
                Ok(Ok(response)) => return Err(refusal(call.name, &response)),
            }
        }
    }

    /// The bytes of the request.
    fn signed(&self, call: &Call, authority: &str) -> Vec<u8> {
        // A clock before 1970 makes a signature that the service refuses as too old, which is the truth.
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let timestamp = timestamp(now.as_secs());
        let mut headers = call.headers.clone();
        headers.push(("host".to_owned(), authority.to_owned()));
        headers.push(("x-amz-date".to_owned(), timestamp.clone()));
        if let Some(token) = &self.credentials.session_token {
            headers.push(("x-amz-security-token".to_owned(), token.clone()));
        }
        let signable = Signable {
            method: call.method,
            path: &call.path,
            query: &call.query,
            headers: &headers,
            body: &call.body,
            region: &self.region,
            service: call.service.signing_name,
            timestamp: &timestamp,
        };
        let keys = Keys {
            access_key_id: &self.credentials.access_key_id,
            secret_access_key: &self.credentials.secret_access_key,
        };
        let authorization = authorization(&signable, keys, sha256);
        headers.push(("authorization".to_owned(), authorization));
        headers.push(("content-length".to_owned(), call.body.len().to_string()));

        let query = query_string(&call.query);
        let mark = if query.is_empty() { "" } else { "?" };
        let mut head = format!("{} {}{mark}{query} HTTP/1.1\r\n", call.method, call.path);
        for (name, value) in &headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        let mut request = head.into_bytes();
        request.extend_from_slice(&call.body);
        request
    }
}

/// Reads an error document: JSON (most services) or XML (S3).
fn refusal(call: &'static str, response: &Response) -> AwsError {
    let text = String::from_utf8_lossy(&response.body);
    let body: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let json = |names: [&str; 3]| names.iter().find_map(|it| body.get(it)?.as_str()).map(str::to_owned);
    let xml = |name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        Some(rest.split_once("</")?.0.to_owned())
    };
    let code = response
        .header("x-amzn-errortype")
        .map(str::to_owned)
        .or_else(|| json(["__type", "code", "Code"]))
        .or_else(|| xml("Code"))
        .unwrap_or_default();
    // `com.amazonaws.dynamodb.v20120810#ItemNotFound`, `ValidationException:http://internal.amazon.com/..`
    let code = code.rsplit('#').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let message = json(["message", "Message", "errorMessage"]).or_else(|| xml("Message")).unwrap_or_default();
    AwsError::Refused { call, status: response.status, code: code.to_owned(), message, body }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: &str, headers: &[(&str, &str)]) -> String {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let response = Response { status: 400, headers, body: body.into(), keep_alive: true };
        refusal("x:Y", &response).to_string()
    }

    #[test]
    fn refusals_of_all_protocols_are_read() {
        assert_eq!(
            refused(r#"{"__type":"com.amazonaws.dynamodb.v20120810#Failed","message":"no"}"#, &[]),
            "`x:Y` was refused with 400 `Failed`: no"
        );
        assert_eq!(
            refused(r#"{"Message":"no"}"#, &[("x-amzn-errortype", "Denied:http://internal/")]),
            "`x:Y` was refused with 400 `Denied`: no"
        );
        assert_eq!(
            refused("<?xml?><Error><Code>NoSuchKey</Code><Message>gone</Message></Error>", &[]),
            "`x:Y` was refused with 400 `NoSuchKey`: gone"
        );
        assert_eq!(refused("Bad Gateway", &[]), "`x:Y` was refused with 400 ``: ");
    }
}
