use eventual_constructs_cfn::{Json, Value};

use super::AccountLogging;
use crate::iam::Statement;
use crate::logs::Retention;
use crate::{Entries, Setting};

/// Where callers reach an API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Endpoint {
    /// In its region.
    #[default]
    Regional,
    /// Through the edge locations of CloudFront.
    Edge,
    /// From inside networks.
    Private,
}

/// Bounds on how often an API is called; above them callers get 429.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttling {
    /// Requests a second, lasting.
    pub rate: f64,
    /// Requests at one time.
    pub burst: u32,
}

/// Settings of a REST API.
#[derive(Clone, Debug, Default)]
pub struct RestApiProps {
    /// Name. Default: that of the stack and the path.
    pub name: Setting<Value<String>>,
    /// Shown in the console.
    pub description: Setting<Value<String>>,
    /// Name of the stage, the first part of the path of its URL. Default: `prod`.
    pub stage_name: Setting<String>,
    /// Default: regional.
    pub endpoint: Endpoint,
    /// Writes a line of JSON for each request. Default: on.
    pub access_logs: Setting<bool>,
    /// How long access logs are kept. Default: 30 days.
    pub log_retention: Setting<Retention>,
    /// Who sets up API Gateway's permission to write logs, which is one per account and region. Default: this stack.
    pub account_logging: AccountLogging,
    /// Default: the bounds of the account.
    pub throttling: Setting<Throttling>,
    /// Metrics for each method. Default: off.
    pub detailed_metrics: bool,
    /// X-Ray tracing. Default: off.
    pub tracing: bool,
    /// Bodies of at least so many bytes are compressed for callers who take that. Default: none are.
    pub minimum_compression_size: Setting<u32>,
    /// Media types that are passed on as bytes.
    pub binary_media_types: Vec<String>,
    /// Resource policy of the API; statements without a resource are about all of it. Default: none.
    pub policy: Vec<Statement>,
    /// Refuses calls to the built-in domain. Default: no.
    pub disable_default_domain: bool,
    /// Variables of the stage.
    pub stage_variables: Entries<Value<String>>,
    /// Last-resort changes of the `AWS::ApiGateway::RestApi`.
    pub overrides: Entries<Json>,
}
