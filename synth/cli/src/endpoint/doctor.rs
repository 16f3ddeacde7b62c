//! What deploying needs of AWS.

use serde_json::json;

use super::cloud;
use crate::cli::DoctorArgs;
use crate::command::doctor::{Check, State};

/// The oldest bootstrap stack that an assembly may ask for.
const OLDEST_BOOTSTRAP: u64 = 6;
/// Where its version stands, with the usual qualifier.
const BOOTSTRAP: &str = "/cdk-bootstrap/hnb659fds/version";

/// Credentials, and whether the account was prepared.
pub(crate) async fn doctor(args: &DoctorArgs) -> Vec<Check> {
    let cloud = match cloud(args.profile.as_deref(), args.region.as_deref()).await {
        Ok(cloud) => cloud,
        Err(failure) => {
            let advice = failure.hint.unwrap_or_else(|| "only needed to deploy and to operate".to_owned());
            let check = Check { name: "AWS", state: State::Missing, found: failure.message, advice };
            return vec![check];
        }
    };
    let found = format!("{} in {}", cloud.caller(), cloud.region());
    let aws = Check { name: "AWS", state: State::Good, found, advice: String::new() };
    let answer = cloud
        .json(
            "reading the bootstrap version",
            "ssm",
            "1.1",
            "AmazonSSM.GetParameter",
            &json!({ "Name": BOOTSTRAP }),
        )
        .await;
    let version = answer.ok().and_then(|it| it["Parameter"]["Value"].as_str()?.parse::<u64>().ok());
    let (state, found) = match version {
        Some(version) if version >= OLDEST_BOOTSTRAP => (State::Good, format!("version {version}")),
        Some(version) => (State::Missing, format!("version {version}, {OLDEST_BOOTSTRAP} is needed")),
        None => (State::Missing, "this account and region was not bootstrapped".to_owned()),
    };
    let advice = format!("`npx aws-cdk@2.1148.1 bootstrap aws://{}/{}`", cloud.account(), cloud.region());
    vec![aws, Check { name: "bootstrap", state, found, advice }]
}
