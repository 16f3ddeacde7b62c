//! An AWS that gives the answers it was told to give.

use serde_json::{Value, json};

use crate::server::{Answers, BEGINNING, Server, usual};

/// One account with the service `orders`: it has an operator, a task, and a subscription with a dead letter. Earlier answers
/// win.
pub(crate) fn aws(answers: &[(&str, u16, Value)]) -> Server {
    let told = |(at, status, body): &(&str, u16, Value)| ((*at).to_owned(), *status, body.to_string());
    let mut all: Answers = answers.iter().map(told).collect();
    // The API of the service, as emulators serve it.
    all.extend(usual().into_iter().map(|(at, status, body)| {
        let (method, path) = at.split_once(' ').unwrap();
        (format!("{method} /restapis/abc/prod/_user_request_{path}"), status, body)
    }));
    all.extend(account().iter().map(told));
    let identity = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ann</Arn>\
                    <UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
    all.push(("POST / getcalleridentity".to_owned(), 200, identity.to_owned()));
    Server::with(all)
}

fn account() -> Vec<(&'static str, u16, Value)> {
    let url = "https://abc.execute-api.eu-west-1.amazonaws.com/prod/";
    let info = json!({"bus": "orders-bus", "url": url, "service": "orders", "version": 1}).to_string();
    let parameters = json!([{"Value": info}, {"Value": "of somebody else"}]);
    let function = |name: &str, handler: &str| {
        json!({
            "ResourceARN": format!("arn:aws:lambda:eu-west-1:111122223333:function:{name}"),
            "Tags": [{"Key": "eventual:service", "Value": "orders"}, {"Key": "eventual:handler", "Value": handler}],
        })
    };
    let functions =
        [function("orders-tell", "subscription:tell_customer"), function("orders-charge", "task:charge")];
    let failed = json!({
        "timestamp": "2026-01-01T00:00:05.042Z",
        "requestContext": {"condition": "RetriesExhausted", "approximateInvokeCount": 3},
        "requestPayload": {"id": "e-1", "detail-type": "OrderShipped", "detail": {"order_id": "o-1"}},
        "responsePayload": {"errorType": "Error", "errorMessage": "the mail server is down"},
    });
    let letter = json!({"Body": failed.to_string(), "ReceiptHandle": "r-1"});
    let destination = json!({"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:111122223333:dead"}});
    let line = json!({
        "eventId": "1", "timestamp": BEGINNING,
        "message": r#"{"level":"ERROR","message":"no money","execution":"o-1"}"#
    });
    vec![
        ("POST / amazonssm.getparameter", 200, json!({"Parameter": {"Value": info}})),
        ("POST / amazonssm.getparametersbypath", 200, json!({"Parameters": parameters})),
        (
            "POST / resourcegroupstaggingapi_20170126.getresources",
            200,
            json!({"ResourceTagMappingList": functions}),
        ),
        ("POST / awsevents.putevents", 200, json!({"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]})),
        (
            "GET /2019-09-25/functions/orders-tell/event-invoke-config?Qualifier=%24LATEST",
            200,
            json!({"DestinationConfig": destination}),
        ),
        (
            "GET /2015-03-31/functions/orders-tell/configuration",
            200,
            json!({"LoggingConfig": {"LogGroup": "/orders/tell"}}),
        ),
        ("GET /2015-03-31/functions/orders-charge/configuration", 200, json!({})),
        ("POST / logs_20140328.filterlogevents", 200, json!({"events": [line]})),
        ("POST / amazonsqs.getqueueurl", 200, json!({"QueueUrl": "http://sqs/dead"})),
        (
            "POST / amazonsqs.getqueueattributes",
            200,
            json!({"Attributes": {"ApproximateNumberOfMessages": "1"}}),
        ),
        ("POST / amazonsqs.receivemessage once", 200, json!({"Messages": [letter]})),
        ("POST / amazonsqs.receivemessage", 200, json!({})),
        ("POST / amazonsqs.deletemessage", 200, json!({})),
        ("POST / amazonsqs.sendmessage", 200, json!({"MessageId": "1"})),
        ("POST / amazonsqs.changemessagevisibility", 200, json!({})),
        ("POST /2015-03-31/functions/orders-tell/invocations", 202, json!({})),
    ]
}
