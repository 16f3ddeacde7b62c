use std::collections::BTreeMap;
use std::time::Duration;

use eventual_constructs_aws::apigateway::{RestApiProps, Throttling};
use eventual_constructs_aws::lambda::FunctionProps;
use eventual_constructs_aws::{mb, seconds};
use eventual_constructs_core::{RemovalPolicy, sub};
use eventual_constructs_service::{
    ApiProps, Auth, AuthorizerKind, Cors, Nesting, ServiceSettings, UsageQuota, WorkflowProps,
};
use serde_json::Value as Json;

use crate::shop::{deploy, fulfilment, fulfilment_build, hello, shop, shop_build, stubs};

#[test]
fn the_least_service() {
    let deployed = deploy(&hello(), &stubs(&hello()), &ServiceSettings::default());
    assert_json_golden!(deployed.template());
    lint(&[deployed.template()]);
}

#[test]
fn a_shop() {
    let deployed = deploy(&shop(), &shop_build(), &ServiceSettings::default());
    assert_json_golden!(deployed.template());
    lint(&[deployed.template()]);
}

#[test]
fn workflows_of_a_fulfilment() {
    let deployed = deploy(&fulfilment(), &fulfilment_build(), &ServiceSettings::default());
    assert_json_golden!(deployed.template());
    lint(&[deployed.template()]);
}

/// With everything that can be said of workflows, nested and not.
#[test]
fn workflows_in_all_their_settings_are_clean() {
    let workflows = WorkflowProps {
        orchestrator: FunctionProps { memory: mb(1024), timeout: seconds(10), ..Default::default() },
        operator: FunctionProps { memory: mb(128), ..Default::default() },
        max_concurrency: 20.into(),
        max_queue_delay: seconds(5),
        retention_days: 30.into(),
        history_expires_after_days: 60.into(),
        removal_policy: RemovalPolicy::Destroy.into(),
    };
    let functions = BTreeMap::from([(
        "task_charge".into(),
        FunctionProps { function_name: "charge-it".into(), ..Default::default() },
    )]);
    for nesting in [Nesting::Flat, Nesting::Nested] {
        let settings = ServiceSettings {
            workflows: workflows.clone(),
            functions: functions.clone(),
            nesting,
            ..Default::default()
        };
        let deployed = deploy(&fulfilment(), &fulfilment_build(), &settings);
        lint(&deployed.templates.iter().map(|(_, it)| it).collect::<Vec<_>>());
    }
}

/// Every way to let callers in gives a template without findings.
#[test]
fn every_kind_of_authentication_is_clean() {
    let pool =
        sub("arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/us-east-1_abc", []);
    let function =
        sub("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:authorize", []);
    let kinds = [
        Auth::Iam,
        Auth::ApiKey {
            quota: Some(UsageQuota::PerMonth(10_000)),
            throttling: Some(Throttling { rate: 10.0, burst: 20 }),
        },
        Auth::Cognito { user_pools: vec![pool], scopes: vec!["shop/read".into()] },
        Auth::Lambda {
            function: function.clone(),
            kind: AuthorizerKind::Token { header: "authorization".into() },
            cache: Duration::from_secs(300),
        },
        Auth::Lambda {
            function,
            kind: AuthorizerKind::Request { identity: vec!["method.request.header.x-user".into()] },
            cache: Duration::ZERO,
        },
    ];
    let templates: Vec<_> = kinds
        .into_iter()
        .map(|auth| {
            let api = ApiProps {
                auth,
                cors: Cors::origins(["https://a.example", "https://b.example"]).into(),
                rest_api: RestApiProps {
                    access_logs: true.into(),
                    throttling: Throttling { rate: 100.0, burst: 50 }.into(),
                    ..Default::default()
                },
                public: vec!["route_health".into()],
                ..Default::default()
            };
            deploy(&shop(), &shop_build(), &ServiceSettings { api, ..Default::default() }).template().clone()
        })
        .collect();
    lint(&templates.iter().collect::<Vec<_>>());
}

#[test]
fn nested_stacks_are_clean() {
    let settings = ServiceSettings { nesting: Nesting::Nested, ..Default::default() };
    let deployed = deploy(&shop(), &shop_build(), &settings);
    assert!(deployed.templates.len() > 1);
    lint(&deployed.templates.iter().map(|(_, it)| it).collect::<Vec<_>>());
}

/// Runs cfn-lint where it is installed; the end-to-end tests always have it.
fn lint(templates: &[&Json]) {
    let folder = tempfile::tempdir().unwrap();
    for (index, template) in templates.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{index}.template.json")), template.to_string()).unwrap();
    }
    let pattern = folder.path().join("*.template.json");
    let Ok(output) = std::process::Command::new("cfn-lint")
        .arg(pattern)
        .args(["--include-checks", "I", "--regions", "us-east-1"])
        .output()
    else {
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
}
