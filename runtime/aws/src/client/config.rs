use std::fmt;
use std::sync::{Mutex, OnceLock};

use thiserror::Error;

use super::connection::Idle;

/// What signed calls need, all of it from the environment that Lambda sets: region, credentials, endpoints.
///
/// Holds open connections, so make one per process: [`Client::shared`].
pub struct Client {
    pub(super) region: String,
    pub(super) credentials: Credentials,
    /// Looks up `AWS_ENDPOINT_URL` and its kin.
    environment: fn(&str) -> Option<String>,
    pub(super) idle: Mutex<Vec<Idle>>,
    /// Stands in for the network in tests.
    #[cfg(test)]
    pub(super) fake: Option<super::fake::Fake>,
}

/// Keys of the function's role.
pub(super) struct Credentials {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
    pub(super) session_token: Option<String>,
}

/// What is missing in, or wrong with, the environment of an AWS call.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// A variable that Lambda sets is not there.
    #[error("environment variable `{0}` is not set; Lambda sets it, elsewhere set it yourself")]
    Missing(&'static str),
    /// An endpoint URL is not one.
    #[error("`{url}` in `{variable}` is not an endpoint; write `http://host:port` or `https://host`")]
    Endpoint {
        /// The variable.
        variable: String,
        /// What it says.
        url: String,
    },
}

/// An AWS service as this client addresses it.
#[derive(Clone, Copy)]
pub(super) struct Service {
    /// First label of the host name: `events` of `events.eu-west-1.amazonaws.com`.
    pub(super) prefix: &'static str,
    /// Name in the signature's scope; differs from the prefix for a few services.
    pub(super) signing_name: &'static str,
    /// Suffix of the environment variable that overrides the endpoint: `EVENTBRIDGE`.
    pub(super) endpoint_variable: &'static str,
}

/// Where to connect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) tls: bool,
    pub(super) host: String,
    pub(super) port: u16,
    /// Whether `AWS_ENDPOINT_URL` says so: an emulator, which does not know AWS host names.
    pub(super) overridden: bool,
}

impl Endpoint {
    /// The `Host` header: without a port that is the scheme's own.
    pub(super) fn authority(&self) -> String {
        let default = if self.tls { 443 } else { 80 };
        if self.port == default { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }
}

impl Client {
    /// The client of this process, made from the environment at the first use.
    ///
    /// # Errors
    /// If region or credentials are not in the environment; the next call looks again.
    pub fn shared() -> Result<&'static Self, ConfigError> {
        static SHARED: OnceLock<Client> = OnceLock::new();
        match SHARED.get() {
            Some(client) => Ok(client),
            None => {
                let client = Self::from_env()?;
                Ok(SHARED.get_or_init(|| client))
            }
        }
    }

    /// A client from `AWS_REGION` (or `AWS_DEFAULT_REGION`), `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_SESSION_TOKEN`. Endpoints are AWS's unless `AWS_ENDPOINT_URL_<SERVICE>` or `AWS_ENDPOINT_URL` says
    /// otherwise.
    ///
    /// # Errors
    /// If region or credentials are not in the environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_environment(|name| std::env::var(name).ok())
    }

    /// The same from what `environment` knows.
    ///
    /// # Errors
    /// If region or credentials are not known.
    pub fn from_environment(environment: fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let set = |name: &str| environment(name).filter(|it| !it.is_empty());
        let required = |name: &'static str| set(name).ok_or(ConfigError::Missing(name));
        Ok(Self {
            region: set("AWS_REGION")
                .or_else(|| set("AWS_DEFAULT_REGION"))
                .ok_or(ConfigError::Missing("AWS_REGION"))?,
            credentials: Credentials {
                access_key_id: required("AWS_ACCESS_KEY_ID")?,
                secret_access_key: required("AWS_SECRET_ACCESS_KEY")?,
                session_token: set("AWS_SESSION_TOKEN"),
            },
            environment,
            idle: Mutex::default(),
            #[cfg(test)]
            fake: None,
        })
    }

    pub(super) fn endpoint(&self, service: Service) -> Result<Endpoint, ConfigError> {
        let specific = format!("AWS_ENDPOINT_URL_{}", service.endpoint_variable);
        for variable in [specific.as_str(), "AWS_ENDPOINT_URL"] {
            if let Some(url) = (self.environment)(variable).filter(|it| !it.is_empty()) {
                let wrong = || ConfigError::Endpoint { variable: variable.to_owned(), url: url.clone() };
                return parse_endpoint(&url).ok_or_else(wrong);
            }
        }
        let suffix = if self.region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let host = format!("{}.{}.{suffix}", service.prefix, self.region);
        Ok(Endpoint { tls: true, host, port: 443, overridden: false })
    }
}

