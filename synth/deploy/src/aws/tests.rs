//! Who we are, and what goes wrong with it.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future::ProvideCredentials as Providing;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;

use super::fake::{ACCOUNT, Ear, Fake, error};
use super::s3::{Bucket, Presence};
use super::{Access, Cloud, ssm};
use crate::error::Error;
use crate::event::Event;

/// A provider that has nothing to give.
#[derive(Debug)]
struct Nobody(&'static str);

impl ProvideCredentials for Nobody {
    fn provide_credentials<'a>(&'a self) -> Providing<'a>
    where
        Self: 'a,
    {
        Providing::ready(Err(CredentialsError::provider_error(self.0)))
    }
}

async fn as_nobody(why: &'static str) -> Error {
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Nobody(why));
    let access = Access::load(SharedHttpConnector::new(Fake::new()), loader).await;
    Cloud::with(access).await.unwrap_err()
}

#[tokio::test]
async fn a_missing_region_says_how_to_set_one() {
    let access =
        Access { config: SdkConfig::builder().build(), connector: SharedHttpConnector::new(Fake::new()) };
    let error = Cloud::with(access).await.unwrap_err();
    assert_eq!(error.to_string(), "no AWS region is set");
    let hint = "set `AWS_REGION`, pass `--region`, or give the profile a region in `~/.aws/config`";
    assert_eq!(error.hint().as_deref(), Some(hint));
}

#[tokio::test]
async fn missing_credentials_say_how_to_sign_in() {
    let error = as_nobody("no providers in chain provided credentials").await;
    assert_eq!(error.to_string(), "no AWS credentials were found");
    let hint = error.hint().unwrap();
    assert!(hint.starts_with("sign in (`aws sso login`), set `AWS_PROFILE`"), "{hint}");
    assert!(hint.contains("no providers in chain"), "{hint}");
}

#[tokio::test]
async fn where_credentials_were_looked_for_is_one_line() {
    let error = as_nobody(
        "the credential provider was not enabled: no credentials found in chain. Attempted:\n  \
         Environment: the credential provider was not enabled: environment variable not set\n  \
         Profile: the credential provider was not enabled\n  \
         Ec2InstanceMetadata: the credential provider was not enabled: IMDS is off",
    )
    .await;
    let hint = error.hint().unwrap();
    assert!(
        hint.ends_with("Environment: environment variable not set; Ec2InstanceMetadata: IMDS is off"),
        "{hint}"
    );
    assert!(!hint.contains('\n') && !hint.contains("not enabled"), "{hint}");
}

#[tokio::test]
async fn an_expired_session_is_told_from_missing_credentials() {
    let error = as_nobody("the SSO token has expired").await;
    assert_eq!(error.to_string(), "the AWS credentials have expired");
    assert_eq!(error.hint().as_deref(), Some("sign in again: `aws sso login`, or renew the access keys"));
}

#[tokio::test]
async fn what_aws_says_of_the_keys_is_told() {
    let expired = error("ExpiredToken", "The security token included in the request is expired");
    let fake = Fake::new().on("GetCallerIdentity", &[(403, &expired)]);
    assert_eq!(fake.cloud().await.unwrap_err().to_string(), "the AWS credentials have expired");

    let unknown = error("InvalidClientTokenId", "The security token included in the request is invalid.");
    let fake = Fake::new().on("GetCallerIdentity", &[(403, &unknown)]);
    let error = fake.cloud().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "AWS refuses the credentials: The security token included in the request is invalid."
    );
    assert!(error.hint().unwrap().starts_with("check `AWS_PROFILE`"), "{:?}", error.hint());
}

#[tokio::test]
async fn the_caller_is_known() {
    let cloud = Fake::new().cloud().await.unwrap();
    assert_eq!((cloud.account(), cloud.region()), (ACCOUNT, "eu-west-1"));
    assert_eq!(cloud.caller(), "arn:aws:iam::111122223333:user/ann");
}

