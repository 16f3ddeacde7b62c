use eventual_constructs_cfn::apigateway as cfn;
use eventual_constructs_cfn::{Json, Value};
use eventual_constructs_core::{Asset, Construct, Node, Resource, Scope, sub};

use super::{Endpoint, RestApiProps, access_logs};
use crate::iam::{PolicyDocument, Statement};
use crate::logs::{LogGroup, LogGroupProps};

/// A REST API with one stage. Each change of the API makes a new deployment, which the stage then serves.
#[derive(Clone, Debug)]
pub struct RestApi {
    construct: Construct,
    resource: Resource<cfn::RestApi>,
    deployment: Resource<cfn::Deployment>,
    stage: Resource<cfn::Stage>,
    stage_name: String,
    access_logs: Option<LogGroup>,
}

impl RestApi {
    /// An API from an OpenAPI 3.0 document with `x-amazon-apigateway-*` extensions. Tokens may stand anywhere in it.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, body: Json, props: RestApiProps) -> Self {
        let construct = Construct::new(scope, id);
        let resource = construct
            .add("Resource", cfn::RestApi { body: Some(body.into()), ..rest_api(&construct, &props) });
        Self::finish(construct, resource, props)
    }

    /// As [`Self::new`], with the document as an asset: for documents that are too large for the template. It holds no tokens.
    #[track_caller]
    pub fn from_asset(scope: &impl Scope, id: &str, body: &Asset, props: RestApiProps) -> Self {
        let construct = Construct::new(scope, id);
        let place = cfn::RestApiS3Location {
            bucket: Some(body.bucket()),
            key: Some(body.key()),
            ..cfn::RestApiS3Location::default()
        };
        let properties =
            cfn::RestApi { body_s3_location: Some(place.into()), ..rest_api(&construct, &props) };
        let resource = construct.add("Resource", properties);
        Self::finish(construct, resource, props)
    }

    #[track_caller]
    fn finish(construct: Construct, resource: Resource<cfn::RestApi>, props: RestApiProps) -> Self {
        for (path, value) in props.overrides.clone() {
            resource.add_override(&path, value);
        }
        let deployment = construct.add("Deployment", cfn::Deployment::new(resource.reference()));
        deployment.renew_with(&resource);

        let stage_name = props.stage_name.clone().or_value("prod".to_owned());
        let access_logs = props.access_logs.clone().or_value(true).then(|| {
            let retention = props.log_retention.clone();
            LogGroup::new(&construct, "AccessLogs", LogGroupProps { retention, ..LogGroupProps::default() })
        });
        let stage =
            construct.add("Stage", stage(&resource, &deployment, &stage_name, access_logs.as_ref(), &props));
        if access_logs.is_some()
            && let Some(account) = access_logs::account(&construct, props.account_logging)
        {
            stage.depends_on(&account);
        }
        Self { construct, resource, deployment, stage, stage_name, access_logs }
    }

    /// Id of the API.
    #[must_use]
    pub fn id(&self) -> Value<String> {
        self.resource.reference()
    }

    /// Name of its stage.
    #[must_use]
    pub fn stage_name(&self) -> &str {
        &self.stage_name
    }

    /// URL of the stage, without a slash at the end. It waits for the stage.
    #[must_use]
    pub fn url(&self) -> Value<String> {
        let template = "https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${Stage}";
        sub(template, [("Api", self.id()), ("Stage", self.stage.reference())])
    }

    /// URL of the stage as the API itself and its functions may know it: it names the stage by text, hence waits for
    /// nothing but the API.
    #[must_use]
    pub fn url_without_stage_dependency(&self) -> Value<String> {
        let template =
            format!("https://${{Api}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/{}", self.stage_name);
        sub(&template, [("Api", self.id())])
    }

    /// ARN of what can be called: `execute_arn("*", "*")` is everything, `execute_arn("GET", "/orders/*")` a part.
    #[must_use]
    pub fn execute_arn(&self, method: &str, path: &str) -> Value<String> {
        let template = format!(
            "arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/{method}/{}",
            path.trim_start_matches('/')
        );
        sub(&template, [("Api", self.id())])
    }

    /// Lets `caller` call the API, where methods ask for IAM.
    pub fn grant_call(&self, caller: &impl crate::iam::Grantee, method: &str, path: &str) {
        caller.add_to_policy(Statement::allow(["execute-api:Invoke"]).on(self.execute_arn(method, path)));
    }

    /// Where access logs go.
    #[must_use]
    pub fn access_logs(&self) -> Option<&LogGroup> {
        self.access_logs.as_ref()
    }

    /// The generated API.
    #[must_use]
    pub fn resource(&self) -> &Resource<cfn::RestApi> {
        &self.resource
    }

    /// The generated deployment.
    #[must_use]
    pub fn deployment(&self) -> &Resource<cfn::Deployment> {
        &self.deployment
    }

    /// The generated stage.
    #[must_use]
    pub fn stage(&self) -> &Resource<cfn::Stage> {
        &self.stage
    }
}

