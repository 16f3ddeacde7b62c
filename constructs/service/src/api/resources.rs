use eventual_constructs_aws::apigateway::{RestApi, RestApiProps, Throttling};
use eventual_constructs_aws::iam::Grantee;
use eventual_constructs_cfn::{apigateway, lambda};
use eventual_constructs_core::{Construct, RemovalPolicy, Resource, Scope, Value, sub};
use serde_json::Value as Json;

use super::props::{ApiProps, Auth, UsageQuota};

/// The REST API of a service and what belongs to it.
#[derive(Clone, Debug)]
pub struct Api {
    /// The API with its deployment, stage and access logs.
    pub rest_api: RestApi,
    /// With [`Auth::ApiKey`]: the key.
    pub api_key: Option<Resource<apigateway::ApiKey>>,
    /// With [`Auth::ApiKey`]: the plan of the key, to which more keys can be added.
    pub usage_plan: Option<Resource<apigateway::UsagePlan>>,
}

impl Api {
    /// `https://<id>.execute-api.<region>.amazonaws.com/<stage>`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> Value<String> {
        self.rest_api.url()
    }

    /// Lets a role call every method and path with AWS credentials ([`Auth::Iam`]).
    pub fn grant_call(&self, caller: &impl Grantee) {
        self.rest_api.grant_call(caller, "*", "*");
    }
}

/// Makes the API with this document.
#[track_caller]
pub(crate) fn api(scope: &Construct, service: &str, body: Json, props: &ApiProps) -> Api {
    let rest_api_props = RestApiProps {
        name: props.rest_api.name.clone().or(service.into()),
        access_logs: props.rest_api.access_logs.clone().or(false.into()),
        ..props.rest_api.clone()
    };
    let rest_api = RestApi::new(scope, "Api", body, rest_api_props);
    // What the importer warns about is left to the functions; a warning must not stop a deployment.
    if !props.rest_api.overrides.as_map().contains_key("Properties.FailOnWarnings") {
        rest_api.resource().update(|it| it.fail_on_warnings = None);
    }
    if let Some(logs) = rest_api.access_logs() {
        logs.resource().removal_policy(RemovalPolicy::Destroy);
    }
    if let Auth::Lambda { function, .. } = &props.auth {
        let authorizers = sub(
            "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/*",
            [("Api", rest_api.id())],
        );
        let permission = lambda::Permission {
            source_arn: Some(authorizers),
            ..lambda::Permission::new("lambda:InvokeFunction", function.clone(), "apigateway.amazonaws.com")
        };
        rest_api.add("AuthorizerPermission", permission);
    }
    let (api_key, usage_plan) = match &props.auth {
        Auth::ApiKey { quota, throttling } => {
            let (key, plan) = key_and_plan(&rest_api, *quota, *throttling);
            (Some(key), Some(plan))
        }
        Auth::Open | Auth::Iam | Auth::Cognito { .. } | Auth::Lambda { .. } => (None, None),
    };
    Api { rest_api, api_key, usage_plan }
}

#[track_caller]
fn key_and_plan(
    api: &RestApi,
    quota: Option<UsageQuota>,
    throttling: Option<Throttling>,
) -> (Resource<apigateway::ApiKey>, Resource<apigateway::UsagePlan>) {
    let key = api.add("ApiKey", apigateway::ApiKey { enabled: Some(true.into()), ..Default::default() });
    let stage = apigateway::UsagePlanApiStage {
        api_id: Some(api.id()),
        stage: Some(api.stage().reference()),
        ..Default::default()
    };
    let quota = quota.map(|it| {
        let (limit, period) = match it {
            UsageQuota::PerDay(limit) => (limit, "DAY"),
            UsageQuota::PerWeek(limit) => (limit, "WEEK"),
            UsageQuota::PerMonth(limit) => (limit, "MONTH"),
        };
        apigateway::UsagePlanQuotaSettings {
            limit: Some(i64::from(limit).into()),
            period: Some(period.into()),
            ..Default::default()
        }
        .into()
    });
    let throttle = throttling.map(|it| {
        apigateway::UsagePlanThrottleSettings {
            burst_limit: Some(i64::from(it.burst).into()),
            rate_limit: Some(it.rate.into()),
        }
        .into()
    });
    let plan =
        apigateway::UsagePlan { api_stages: Some([stage].into()), quota, throttle, ..Default::default() };
    let plan = api.add("UsagePlan", plan);
    api.add("UsagePlanKey", apigateway::UsagePlanKey::new(key.reference(), "API_KEY", plan.reference()));
    (key, plan)
}