#[tokio::test]
async fn a_role_that_cannot_be_assumed_is_done_without_and_asked_for_once() {
    let denied = error("AccessDenied", "User ann is not authorized to perform: sts:AssumeRole");
    let fake = Fake::new().on("Action=AssumeRole", &[(403, &denied)]);
    let (cloud, ear) = (fake.cloud().await.unwrap(), Ear::default());
    let role = "arn:aws:iam::111122223333:role/deploy";
    cloud.acting_as(Some(role), "eu-west-1", &ear).await;
    cloud.acting_as(Some(role), "eu-west-1", &ear).await;
    let [Event::Warning { message }] = &ear.heard()[..] else { panic!("{:?}", ear.heard()) };
    let expected = "cannot assume `arn:aws:iam::111122223333:role/deploy`, going on with your own credentials: \
                    User ann is not authorized to perform: sts:AssumeRole";
    assert_eq!(message, expected);
}

#[tokio::test]
async fn a_busy_service_is_asked_again() {
    let good = r#"{"Parameter":{"Value":"21"}}"#;
    let throttled = r#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#;
    let fake = Fake::new().on("GetParameter", &[(503, ""), (400, throttled), (200, good)]);
    let access = fake.access().await;
    assert_eq!(ssm::parameter(&access, "/v").await.unwrap().as_deref(), Some("21"));
    assert_eq!(fake.calls().len(), 3);
}

/// No network.
#[derive(Debug)]
struct Nowhere;

impl HttpConnector for Nowhere {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Err(ConnectorError::io("dns error: no such host".into())))
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_network_it_says_what_to_check() {
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("eu-moon-1"))
        .credentials_provider(Credentials::new("AKID", "SECRET", None, None, "test"));
    let access = Access::load(SharedHttpConnector::new(Nowhere), loader).await;
    let error = ssm::parameter(&access, "/v").await.unwrap_err();
    assert!(
        error.to_string().starts_with("cannot reach AWS while reading the SSM parameter `/v`: "),
        "{error}"
    );
    let error = Cloud::with(access).await.unwrap_err();
    assert!(
        error.to_string().starts_with("cannot reach AWS while asking whose the credentials are: "),
        "{error}"
    );
    let hint = "check the network, the region's name, and `AWS_ENDPOINT_URL` if it is set";
    assert_eq!(error.hint().as_deref(), Some(hint));
}

#[tokio::test]
async fn a_missing_parameter_is_none_and_a_denied_one_an_error() {
    let missing = r#"{"__type":"com.amazonaws.ssm#ParameterNotFound"}"#;
    let access = Fake::new().on("GetParameter", &[(400, missing)]).access().await;
    assert_eq!(ssm::parameter(&access, "/v").await, Ok(None));

    let denied = r#"{"__type":"AccessDeniedException","Message":"no right to ssm:GetParameter"}"#;
    let access = Fake::new().on("GetParameter", &[(400, denied)]).access().await;
    let error = ssm::parameter(&access, "/v").await.unwrap_err().to_string();
    assert_eq!(error, "not allowed while reading the SSM parameter `/v`: no right to ssm:GetParameter");
}

#[tokio::test]
async fn a_missing_bucket_is_told_from_a_missing_object() {
    let fake = Fake::new().on("HEAD", &[(404, ""), (200, "")]);
    let bucket = Bucket::new(fake.access().await, "files".into(), ACCOUNT.into());
    assert_eq!(bucket.has("a.zip").await, Ok(Presence::NotThere));
    assert_eq!(
        fake.calls().iter().map(|call| call.lines().next().unwrap().to_owned()).collect::<Vec<_>>(),
        [
            "HEAD https://files.s3.eu-west-1.amazonaws.com/a.zip",
            "HEAD https://files.s3.eu-west-1.amazonaws.com/"
        ]
    );

    let fake = Fake::new().on("HEAD", &[(404, "")]);
    let bucket = Bucket::new(fake.access().await, "files".into(), ACCOUNT.into());
    assert_eq!(bucket.has("a.zip").await, Ok(Presence::NoBucket));
}
