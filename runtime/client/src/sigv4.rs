//! Requests signed for API Gateway's IAM authorization.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use eventual_runtime_core::Request;
use eventual_runtime_sigv4::{Digest, Keys, Signable, authorization, timestamp};
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, HeaderValue, Uri};
use sha2::{Digest as _, Sha256};

use crate::clock;
use crate::credentials::{Credentials, ProvideCredentials};
use crate::error::TransportError;
use crate::sign::Sign;
use crate::transport::BoxFuture;

/// What the scope of a signature calls API Gateway.
const SERVICE: &str = "execute-api";
/// How long before their end credentials are replaced.
const EARLY: Duration = Duration::from_secs(5 * 60);
/// Headers that what is between client and service may change or add.
const UNSIGNED: [&str; 3] = ["connection", "user-agent", "x-amzn-trace-id"];

/// Signs with what `provider` gives.
pub(crate) struct SigV4<P> {
    provider: P,
    region: String,
    last: Mutex<Option<Credentials>>,
    now: fn() -> SystemTime,
}

impl<P: ProvideCredentials> SigV4<P> {
    pub(crate) fn new(provider: P, region: String) -> Self {
        Self { provider, region, last: Mutex::default(), now: clock::now }
    }

    async fn credentials(&self) -> Result<Credentials, TransportError> {
        if let Some(last) = self.last(EARLY) {
            return Ok(last);
        }
        match self.provider.credentials().await {
            Ok(credentials) => {
                *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(credentials.clone());
                Ok(credentials)
            }
            Err(error) => self.last(Duration::ZERO).ok_or_else(|| unsigned(error)),
        }
    }

    /// The credentials of last time, if they say that they are good for this time.
    fn last(&self, time: Duration) -> Option<Credentials> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let until = (self.now)() + time;
        last.as_ref().filter(|it| it.expires_at.is_some_and(|end| until < end)).cloned()
    }

    fn add(&self, request: &mut Request, credentials: &Credentials) -> Result<(), TransportError> {
        if request.headers().contains_key(AUTHORIZATION) {
            return Err(unsigned(
                "the header `authorization` is already set; remove it (`bearer`) or `signed`",
            ));
        }
        let since = (self.now)().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let timestamp = timestamp(since.as_secs());
        let headers = request.headers_mut();
        headers.insert("x-amz-date", secret(&timestamp)?);
        if let Some(token) = &credentials.session_token {
            headers.insert("x-amz-security-token", secret(token)?);
        }
        let signable = Signable {
            method: request.method().as_str(),
            path: request.uri().path(),
            // The address of a service has none, and inputs travel in the body.
            query: &[],
            headers: &signed_headers(request.headers(), request.uri())?,
            body: request.body(),
            region: &self.region,
            service: SERVICE,
            timestamp: &timestamp,
        };
        let keys = Keys {
            access_key_id: &credentials.access_key_id,
            secret_access_key: &credentials.secret_access_key,
        };
        let authorization = secret(&authorization(&signable, keys, sha256))?;
        request.headers_mut().insert(AUTHORIZATION, authorization);
        Ok(())
    }
}

impl<P: ProvideCredentials> Sign for SigV4<P> {
    fn sign<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<(), TransportError>> {
        Box::pin(async move {
            let credentials = self.credentials().await?;
            self.add(request, &credentials)
        })
    }
}

/// The headers of the request, and the one that the transport will add.
fn signed_headers(headers: &HeaderMap, uri: &Uri) -> Result<Vec<(String, String)>, TransportError> {
    let mut signed = Vec::with_capacity(headers.len() + 1);
    for name in headers.keys().filter(|it| !UNSIGNED.contains(&it.as_str())) {
        let values: Result<Vec<_>, _> =
            headers.get_all(name).iter().map(|it| std::str::from_utf8(it.as_bytes())).collect();
        let values = values.map_err(|_| unsigned(format!("the header `{name}` is not text")))?;
        signed.push((name.as_str().to_owned(), values.join(",")));
    }
    if !headers.contains_key(HOST) {
        signed.push((HOST.as_str().to_owned(), host(uri)));
    }
    Ok(signed)
}

/// The `host` header: without a port that is the scheme's own.
fn host(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default().to_ascii_lowercase();
    let own = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    match uri.port_u16() {
        Some(port) if port != own => format!("{host}:{port}"),
        _ => host,
    }
}

