mod calls;
mod cloudformation;
mod inventory;
mod sign;

use eventual_runtime_sigv4::{encode_part, query_string};
use serde_json::Value;
use ureq::http::Method;

pub use calls::Message;

use crate::error::{Error, Result};
use crate::http::{Answer, Request};

/// The root identity of the emulator. Not a secret of anybody's.
pub(crate) const ACCESS_KEY: &str = "test";
pub(crate) const SECRET_KEY: &str = "test";

/// Calls to the services of an emulator, signed as root: the few that tests ask, and [`Aws::json`],
/// [`Aws::query`] and [`Aws::rest`] for the rest.
#[derive(Clone, Debug)]
pub struct Aws {
    endpoint: String,
}

impl Aws {
    pub(crate) fn new(endpoint: &str) -> Self {
        Self { endpoint: endpoint.into() }
    }

    /// `http://127.0.0.1:<port>`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// A call of the JSON protocol (SQS, DynamoDB, EventBridge, logs, SSM, Step Functions, ...): `service` as signed
    /// (`dynamodb`), `target` the whole `X-Amz-Target` (`DynamoDB_20120810.GetItem`).
    ///
    /// # Errors
    /// The answer, if it is not 2xx.
    pub fn json(&self, service: &str, target: &str, body: &Value) -> Result<Value> {
        let headers = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target)];
        let answer = self.send(service, &Method::POST, "/", &[], &headers, body.to_string().into_bytes())?;
        answer.success().map_err(|error| Error::new(format!("{target} {body}: {error}")))?.json()
    }

    /// A call of the query protocol (CloudFormation, IAM, STS, SNS): the answer is XML.
    ///
    /// # Errors
    /// The answer, if it is not 2xx.
    pub fn query(
        &self,
        service: &str,
        version: &str,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Result<String> {
        let mut form = vec![("Action", action), ("Version", version)];
        form.extend(parameters);
        let form: Vec<String> = form
            .iter()
            .map(|(name, value)| format!("{}={}", encode_part(name), encode_part(value)))
            .collect();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let answer = self.send(service, &Method::POST, "/", &[], &headers, form.join("&").into_bytes())?;
        Ok(answer.success().map_err(|error| Error::new(format!("{action}: {error}")))?.text())
    }

    /// A call of a REST protocol (Lambda, API Gateway, S3, Scheduler): `path` begins with `/`, the query is not
    /// encoded yet. The answer comes whatever its status.
    ///
    /// # Errors
    /// If nothing answers.
    pub fn rest(
        &self,
        service: &str,
        method: &Method,
        path: &str,
        query: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Result<Answer> {
        self.send(service, method, path, query, &[], body.into())
    }

    fn send(
        &self,
        service: &str,
        method: &Method,
        path: &str,
        query: &[(&str, &str)],
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer> {
        let host = self.endpoint.trim_start_matches("http://");
        let query: Vec<(String, String)> =
            query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut url = format!("{}{path}", self.endpoint);
        if !query.is_empty() {
            url = format!("{url}?{}", query_string(&query));
        }
        let mut request = Request::new(method.clone(), url);
        let signed = sign::headers(&sign::Call {
            service,
            method: method.as_str(),
            host,
            path,
            query: &query,
            body: &body,
        });
        for (name, value) in signed {
            request = request.header(name, value);
        }
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        request.body(body).send()
    }
}
