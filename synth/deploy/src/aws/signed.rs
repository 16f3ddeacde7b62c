//! Signed calls by hand, for the services of which deploying needs one or two operations: their SDKs take longer to
//! compile than all the rest of the tool (measured in CPU seconds: SSM 71, S3 70; CloudFormation 44).

use std::time::{Duration, SystemTime};

use aws_config::retry::RetryConfig;
use aws_config::{ConfigLoader, SdkConfig};
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;

use super::failed::chain;
use crate::error::{Error, Result};

/// How often a call is tried that was throttled or not answered. CloudFormation throttles who polls.
const TRIES: u32 = 6;
/// Pause before the second try; doubles with each.
const PAUSE: Duration = Duration::from_millis(200);
/// Longest pause: who has no network is to hear of it soon.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// Somebody in a region, with a way to AWS.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// For clients of the SDK.
    pub(crate) config: SdkConfig,
    pub(super) connector: SharedHttpConnector,
}

/// A call to be signed. `url` is complete and encoded.
#[derive(Clone, Debug)]
pub(super) struct Call<'a> {
    pub(super) service: &'static str,
    pub(super) method: &'static str,
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, &'a str)>,
    pub(super) body: &'a [u8],
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Is it worth to ask again? The services throttle in many words.
    fn is_busy(&self) -> bool {
        let says = |word: &str| self.body.windows(word.len()).any(|part| part == word.as_bytes());
        self.status == 429
            || self.status >= 500
            || (self.status == 400 && (says("Throttling") || says("TooManyRequests") || says("RateExceeded")))
    }
}

impl Access {
    /// Reads the configuration; the SDK's clients and the calls by hand go the same way.
    pub(super) async fn load(connector: SharedHttpConnector, loader: ConfigLoader) -> Self {
        let shared = connector.clone();
        let config = loader
            .http_client(http_client_fn(move |_, _| shared.clone()))
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(TRIES)
                    .with_initial_backoff(PAUSE)
                    .with_max_backoff(LONGEST_PAUSE),
            )
            .load()
            .await;
        Self { config, connector }
    }

    /// Where a service answers: what the environment says (`AWS_ENDPOINT_URL`), else its regional name. S3 calls
    /// `bucket` a part of the name, which other endpoints than AWS's do not have.
    pub(crate) fn endpoint(&self, service: &str, bucket: Option<&str>) -> String {
        if let Some(endpoint) = self.config.endpoint_url() {
            let path = bucket.map(|bucket| format!("/{bucket}")).unwrap_or_default();
            return format!("{}{path}", endpoint.trim_end_matches('/'));
        }
        let region = self.region();
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        match bucket {
            // A certificate covers one label: names with dots stay in the path.
            Some(bucket) if bucket.contains('.') => format!("https://{service}.{region}.{suffix}/{bucket}"),
            Some(bucket) => format!("https://{bucket}.{service}.{region}.{suffix}"),
            None => format!("https://{service}.{region}.{suffix}"),
        }
    }

    fn region(&self) -> &str {
        self.config.region().map_or("us-east-1", AsRef::as_ref)
    }

    /// Signs and sends; again after a pause if AWS is busy or does not answer.
    pub(super) async fn send(&self, doing: &str, call: &Call<'_>) -> Result<Answer> {
        let mut pause = PAUSE;
        for _ in 1..TRIES {
            match self.send_once(doing, call).await {
                Ok(answer) if !answer.is_busy() => return Ok(answer),
                Err(error) if !matches!(error, Error::Unreachable { .. }) => return Err(error),
                _ => tokio::time::sleep(pause).await,
            }
            pause = LONGEST_PAUSE.min(pause * 2);
        }
        self.send_once(doing, call).await
    }

    async fn send_once(&self, doing: &str, call: &Call<'_>) -> Result<Answer> {
        let request = self.signed(doing, call).await?;
        let unreachable = |reason| Error::Unreachable { doing: doing.to_owned(), reason };
        let answer = self.connector.call(request).await.map_err(|error| unreachable(chain(&error)))?;
        let status = answer.status().as_u16();
        let body = ByteStream::new(answer.into_body()).collect().await;
        let body = body.map_err(|error| unreachable(chain(&error)))?;
        Ok(Answer { status, body: body.to_vec() })
    }

    async fn signed(&self, doing: &str, call: &Call<'_>) -> Result<HttpRequest> {
        let broken = |reason: String| Error::Call { doing: doing.to_owned(), code: String::new(), reason };
        let Some(provider) = self.config.credentials_provider() else {
            return Err(Error::NoCredentials { reason: "no provider is configured".into() });
        };
        let credentials =
            provider.provide_credentials().await.map_err(|error| super::cloud::no_credentials(&error))?;
        let identity = credentials.into();
        let mut settings = SigningSettings::default();
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        if call.service == "s3" {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region())
            .name(call.service)
            .time(SystemTime::now())
            .settings(settings)
            .build()
            .map_err(|error| broken(error.to_string()))?
            .into();
        let signable = SignableRequest::new(
            call.method,
            call.url.as_str(),
            call.headers.iter().copied(),
            SignableBody::Bytes(call.body),
        );
        let signed = signable.and_then(|signable| sign(signable, &parameters));
        let (instructions, _) = signed.map_err(|error| broken(error.to_string()))?.into_parts();

        let mut request = HttpRequest::new(SdkBody::from(call.body.to_vec()));
        request.set_method(call.method).map_err(|error| broken(error.to_string()))?;
        request.set_uri(call.url.as_str()).map_err(|error| broken(error.to_string()))?;
        for (name, value) in call.headers.iter().copied().chain(instructions.headers()) {
            request
                .headers_mut()
                .try_insert(name.to_owned(), value.to_owned())
                .map_err(|error| broken(error.to_string()))?;
        }
        Ok(request)
    }
}
