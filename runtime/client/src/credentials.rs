use std::fmt;
use std::time::SystemTime;

use thiserror::Error;

use crate::transport::BoxFuture;

/// Keys of AWS, with which [`signed`](crate::ClientBuilder::signed) requests are signed.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: Option<String>,
    pub(crate) expires_at: Option<SystemTime>,
}

impl Credentials {
    /// Keys that are valid until they are revoked.
    pub fn new(access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token: None,
            expires_at: None,
        }
    }

    /// The token that comes with the keys of a role.
    #[must_use]
    pub fn session_token(mut self, token: impl Into<String>) -> Self {
        self.session_token = Some(token.into());
        self
    }

    /// When the keys stop being good. Until five minutes before, a client asks for no others.
    #[must_use]
    pub fn expires_at(mut self, time: SystemTime) -> Self {
        self.expires_at = Some(time);
        self
    }
}

/// Without secrets.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Where a client takes [`Credentials`] from: these themselves, [`EnvironmentCredentials`], or whatever can get some,
/// and fetch them again.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use eventual_runtime_client::{BoxFuture, Credentials, CredentialsError, ProvideCredentials};
///
/// struct Role;
///
/// impl Role {
///     /// Asks STS, a cookie, an own login service.
///     async fn assume(&self) -> Result<(String, String, String), String> {
///         Ok(("AKID".to_owned(), "secret".to_owned(), "token".to_owned()))
///     }
/// }
///
/// impl ProvideCredentials for Role {
///     fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
///         Box::pin(async {
///             let (id, secret, token) = self.assume().await.map_err(CredentialsError::new)?;
///             let expires = SystemTime::now() + Duration::from_secs(3600);
///             Ok(Credentials::new(id, secret).session_token(token).expires_at(expires))
///         })
///     }
/// }
/// ```
pub trait ProvideCredentials: Send + Sync + 'static {
    /// The credentials to sign with. Asked before each attempt, unless those it gave last say that they
    /// [are good](Credentials::expires_at) for five more minutes; so there is nothing to keep here. An error ends the
    /// call, except where the last credentials are still good.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;
}

impl ProvideCredentials for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// Credentials of `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if it is set, `AWS_SESSION_TOKEN`: what Lambda sets
/// for a function's role, and CI for its own. A profile of the AWS CLI becomes one by
/// `eval "$(aws configure export-credentials --format env)"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EnvironmentCredentials;

impl ProvideCredentials for EnvironmentCredentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(from_environment(|name| std::env::var(name).ok())))
    }
}

fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Credentials, CredentialsError> {
    let set = |name: &str| variable(name).filter(|it| !it.is_empty());
    let required = |name: &str| {
        let missing = || {
            CredentialsError::new(format!(
                "the environment variable `{name}` is not set; set it, or give `signed(..)` other credentials"
            ))
        };
        set(name).ok_or_else(missing)
    };
    let mut credentials =
        Credentials::new(required("AWS_ACCESS_KEY_ID")?, required("AWS_SECRET_ACCESS_KEY")?);
    credentials.session_token = set("AWS_SESSION_TOKEN");
    Ok(credentials)
}

/// Why there are no credentials. Its text may be logged, so it must not name a secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct CredentialsError(String);

impl CredentialsError {
    /// An error of this text.
    pub fn new(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_has_keys_and_maybe_a_token() {
        let of = |set: &[(&str, &str)]| {
            from_environment(|name| {
                set.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned())
            })
        };
        let keys = [("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "SECRET")];
        assert_eq!(of(&keys), Ok(Credentials::new("AKID", "SECRET")));
        let with = |token| of(&[keys.as_slice(), &[("AWS_SESSION_TOKEN", token)]].concat());
        assert_eq!(with("T"), Ok(Credentials::new("AKID", "SECRET").session_token("T")));
        assert_eq!(with(""), Ok(Credentials::new("AKID", "SECRET")));
        for (set, missing) in [(&keys[..0], "AWS_ACCESS_KEY_ID"), (&keys[..1], "AWS_SECRET_ACCESS_KEY")] {
            assert_eq!(
                of(set).unwrap_err().to_string(),
                format!(
                    "the environment variable `{missing}` is not set; set it, or give `signed(..)` other credentials"
                )
            );
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let credentials = Credentials::new("AKID", "SECRET").session_token("TOKEN");
        let text = format!("{credentials:?}");
        assert_eq!(text, r#"Credentials { access_key_id: "AKID", expires_at: None, .. }"#);
    }
}