fn secret(value: &str) -> Result<HeaderValue, TransportError> {
    let mut value = HeaderValue::try_from(value)
        .map_err(|_| unsigned("the credentials have characters that a header cannot have"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn unsigned(reason: impl std::fmt::Display) -> TransportError {
    TransportError::Unsigned(reason.to_string())
}

/// In Rust, so that it compiles for browsers.
fn sha256(pieces: &[&[u8]]) -> Digest {
    let mut hash = Sha256::new();
    pieces.iter().for_each(|piece| hash.update(piece));
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use futures::executor::block_on;

    use super::*;
    use crate::credentials::CredentialsError;

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    /// 2015-08-30T12:36:00Z, the time of the vectors.
    const NOW: u64 = 1_440_938_160;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn keys() -> Credentials {
        Credentials::new("AKIDEXAMPLE", SECRET)
    }

    fn signer<P: ProvideCredentials>(provider: P) -> SigV4<P> {
        SigV4 { now: || at(NOW), ..SigV4::new(provider, "us-east-1".to_owned()) }
    }

    fn request(body: &str) -> Request {
        http::Request::post("https://a1b2.execute-api.us-east-1.amazonaws.com/prod/rpc/create_order")
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .header("idempotency-key", "cart-17")
            .body(body.into())
            .unwrap()
    }

    fn signed(request: Request, credentials: Credentials) -> Result<Request, TransportError> {
        let mut request = request;
        block_on(signer(credentials).sign(&mut request))?;
        Ok(request)
    }

    fn authorization_of(request: &Request) -> &str {
        request.headers()[AUTHORIZATION].to_str().unwrap()
    }

    /// The values are botocore's for the same requests.
    #[test]
    fn signs_as_aws_does() {
        for (body, signature) in [
            (
                r#"{"quantity":2,"sku":"hat"}"#,
                "89a4b8967c2d3a010332560e7a85887a5d83e456efafde78fa6c2b7f3ba8e3e2",
            ),
            (
                r#"{"quantity":3,"sku":"hat"}"#,
                "ff7fca1b1bdec71459cf0ad8f21343c2e9cdd5fcee8510cfd8b7e8dc8db40fdc",
            ),
        ] {
            let request = signed(request(body), keys().session_token("TOKEN")).unwrap();
            assert_eq!(
                authorization_of(&request),
                format!(
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/execute-api/aws4_request, \
                     SignedHeaders=accept;content-type;host;idempotency-key;x-amz-date;x-amz-security-token, \
                     Signature={signature}"
                )
            );
            assert_eq!(request.headers()["x-amz-date"], "20150830T123600Z");
            assert_eq!(request.headers()["x-amz-security-token"], "TOKEN");
            assert!(request.headers().get(AUTHORIZATION).unwrap().is_sensitive());
        }
    }

    #[test]
    fn what_others_may_change_on_the_way_is_not_covered() {
        let mut changed = request("{}");
        changed.headers_mut().insert("user-agent", HeaderValue::from_static("shop/1"));
        let changed = signed(changed, keys()).unwrap();
        assert_eq!(authorization_of(&changed), authorization_of(&signed(request("{}"), keys()).unwrap()));
        assert!(!changed.headers().contains_key("x-amz-security-token"));
    }

    #[test]
    fn the_host_is_signed_as_it_is_sent() {
        for (url, expected) in [
            ("https://Api.Example/rpc/f", "api.example"),
            ("https://api.example:443/rpc/f", "api.example"),
            ("https://api.example:80/rpc/f", "api.example:80"),
            ("http://api.example:80/rpc/f", "api.example"),
            ("http://[::1]:9000/rpc/f", "[::1]:9000"),
        ] {
            assert_eq!(host(&url.parse().unwrap()), expected, "{url}");
        }
    }

    #[test]
    fn a_request_has_one_authorization() {
        let mut taken = request("{}");
        taken.headers_mut().insert(AUTHORIZATION, HeaderValue::from_static("Bearer t"));
        assert_eq!(
            signed(taken, keys()).unwrap_err().to_string(),
            "the request cannot be signed: the header `authorization` is already set; remove it \
             (`bearer`) or `signed`"
        );
    }

    #[test]
    fn what_can_not_be_signed_is_named_without_its_value() {
        let mut odd = request("{}");
        odd.headers_mut().insert("x-odd", HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(
            signed(odd, keys()).unwrap_err().to_string(),
            "the request cannot be signed: the header `x-odd` is not text"
        );
        assert_eq!(
            signed(request("{}"), keys().session_token("a\nb")).unwrap_err().to_string(),
            "the request cannot be signed: the credentials have characters that a header cannot have"
        );
    }

    /// Numbers its credentials; each is good for an hour, the `fails`th and later ones are not to be had.
    #[derive(Clone, Default)]
    struct Numbered {
        asked: Arc<AtomicU64>,
        fails: Option<u64>,
        expire: bool,
    }

    impl ProvideCredentials for Numbered {
        fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            let number = self.asked.fetch_add(1, Ordering::Relaxed);
            let credentials = if self.fails.is_some_and(|it| number >= it) {
                Err(CredentialsError::new("STS is away"))
            } else {
                let credentials = Credentials::new(format!("AKID{number}"), SECRET);
                Ok(if self.expire { credentials.expires_at(at(NOW + 3_600)) } else { credentials })
            };
            Box::pin(std::future::ready(credentials))
        }
    }

    /// The keys that requests at these times, in seconds from now, are signed with.
    fn ids<const N: usize>(provider: Numbered, times: [fn() -> SystemTime; N]) -> [String; N] {
        let mut signer = signer(provider);
        times.map(|now| {
            signer.now = now;
            block_on(signer.credentials()).map_or_else(|error| error.to_string(), |it| it.access_key_id)
        })
    }

    #[test]
    fn credentials_are_asked_for_anew_shortly_before_they_expire() {
        let provider = Numbered { expire: true, ..Numbered::default() };
        let times: [fn() -> SystemTime; 3] = [|| at(NOW), || at(NOW + 3_600 - 301), || at(NOW + 3_600 - 300)];
        assert_eq!(ids(provider, times), ["AKID0", "AKID0", "AKID1"]);
    }

    #[test]
    fn credentials_that_do_not_say_when_they_expire_are_asked_for_each_time() {
        assert_eq!(ids(Numbered::default(), [|| at(NOW), || at(NOW)]), ["AKID0", "AKID1"]);
    }

    #[test]
    fn credentials_that_are_still_good_outlive_a_provider_that_fails() {
        let provider = Numbered { expire: true, fails: Some(1), ..Numbered::default() };
        let times: [fn() -> SystemTime; 3] = [|| at(NOW), || at(NOW + 3_599), || at(NOW + 3_600)];
        assert_eq!(ids(provider, times), ["AKID0", "AKID0", "the request cannot be signed: STS is away"]);
    }
}
