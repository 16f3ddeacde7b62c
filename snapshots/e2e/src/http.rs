//! Plain HTTP, as a user of a deployed API speaks it. A status of 400 or 500 is an answer, not an error.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;
use ureq::http;

pub use ureq::http::Method;

use crate::error::{Context, Error, Result};

const LIMIT: Duration = Duration::from_secs(60);

/// A request to be sent, once or several times.
#[derive(Clone, Debug)]
pub struct Request {
    method: Method,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self { method, url: url.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// `GET url`.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::GET, url)
    }

    /// `POST url` with a JSON body.
    pub fn post_json(url: impl Into<String>, body: &Value) -> Self {
        Self::new(Method::POST, url).header("content-type", "application/json").body(body.to_string())
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends it and reads the whole answer.
    ///
    /// # Errors
    /// If nothing answers within a minute.
    pub fn send(&self) -> Result<Answer> {
        let doing = || format!("{} {}", self.method, self.url);
        let mut builder = http::Request::builder().method(&self.method).uri(&self.url);
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        // An empty `Vec` would be sent as a body, which GET must not have.
        let response = if self.body.is_empty() && self.method != Method::POST && self.method != Method::PUT {
            agent().run(builder.body(()).context(doing)?)
        } else {
            agent().run(builder.body(self.body.as_slice()).context(doing)?)
        };
        let mut response = response.context(doing)?;
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let body = response.body_mut().read_to_vec().context(doing)?;
        Ok(Answer { status: response.status().as_u16(), headers, body })
    }
}

/// An answer, whatever its status.
#[derive(Clone)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// The whole answer, if its body is not JSON.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Error::new(format!("not JSON ({error}): {self:?}")))
    }

    /// The answer itself if its status is 2xx.
    ///
    /// # Errors
    /// The whole answer, if it is not.
    pub fn success(self) -> Result<Self> {
        if (200..300).contains(&self.status) { Ok(self) } else { Err(Error::new(format!("{self:?}"))) }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HTTP {} {:?}\n{}", self.status, self.headers, self.text())
    }
}

fn agent() -> &'static ureq::Agent {
    static AGENT: OnceLock<ureq::Agent> = OnceLock::new();
    AGENT.get_or_init(|| {
        ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(LIMIT))
            .proxy(None)
            .build()
            .into()
    })
}