fn rest_api(construct: &Construct, props: &RestApiProps) -> cfn::RestApi {
    let endpoint = match props.endpoint {
        Endpoint::Regional => "REGIONAL",
        Endpoint::Edge => "EDGE",
        Endpoint::Private => "PRIVATE",
    };
    let name = props.name.clone().or_value(construct.node().unique_name(255).into());
    let policy = (!props.policy.is_empty()).then(|| {
        let statements = props.policy.iter().cloned().map(|statement| {
            if statement.resources.is_empty() { statement.on("execute-api:/*") } else { statement }
        });
        PolicyDocument::new(statements).to_json(construct.node()).into()
    });
    cfn::RestApi {
        binary_media_types: (!props.binary_media_types.is_empty())
            .then(|| props.binary_media_types.iter().map(String::as_str).collect()),
        description: props.description.clone().into_option(),
        disable_execute_api_endpoint: props.disable_default_domain.then(|| true.into()),
        endpoint_configuration: Some(
            cfn::RestApiEndpointConfiguration { types: Some([endpoint].into()), ..Default::default() }.into(),
        ),
        fail_on_warnings: Some(true.into()),
        minimum_compression_size: props.minimum_compression_size.get().map(|size| i64::from(*size).into()),
        name: Some(name),
        policy,
        ..cfn::RestApi::default()
    }
}

fn stage(
    api: &Resource<cfn::RestApi>,
    deployment: &Resource<cfn::Deployment>,
    name: &str,
    access_logs: Option<&LogGroup>,
    props: &RestApiProps,
) -> cfn::Stage {
    let logs = access_logs.map(|group| {
        // The ARN of a log group ends with `:*`, which API Gateway does not take.
        let destination = sub(
            "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group}",
            [("Group", group.name())],
        );
        cfn::StageAccessLogSetting {
            destination_arn: Some(destination),
            format: Some(access_logs::format().into()),
        }
        .into()
    });
    let methods = (props.throttling.is_set() || props.detailed_metrics).then(|| {
        let throttling = props.throttling.get();
        [cfn::StageMethodSetting {
            http_method: Some("*".into()),
            resource_path: Some("/*".into()),
            metrics_enabled: props.detailed_metrics.then(|| true.into()),
            throttling_burst_limit: throttling.map(|throttling| i64::from(throttling.burst).into()),
            throttling_rate_limit: throttling.map(|throttling| throttling.rate.into()),
            ..Default::default()
        }]
        .into()
    });
    cfn::Stage {
        access_log_setting: logs,
        deployment_id: Some(deployment.reference()),
        method_settings: methods,
        stage_name: Some(name.into()),
        tracing_enabled: props.tracing.then(|| true.into()),
        variables: (!props.stage_variables.is_empty())
            .then(|| props.stage_variables.clone().into_iter().collect()),
        ..cfn::Stage::new(api.reference())
    }
}

impl Scope for RestApi {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