impl fmt::Debug for Client {
    /// Without the credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("region", &self.region).finish_non_exhaustive()
    }
}

fn parse_endpoint(url: &str) -> Option<Endpoint> {
    let (tls, rest) = match url.split_once("://")? {
        ("http", rest) => (false, rest),
        ("https", rest) => (true, rest),
        _ => return None,
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (authority, if tls { 443 } else { 80 }),
    };
    let plain = !host.is_empty() && !host.contains(['/', '@', '?', '#', ' ']);
    plain.then(|| Endpoint { tls, host: host.to_owned(), port, overridden: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: Service =
        Service { prefix: "events", signing_name: "events", endpoint_variable: "EVENTBRIDGE" };

    fn lambda(name: &str) -> Option<String> {
        let value = match name {
            "AWS_REGION" => "eu-west-1",
            "AWS_ACCESS_KEY_ID" => "AKID",
            "AWS_SECRET_ACCESS_KEY" => "SECRET",
            "AWS_SESSION_TOKEN" => "TOKEN",
            _ => return None,
        };
        Some(value.to_owned())
    }

    #[test]
    fn endpoints_are_those_of_the_region() {
        let client = Client::from_environment(lambda).unwrap();
        let endpoint = client.endpoint(EVENTS).unwrap();
        assert_eq!(endpoint.authority(), "events.eu-west-1.amazonaws.com");
        assert!(endpoint.tls && !endpoint.overridden);
        let china = Client::from_environment(|name| match name {
            "AWS_REGION" => Some("cn-north-1".to_owned()),
            name => lambda(name),
        });
        let endpoint = china.unwrap().endpoint(EVENTS).unwrap();
        assert_eq!(endpoint.host, "events.cn-north-1.amazonaws.com.cn");
    }

    #[test]
    fn the_endpoint_of_one_service_wins_over_that_of_all() {
        let client = Client::from_environment(|name| match name {
            "AWS_ENDPOINT_URL" => Some("http://127.0.0.1:4566/".to_owned()),
            "AWS_ENDPOINT_URL_EVENTBRIDGE" => Some("https://bus.test".to_owned()),
            name => lambda(name),
        })
        .unwrap();
        assert_eq!(client.endpoint(EVENTS).unwrap().authority(), "bus.test");
        let sqs = Service { prefix: "sqs", signing_name: "sqs", endpoint_variable: "SQS" };
        let endpoint = client.endpoint(sqs).unwrap();
        assert_eq!((endpoint.tls, endpoint.authority().as_str()), (false, "127.0.0.1:4566"));
    }

    #[test]
    fn says_what_is_missing_or_wrong() {
        let missing = Client::from_environment(|_| None).unwrap_err();
        assert_eq!(
            missing.to_string(),
            "environment variable `AWS_REGION` is not set; Lambda sets it, elsewhere set it yourself"
        );
        let client = Client::from_environment(|name| match name {
            "AWS_ENDPOINT_URL" => Some("localhost:4566".to_owned()),
            name => lambda(name),
        });
        assert_eq!(
            client.unwrap().endpoint(EVENTS).unwrap_err().to_string(),
            "`localhost:4566` in `AWS_ENDPOINT_URL` is not an endpoint; write `http://host:port` or `https://host`"
        );
    }

    #[test]
    fn credentials_are_not_printed() {
        let text = format!("{:?}", Client::from_environment(lambda).unwrap());
        assert_eq!(text, r#"Client { region: "eu-west-1", .. }"#);
    }
}
