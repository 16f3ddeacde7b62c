use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Uri};

use crate::caller::{Caller, Settings, header};
use crate::error::RequestError;
use crate::retry::Retry;
use crate::service_client::{HasClient, ServiceClient};
use crate::sign::Sign;
use crate::transport::Transport;

/// The settings of a [`ServiceClient`]. A setting that cannot be is an error of every call, so that nothing is
/// unwrapped where a client is made.
///
/// | | Default |
/// |---|---|
/// | [`timeout`](Self::timeout) | 30 s: API Gateway gives up after 29 s |
/// | [`retry`](Self::retry) | three attempts of what [may be repeated](Retry) |
/// | [`transport`](Self::transport) | over HTTP with feature `http`, otherwise none |
pub struct ClientBuilder<S> {
    address: Result<String, RequestError>,
    headers: HeaderMap,
    timeout: Duration,
    retry: Retry,
    idempotent: bool,
    sign: Option<Box<dyn Sign>>,
    transport: Option<Arc<dyn Transport>>,
    service: PhantomData<fn() -> S>,
}

impl<S: HasClient> ClientBuilder<S> {
    pub(crate) fn new(url: String) -> Self {
        Self {
            address: address(url),
            headers: HeaderMap::new(),
            timeout: Duration::from_secs(30),
            retry: Retry::default(),
            idempotent: false,
            sign: None,
            transport: None,
            service: PhantomData,
        }
    }

    /// A header of every call.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(error) => self.address = self.address.and(Err(error)),
        }
        self
    }

    /// `authorization: Bearer <token>` on every call.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// `x-api-key: <key>` on every call: the keys of API Gateway's usage plans.
    #[must_use]
    pub fn api_key(self, key: &str) -> Self {
        self.header("x-api-key", key)
    }

    /// Adds credentials to each attempt.
    #[must_use]
    pub fn sign(mut self, sign: impl Sign) -> Self {
        self.sign = Some(Box::new(sign));
        self
    }

    /// Signs each attempt for AWS IAM (Signature Version 4, service `execute-api`): for services whose API asks for it,
    /// by `Auth::Iam` in its infrastructure program. `region` is the one that the service is deployed to.
    ///
    /// ```
    /// # use eventual_runtime_client::{Credentials, EnvironmentCredentials, ServiceClient};
    /// # use eventual_runtime_client_fixtures_shop::Shop;
    /// let url = "https://a1b2.execute-api.eu-west-1.amazonaws.com/prod";
    /// let client = ServiceClient::<Shop>::builder(url).signed(EnvironmentCredentials, "eu-west-1").build();
    ///
    /// let keys = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG").session_token("AQoDYXdzEJr");
    /// let client = ServiceClient::<Shop>::builder(url).signed(keys, "eu-west-1").build();
    /// ```
    #[cfg(feature = "sigv4")]
    #[must_use]
    pub fn signed(mut self, credentials: impl crate::ProvideCredentials, region: &str) -> Self {
        if !is_region(region) {
            self.address = self.address.and(Err(RequestError::Region { region: region.to_owned() }));
        }
        self.sign(crate::sigv4::SigV4::new(credentials, region.to_owned()))
    }

    /// How long one attempt may take.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often, and after which pauses, a call is attempted.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Every call may happen twice: each gets a random `idempotency-key`. For services that look at it.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// What carries the requests.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The client.
    pub fn build(self) -> ServiceClient<S> {
        ServiceClient::of(Caller(Arc::new(Settings {
            address: self.address,
            headers: self.headers,
            timeout: self.timeout,
            retry: self.retry,
            idempotent: self.idempotent,
            sign: self.sign,
            transport: self.transport.or_else(default_transport),
        })))
    }
}

#[cfg(feature = "http")]
fn default_transport() -> Option<Arc<dyn Transport>> {
    Some(Arc::new(crate::http_transport::HttpTransport::new()))
}

#[cfg(not(feature = "http"))]
fn default_transport() -> Option<Arc<dyn Transport>> {
    None
}

/// The address without a slash at its end.
fn address(url: String) -> Result<String, RequestError> {
    let is_address = url.parse::<Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some() && uri.query().is_none()
    });
    if is_address { Ok(url.trim_end_matches('/').to_owned()) } else { Err(RequestError::Url { url }) }
}

/// Whether a region of AWS could have this name, now or later.
#[cfg(feature = "sigv4")]
fn is_region(name: &str) -> bool {
    let is_word =
        |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    name.split('-').count() >= 3 && name.split('-').all(is_word)
}

/// Without headers: some are secrets.
impl<S> fmt::Debug for ClientBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("address", &self.address)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_scheme_and_host_and_may_have_a_stage() {
        let ok = |url: &str| address(url.to_owned()).ok();
        assert_eq!(ok("https://api.example/prod/").as_deref(), Some("https://api.example/prod"));
        assert_eq!(ok("http://localhost:9000").as_deref(), Some("http://localhost:9000"));
        for wrong in
            ["", "api.example", "/prod", "ftp://api.example", "https://", "https://a b", "https://a?x=1"]
        {
            assert_eq!(ok(wrong), None, "{wrong}");
        }
    }

    #[cfg(feature = "sigv4")]
    #[test]
    fn a_region_is_told_from_what_is_often_given_for_it() {
        for region in ["eu-west-1", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "eusc-de-east-1"] {
            assert!(is_region(region), "{region}");
        }
        for wrong in ["", "execute-api", "eu-west-", "eu_west_1", "EU-WEST-1", "eu-west-1.amazonaws.com"] {
            assert!(!is_region(wrong), "{wrong}");
        }
    }
}
