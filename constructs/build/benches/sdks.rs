//! What functions weigh in a service that uses four AWS SDKs: `cargo bench -p eventual-constructs-build --bench sdks`.
//!
//! A function holds the SDKs that it calls and no other. The first run compiles the SDKs (about 250 CPU seconds); they
//! stay in `target/tmp`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on stops; its result is what it prints"
)]

mod measure;

use std::path::Path;

use eventual_constructs_build::{BuildOptions, build};
use measure::{children_cpu_seconds, stop};

/// SDKs as their documentation says they are kept small: no default client, no aws-config, one TLS stack.
const MANIFEST: &str = r#"[package]
name = "bench"
version = "0.1.0"
edition = "2024"

[workspace]

[dependencies]
eventual = { package = "eventual-rs", path = "RUNTIME" }
aws-sdk-dynamodb = { version = "1", default-features = false, features = ["rt-tokio"] }
aws-sdk-eventbridge = { version = "1", default-features = false, features = ["rt-tokio"] }
aws-sdk-s3 = { version = "1", default-features = false, features = ["rt-tokio", "sigv4a"] }
aws-sdk-sqs = { version = "1", default-features = false, features = ["rt-tokio"] }
aws-smithy-http-client = { version = "1", default-features = false, features = ["rt-tokio", "rustls-ring"] }
garde = { version = "0.23", features = ["derive"] }
schemars = "1"
serde = { version = "1", features = ["derive"] }
"#;

const SOURCE: &str = r#"
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use eventual::prelude::*;
eventual::service!(pub struct Bench = "bench");

#[command] pub async fn hello(name: String) -> String { format!("hello {name}") }

macro_rules! settings {
    ($sdk:ident) => {{
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        let keys = $sdk::config::Credentials::new(
            variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"), std::env::var("AWS_SESSION_TOKEN").ok(), None, "env",
        );
        let http = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        $sdk::Client::from_conf(
            $sdk::Config::builder()
                .behavior_version($sdk::config::BehaviorVersion::latest())
                .region($sdk::config::Region::new(variable("AWS_REGION")))
                .credentials_provider(keys)
                .http_client(http)
                .build(),
        )
    }};
}

#[command] pub async fn read_row(id: String) -> Result<u64> {
    let key = aws_sdk_dynamodb::types::AttributeValue::S(id);
    let row = settings!(aws_sdk_dynamodb).get_item().table_name("rows").key("id", key).send().await.map_err(Error::other)?;
    Ok(row.item.map_or(0, |it| it.len() as u64))
}
#[command] pub async fn read_object(key: String) -> Result<String> {
    let object = settings!(aws_sdk_s3).get_object().bucket("objects").key(key).send().await.map_err(Error::other)?;
    Ok(object.e_tag.unwrap_or_default())
}
#[command] pub async fn send(text: String) -> Result<String> {
    let sent = settings!(aws_sdk_sqs).send_message().queue_url("q").message_body(text).send().await.map_err(Error::other)?;
    Ok(sent.message_id.unwrap_or_default())
}
#[command] pub async fn put(text: String) -> Result<i32> {
    let entry = aws_sdk_eventbridge::types::PutEventsRequestEntry::builder().detail(text).build();
    let put = settings!(aws_sdk_eventbridge).put_events().entries(entry).send().await.map_err(Error::other)?;
    Ok(put.failed_entry_count)
}
"#;

/// Commands and the largest zip that each may have, in bytes.
const TARGETS: [(&str, Option<u64>); 5] = [
    ("hello", Some(240_000)),
    ("read_row", Some(1_600_000)),
    ("read_object", None),
    ("send", None),
    ("put", None),
];

fn main() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sdks");
    let runtime = std::fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime")).unwrap();
    std::fs::create_dir_all(root.join("src")).unwrap();
    let manifest = MANIFEST.replace("RUNTIME", &runtime.display().to_string());
    std::fs::write(root.join("Cargo.toml"), manifest).unwrap();
    std::fs::write(root.join("src/lib.rs"), SOURCE).unwrap();
    let model = measure::model(TARGETS.iter().map(|(name, _)| ((*name).to_owned(), None)));
    let options = BuildOptions::new(root.join("target/eventual/bench"));
    let before = children_cpu_seconds();
    let report = build(&model, &root, &options, &|_, _| Vec::new(), &());
    let report = report.unwrap_or_else(|error| stop(&error.to_string()));
    println!("build, five commands:  {:.1} CPU s", children_cpu_seconds() - before);
    for (name, target) in TARGETS {
        let function = &report.functions[&format!("command_{name}")];
        let target = target.map(|it| format!(" (target {it})")).unwrap_or_default();
        println!("{name:12} {:>9} bytes, zip {:>9}{target}", function.size, function.zip_size);
    }
}
