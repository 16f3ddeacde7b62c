//! Credentials, account and region, and the roles of the bootstrap stack.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::sync::Mutex;

use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::http::SharedHttpConnector;
use aws_smithy_types::error::ErrorMetadata;

use super::failed::{chain, failed};
use super::signed::Access;
use crate::assembly::Stack;
use crate::error::{Error, Result};
use crate::event::{Audience, Event};

/// What the caller says of whom to be and where to go. What is `None` comes from the environment and the files of the
/// AWS CLI (`AWS_PROFILE`, `AWS_REGION`, `AWS_ENDPOINT_URL`, `~/.aws/config`, …).
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// Name of a profile.
    pub profile: Option<String>,
    /// Name of a region.
    pub region: Option<String>,
}

/// An account in a region, as somebody.
#[derive(Debug)]
pub struct Cloud {
    access: Access,
    account: String,
    region: String,
    partition: String,
    caller: String,
    /// What became of each role that was to be assumed; `None` where that failed.
    roles: Mutex<BTreeMap<(String, String), Option<Access>>>,
}

impl Cloud {
    /// Finds region and credentials, and asks AWS whose they are.
    ///
    /// # Errors
    /// If there is no region, or there are no credentials, or they have expired, or AWS does not know them or cannot
    /// be reached.
    pub async fn connect(connection: &Connection) -> Result<Self> {
        let connector = Connector::builder()
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .build();
        let mut loader = aws_config::defaults(BehaviorVersion::latest());
        if let Some(profile) = &connection.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(region) = &connection.region {
            loader = loader.region(Region::new(region.clone()));
        }
        Self::with(Access::load(SharedHttpConnector::new(connector), loader).await).await
    }

    /// A local AWS at this address, as its root user: keys `test` and `test`, nothing of the environment.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn local(endpoint: &str, region: &str) -> Result<Self> {
        let loader = aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(endpoint)
            .region(Region::new(region.to_owned()))
            .credentials_provider(Credentials::new("test", "test", None, None, "local"));
        let connector = SharedHttpConnector::new(Connector::builder().build_http());
        Self::with(Access::load(connector, loader).await).await
    }

    /// The same with a way to AWS that is there already.
    pub(crate) async fn with(access: Access) -> Result<Self> {
        let config = &access.config;
        let Some(region) = config.region().map(ToString::to_string) else { return Err(Error::NoRegion) };
        let Some(provider) = config.credentials_provider() else {
            return Err(Error::NoCredentials { reason: "no provider is configured".into() });
        };
        provider.provide_credentials().await.map_err(|error| no_credentials(&error))?;
        let identity = aws_sdk_sts::Client::new(config).get_caller_identity().send().await;
        let identity = identity.map_err(|error| failed("asking whose the credentials are", &error))?;
        let caller = identity.arn().unwrap_or_default().to_owned();
        Ok(Self {
            account: identity.account().unwrap_or_default().to_owned(),
            partition: caller.split(':').nth(1).unwrap_or("aws").to_owned(),
            region,
            caller,
            access,
            roles: Mutex::default(),
        })
    }

    pub(super) fn access(&self) -> &Access {
        &self.access
    }

    /// The account's number.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The region that is used where an assembly does not name one.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// ARN of whom the credentials belong to.
    pub fn caller(&self) -> &str {
        &self.caller
    }

    /// Where a stack goes.
    pub(crate) fn place(&self, stack: &Stack) -> Place {
        Place {
            account: stack.account.clone().unwrap_or_else(|| self.account.clone()),
            region: stack.region.clone().unwrap_or_else(|| self.region.clone()),
            partition: self.partition.clone(),
        }
    }

    /// The access with which a stack is looked after: its deploy role, or the caller's own credentials where
    /// that cannot be assumed.
    ///
    /// # Errors
    /// If the stack belongs to another account and its role cannot be assumed.
    pub(crate) async fn deployer(&self, stack: &Stack, audience: &dyn Audience) -> Result<Access> {
        let place = self.place(stack);
        let assumed = match &stack.deploy_role {
            Some(role) => self.assume(&place.fill(role), &place.region, audience).await,
            None => None,
        };
        if assumed.is_none() && place.account != self.account {
            let (wanted, found) = (place.account, self.account.clone());
            return Err(Error::WrongAccount { stack: stack.name.clone(), wanted, found });
        }
        Ok(assumed.unwrap_or_else(|| self.own(&place.region)))
    }

    /// The same with any role; `None` takes the caller's own credentials.
    pub(crate) async fn acting_as(
        &self,
        role: Option<&str>,
        region: &str,
        audience: &dyn Audience,
    ) -> Access {
        let assumed = match role {
            Some(role) => self.assume(role, region, audience).await,
            None => None,
        };
        assumed.unwrap_or_else(|| self.own(region))
    }

    fn own(&self, region: &str) -> Access {
        let config = self.access.config.to_builder().region(Region::new(region.to_owned())).build();
        Access { config, ..self.access.clone() }
    }

    /// Tries once for each role. It fails for accounts that were bootstrapped by other means and for callers who are
    /// administrators without a right to these roles; then their own permissions often do.
    async fn assume(&self, role: &str, region: &str, audience: &dyn Audience) -> Option<Access> {
        let key = (role.to_owned(), region.to_owned());
        if let Some(known) = self.roles.lock().ok().and_then(|roles| roles.get(&key).cloned()) {
            return known;
        }
        let region = Region::new(region.to_owned());
        let provider = AssumeRoleProvider::builder(role)
            .configure(&self.access.config)
            .region(region.clone())
            .session_name("eventual-deploy")
            .build()
            .await;
        let provider = SharedCredentialsProvider::new(provider);
        let assumed = match provider.provide_credentials().await {
            Ok(_) => {
                let config = self.access.config.to_builder().region(region).credentials_provider(provider);
                Some(Access { config: config.build(), ..self.access.clone() })
            }
            Err(error) => {
                let why = cause(&error);
                let message = format!("cannot assume `{role}`, going on with your own credentials: {why}");
                audience.hear(Event::Warning { message });
                None
            }
        };
        if let Ok(mut roles) = self.roles.lock() {
            roles.insert(key, assumed.clone());
        }
        assumed
    }
}

/// Where a stack goes.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) partition: String,
}

impl Place {
    /// Fills in the placeholders of an assembly.
    pub(crate) fn fill(&self, text: &str) -> String {
        text.replace("${AWS::AccountId}", &self.account)
            .replace("${AWS::Region}", &self.region)
            .replace("${AWS::Partition}", &self.partition)
    }
}

pub(super) fn no_credentials(error: &CredentialsError) -> Error {
    let reason = chain(error);
    if reason.contains("expired") || reason.contains("Expired") {
        return Error::ExpiredCredentials { reason };
    }
    Error::NoCredentials { reason: tidy(&reason) }
}

/// The SDK tells of each provider on a line of its own, and of most that they are not enabled.
fn tidy(reason: &str) -> String {
    let reason = reason.replace("the credential provider was not enabled: ", "");
    let lines: Vec<&str> = reason
        .lines()
        .map(str::trim)
        .filter(|line| {
            !line.ends_with("the credential provider was not enabled") && !line.ends_with("Attempted:")
        })
        .collect();
    if lines.is_empty() { reason } else { lines.join("; ") }
}

/// The innermost cause: what STS says.
fn cause(error: &CredentialsError) -> String {
    let mut cause: &(dyn StdError + 'static) = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let said = cause.downcast_ref::<ErrorMetadata>().and_then(ErrorMetadata::message);
    said.map_or_else(|| cause.to_string(), str::to_owned)
}
