//! Signatures, seen from the other side: by what a service receives.

use std::process::Command;

use eventual_runtime_client::{ClientBuilder, Credentials, EnvironmentCredentials, ServiceClient};
use eventual_runtime_client_fixtures_shop::Shop;
use eventual_runtime_client_fixtures_shop::orders::NewOrder;
use eventual_runtime_sigv4::{Keys, Signable, authorization};
use ring::digest;

use crate::server::{Act, Received, Server};
use crate::support::{Played, URL, answer, wait, wait_on_tokio};

const GREETING: &str = "\"hello sam\"";
const ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn keys() -> Credentials {
    Credentials::new(ID, SECRET).session_token("TOKEN")
}

fn builder(played: &Played) -> ClientBuilder<Shop> {
    ServiceClient::builder(URL).transport(played.clone())
}

/// The signature that a service computes for what it received, with the headers that the request names.
fn expected(received: &Received) -> String {
    let sent = received.header("authorization").unwrap();
    let signed = sent.split_once("SignedHeaders=").unwrap().1.split(',').next().unwrap();
    let headers: Vec<(String, String)> =
        signed.split(';').map(|it| (it.to_owned(), received.header(it).unwrap().to_owned())).collect();
    let (method, path) = received.line().split_once(' ').unwrap();
    let signable = Signable {
        method,
        path,
        query: &[],
        headers: &headers,
        body: received.body.as_bytes(),
        region: "eu-west-1",
        service: "execute-api",
        timestamp: received.header("x-amz-date").unwrap(),
    };
    authorization(&signable, Keys { access_key_id: ID, secret_access_key: SECRET }, |pieces| {
        let digest = digest::digest(&digest::SHA256, &pieces.concat());
        digest.as_ref().try_into().unwrap()
    })
}

#[test]
fn what_arrives_over_http_bears_its_signature() {
    let server = Server::start([
        Act::answers(429, &[("retry-after", "0")], ""),
        Act::json(201, "\"o-1\""),
        Act::json(200, GREETING),
    ]);
    let client = ServiceClient::<Shop>::builder(server.url())
        .signed(keys(), "eu-west-1")
        .header("x-tenant", " a  b ")
        .build();
    let order = NewOrder { sku: "hat".into(), quantity: 2 };
    wait_on_tokio(async { client.create_order(order).idempotent().await }).unwrap();
    wait_on_tokio(async { client.hello("sam").await }).unwrap();
    let received = server.received();
    assert_eq!(received.len(), 3);
    for request in &received {
        assert_eq!(request.header("authorization"), Some(expected(request).as_str()), "{request:?}");
        assert_eq!(request.header("x-amz-security-token"), Some("TOKEN"));
        let names = request.header("authorization").unwrap();
        let covered = ["content-type", "host", "x-amz-date", "x-amz-security-token", "x-tenant"];
        assert!(covered.iter().all(|name| names.contains(name)), "{names}");
    }
    // And nothing else does.
    let mut changed = received[1].clone();
    changed.body = changed.body.replace('2', "3");
    assert_ne!(changed.header("authorization"), Some(expected(&changed).as_str()));
}

#[test]
fn the_scope_names_the_region_and_api_gateway() {
    let played = Played::new([answer(200, GREETING)]);
    wait(builder(&played).signed(keys(), "eu-west-1").build().hello("sam")).unwrap();
    let authorization = played.headers("authorization").remove(0).unwrap();
    let (credential, _) = authorization.split_once(", SignedHeaders=").unwrap();
    let day = &played.headers("x-amz-date").remove(0).unwrap()[..8];
    assert_eq!(
        credential,
        format!("AWS4-HMAC-SHA256 Credential={ID}/{day}/eu-west-1/execute-api/aws4_request")
    );
}

#[test]
fn a_region_that_is_none_is_the_error_of_every_call() {
    let played = Played::new([]);
    let client = builder(&played).signed(keys(), "eu-west-1.amazonaws.com").build();
    assert_eq!(
        wait(client.hello("sam")).unwrap_err().to_string(),
        "`eu-west-1.amazonaws.com` is not a region of AWS; write the one that the service is deployed to, like \
         `eu-west-1`"
    );
}

#[test]
fn a_token_beside_a_signature_is_an_error_that_is_not_repeated() {
    let played = Played::new([]);
    let client = builder(&played).bearer("t-1").signed(keys(), "eu-west-1").build();
    assert_eq!(
        wait(client.hello("sam")).unwrap_err().to_string(),
        "the request cannot be signed: the header `authorization` is already set; remove it \
         (`bearer`) or `signed`"
    );
    assert!(played.pauses().is_empty());
}

/// The environment of a process is its own, so the test runs itself in two others.
#[test]
fn the_environment_has_credentials_or_says_what_is_missing() {
    const ROLE: &str = "EVENTUAL_TEST_ENVIRONMENT";
    let variables = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
    let played = Played::new([answer(200, GREETING)]);
    let call = || wait(builder(&played).signed(EnvironmentCredentials, "eu-west-1").build().hello("sam"));
    match std::env::var(ROLE).as_deref() {
        Ok("with") => {
            call().unwrap();
            let authorization = played.headers("authorization").remove(0).unwrap();
            assert!(authorization.contains("Credential=AKIDENV/"), "{authorization}");
            assert_eq!(played.headers("x-amz-security-token"), [Some("TOKEN".to_owned())]);
        }
        Ok("without") => {
            assert_eq!(
                call().unwrap_err().to_string(),
                "the request cannot be signed: the environment variable `AWS_ACCESS_KEY_ID` is not set; set it, or \
                 give `signed(..)` other credentials"
            );
            assert!(played.requests().is_empty() && played.pauses().is_empty());
        }
        _ => {
            for (role, values) in [("with", &["AKIDENV", SECRET, "TOKEN"][..]), ("without", &[])] {
                let mut child = Command::new(std::env::current_exe().unwrap());
                child.args(["--exact", "signed::the_environment_has_credentials_or_says_what_is_missing"]);
                child.env(ROLE, role);
                for name in variables {
                    child.env_remove(name);
                }
                child.envs(variables.iter().zip(values));
                let output = child.output().unwrap();
                let said = String::from_utf8_lossy(&output.stdout);
                assert!(output.status.success() && said.contains("1 passed"), "{role}: {said}");
            }
        }
    }
}

#[test]
fn secrets_are_in_no_debug_output() {
    let builder = builder(&Played::new([])).signed(keys(), "eu-west-1");
    let mut texts = vec![format!("{builder:?}")];
    let client = builder.build();
    texts.extend([format!("{client:?}"), format!("{:?}", client.hello("sam"))]);
    for text in texts {
        assert!(!text.contains(SECRET) && !text.contains("TOKEN"), "{text}");
    }
}
