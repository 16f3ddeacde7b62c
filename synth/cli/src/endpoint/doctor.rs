//! What deploying needs of AWS.

use eventual_synth::Result;
use serde_json::json;

use super::cloud;
use crate::cli::DoctorArgs;

/// Where the version of a bootstrap stack stands, with the default qualifier.
const BOOTSTRAP: &str = "/cdk-bootstrap/hnb659fds/version";

/// An account, and how it was prepared.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) number: String,
    pub(crate) region: String,
    /// ARN of the owner of the credentials.
    pub(crate) caller: String,
    /// Version of the bootstrap stack, if there is one.
    pub(crate) bootstrap: Option<u64>,
}

/// The account of the credentials.
pub(crate) async fn account(args: &DoctorArgs) -> Result<Account> {
    let cloud = cloud(args.profile.as_deref(), args.region.as_deref()).await?;
    let body = json!({ "Name": BOOTSTRAP });
    let doing = "reading the bootstrap version";
    let answer = cloud.json(doing, "ssm", "1.1", "AmazonSSM.GetParameter", &body).await;
    Ok(Account {
        number: cloud.account().to_owned(),
        region: cloud.region().to_owned(),
        caller: cloud.caller().to_owned(),
        bootstrap: answer.ok().and_then(|it| it["Parameter"]["Value"].as_str()?.parse().ok()),
    })
}
