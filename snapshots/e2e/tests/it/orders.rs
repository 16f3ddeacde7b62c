//! The lesson `orders`, deployed and used.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what cannot be found is a failed test")]

use std::path::Path;
use std::time::Duration;

use eventual_constructs_report::ExitStatus;
use eventual_snapshots_e2e::http::Request;
use eventual_snapshots_e2e::{Cdk, Emulator, Iam, Result, deploy_assembly, destroy_assembly, wait_for};
use serde_json::{Value, json};

const STACK: &str = "Orders";

/// Synthesizes the lesson into this folder.
fn synth(folder: &Path) {
    let service = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/orders");
    let arguments = ["synth".as_ref(), service.as_os_str(), "--out-dir".as_ref(), folder.as_os_str()];
    assert_eq!(eventual_synth::run(arguments), ExitStatus::Success);
}

/// Calls every part of the deployed service. `api` gives the URL of a path.
fn use_it(emulator: &Emulator, api: &dyn Fn(&str) -> String) -> Result<()> {
    let aws = emulator.aws();
    let order = |quantity: u32| json!({ "sku": "book", "quantity": quantity });
    let post = |path: &str, body: &Value| Request::post_json(api(path), body).header("x-customer", "ann");

    let answer = post("/orders", &order(2)).send()?;
    assert_eq!((answer.status, answer.json()?), (200, json!({ "order_id": "ann-book-2" })));
    let answer = post("/rpc/create_order", &order(3)).send()?;
    assert_eq!(answer.status, 200, "a command answers at its RPC path too: {answer:?}");

    let stranger = Request::post_json(api("/orders"), &order(1)).send()?;
    assert_eq!(stranger.status, 401, "middleware may refuse: {stranger:?}");
    let incomplete = post("/orders", &json!({ "sku": "book" })).send()?;
    assert_eq!(incomplete.status, 400);
    assert!(incomplete.text().contains("quantity"), "the problem names the field: {}", incomplete.text());
    let invalid = post("/orders", &order(0)).send()?;
    assert_eq!(invalid.status, 400);
    assert!(invalid.text().contains("minimum: 1, found: 0"), "the gateway says why: {}", invalid.text());
    let health = Request::get(api("/health")).send()?;
    assert_eq!((health.status, health.text().as_ref()), (200, "ok"));

    // Three events later the customer hears of it.
    let resources = aws.stack_resources(STACK)?;
    // A logical id is a name and eight characters of hash.
    let named = |name: &str| {
        let found = resources.iter().find(|(id, _)| id.len() > 8 && id[..id.len() - 8].ends_with(name));
        found.map(|(_, physical)| physical.clone()).unwrap_or_else(|| panic!("no `{name}` in {resources:#?}"))
    };
    // What passes by the gateway is refused by the function, which names the field.
    let event = json!({
        "httpMethod": "POST", "path": "/orders", "headers": { "x-customer": "ann" }, "body": order(0).to_string(),
        "requestContext": { "requestId": "r-1" },
    });
    let refused = aws.invoke(&named("createorderFunction"), &event)?;
    assert_eq!(refused["statusCode"], 400, "{refused}");
    assert!(refused["body"].as_str().unwrap().contains("quantity"), "the problem names the field: {refused}");

    let log = named("tellcustomerFunctionLogGroup");
    wait_for("the customer to be notified", Duration::from_secs(30), || {
        Ok(aws.log(&log)?.contains("order ann-book-2 is on its way as parcel-ann-book-2").then_some(()))
    })?;

    // What always fails is not lost.
    let answer = post("/orders", &order(100)).send()?;
    assert_eq!(answer.status, 200);
    let queue = named("takepaymentDeadLetters");
    let failed = aws.next_message(&queue)?;
    assert!(failed.body.contains("ann-book-100"), "the event is kept: {}", failed.body);
    assert!(failed.body.contains("99900 cents are above the limit"), "and the reason: {}", failed.body);

    // Nor behind a queue, which makes five attempts with pauses.
    let answer = post("/orders", &json!({ "sku": "piano", "quantity": 1 })).send()?;
    assert_eq!(answer.status, 200);
    let failed = aws.next_message(&named("shipDeadLetters"))?;
    let letter: Value = serde_json::from_str(&failed.body).unwrap();
    assert_eq!(letter["requestPayload"]["detail"]["order_id"], "ann-piano-1", "the event is kept: {letter}");
    assert_eq!(letter["responsePayload"]["errorMessage"], "no carrier takes ann-piano-1", "and the reason");
    assert_eq!(letter["requestContext"]["approximateInvokeCount"], 5);
    Ok(())
}

#[test]
fn the_cdk_deploys_an_order_and_destroys_it_whole() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    synth(&folder.path().join("cdk.out"));
    let emulator = Emulator::start(Iam::Off)?;
    let aws = emulator.aws();
    let cdk = Cdk::new(&emulator, folder.path(), "cdk.out");
    cdk.bootstrap()?.success()?;
    let before = aws.inventory()?;

    assert_eq!(cdk.ls()?.success()?.stdout.trim(), STACK);
    cdk.deploy()?.success()?;
    assert_eq!(cdk.diff()?.code, 0, "deployed and still different");
    let outputs = aws.stack_outputs(STACK)?;
    let id = api_id(&outputs["ApiUrl"]);
    use_it(&emulator, &|path| emulator.rest_url(&id, "prod", path))?;

    cdk.destroy()?.success()?;
    assert_eq!(aws.inventory()?, before);
    Ok(())
}

#[test]
fn roles_hold_exactly_what_the_functions_need() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let assembly = folder.path().join("cdk.out");
    synth(&assembly);
    let emulator = Emulator::start(Iam::Enforced)?;
    let deployment = deploy_assembly(&emulator, &assembly)?;
    let id = api_id(&deployment.outputs[STACK]["ApiUrl"]);
    let api = |path: &str| emulator.rest_url(&id, "prod", path);
    use_it(&emulator, &api)?;

    // Without its one statement the function cannot emit any more.
    let file = assembly.join("Orders.template.json");
    let mut template: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let resources = template["Resources"].as_object_mut().unwrap();
    let (_, role) = resources.iter_mut().find(|(id, _)| id.contains("createorderFunctionRole")).unwrap();
    let statements = role.pointer_mut("/Properties/Policies/0/PolicyDocument/Statement").unwrap();
    let statements = statements.as_array_mut().unwrap();
    let number = statements.len();
    statements.retain(|it| !it["Action"].to_string().contains("events:PutEvents"));
    assert_eq!(statements.len(), number - 1);
    std::fs::write(&file, template.to_string()).unwrap();
    deploy_assembly(&emulator, &assembly)?;
    let body = json!({ "sku": "book", "quantity": 1 });
    let refused = Request::post_json(api("/orders"), &body).header("x-customer", "ann").send()?;
    assert_eq!(refused.status, 500, "{refused:?}");
    assert!(!refused.text().contains("AccessDenied"), "internals stay inside: {}", refused.text());

    destroy_assembly(&emulator, &assembly)
}

/// `abc` of `https://abc.execute-api.…`
fn api_id(url: &str) -> String {
    url.trim_start_matches("https://").split('.').next().unwrap_or_default().to_owned()
}
