use std::collections::{BTreeMap, BTreeSet};

use eventual_analyzer_model::ServiceModel;
use eventual_constructs_service::{Nesting, ServiceSettings};

use crate::shop::{Deployed, command, deploy, shop, shop_build, stubs, subscription};

fn big(commands: usize, subscriptions: usize) -> ServiceModel {
    ServiceModel {
        name: "big".into(),
        commands: (0..commands).map(|it| command(&format!("command_{it}"), None, 1)).collect(),
        subscriptions: (0..subscriptions)
            .map(|it| subscription(&format!("on_{it}"), &["Happened"], 1))
            .collect(),
        ..Default::default()
    }
}

/// Where every resource stands: path to template.
fn places(deployed: &Deployed) -> BTreeMap<String, String> {
    let mut places = BTreeMap::new();
    for (name, template) in &deployed.templates {
        for resource in template["Resources"].as_object().unwrap().values() {
            let path = resource["Metadata"]["aws:cdk:path"].as_str().unwrap();
            places.insert(path.to_owned(), name.clone());
        }
    }
    places
}

#[test]
fn a_small_service_is_one_stack() {
    let model = big(60, 10);
    assert_eq!(deploy(&model, &stubs(&model), &Default::default()).templates.len(), 1);
}

#[test]
fn a_large_service_keeps_every_template_under_the_limit() {
    let model = big(100, 50);
    let deployed = deploy(&model, &stubs(&model), &Default::default());
    assert!(deployed.templates.len() > 2);
    for (name, template) in &deployed.templates {
        let resources = template["Resources"].as_object().unwrap().len();
        assert!(resources <= 450, "{name} has {resources}");
    }
}

#[test]
fn growth_moves_nothing() {
    let settings = ServiceSettings { nesting: Nesting::Nested, ..Default::default() };
    let (small, large) = (big(20, 5), big(40, 11));
    let before = places(&deploy(&small, &stubs(&small), &settings));
    let after = places(&deploy(&large, &stubs(&large), &settings));
    for (path, stack) in &before {
        // A deployment is a snapshot of the API, replaced at each change of it.
        assert_eq!(after.get(path), Some(stack), "{path}");
    }
}

#[test]
fn what_holds_data_or_names_stays_in_the_service_s_stack() {
    let settings = ServiceSettings { nesting: Nesting::Nested, ..Default::default() };
    let deployed = deploy(&shop(), &shop_build(), &settings);
    let moved: BTreeSet<String> = deployed.templates[1..]
        .iter()
        .flat_map(|(_, it)| it["Resources"].as_object().unwrap().values())
        .map(|it| it["Type"].as_str().unwrap().to_owned())
        .collect();
    let expected =
        ["AWS::IAM::Role", "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::Function", "AWS::Logs::LogGroup"];
    assert_eq!(moved.iter().collect::<Vec<_>>(), expected);
}
