//! What functions weigh and cost: `cargo bench -p eventual-constructs-build --bench functions`.
//!
//! Builds a service of the real framework with few and with many commands, each clean of nothing but itself, and
//! prints sizes, processor seconds per further handler, and how long the smallest function takes from `exec` to
//! its first answer, beside the same function on Node where there is one. Linux only: it reads `/proc`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on stops; its result is what it prints"
)]

mod measure;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use eventual_analyzer_model::ServiceModel;
use eventual_constructs_build::{BuildOptions, BuildReport, build};
use measure::{children_cpu_seconds, stop};

const FEW: usize = 2;
const MANY: usize = 22;
/// As many as the target of a whole build speaks of; only with `-- --hundred`, as it takes minutes.
const HUNDRED: usize = 100;
const RUNS: usize = 30;

fn main() {
    let root = tempfile::tempdir().unwrap();
    let options = BuildOptions::new(root.path().join("target/eventual/bench"));
    let built = |commands: usize| -> (BuildReport, f64) {
        write_service(root.path(), commands);
        let before = children_cpu_seconds();
        let report = build(&model(commands), root.path(), &options, &|_, _| Vec::new(), &());
        (report.unwrap_or_else(|error| stop(&error.to_string())), children_cpu_seconds() - before)
    };
    let (_, clean) = built(FEW);
    // Once more after a change, so that both builds below have their dependencies ready.
    let (_, first) = built(FEW + 1);
    let (report, second) = built(MANY);
    let start = Instant::now();
    built(MANY);
    let fresh = start.elapsed();

    let smallest = &report.functions["command_hello"];
    println!("clean build, {FEW} commands:      {clean:.1} CPU s");
    println!("{} commands, dependencies ready: {first:.1} CPU s", FEW + 1);
    println!("{MANY} commands, dependencies ready: {second:.1} CPU s");
    #[expect(clippy::cast_precision_loss, reason = "a small count")]
    let extra = (MANY - FEW - 1) as f64;
    println!("each further command:          {:.2} CPU s (target 0.6)", (second - first) / extra);
    println!("nothing changed:               {} ms", fresh.as_millis());
    if std::env::args().any(|it| it == "--hundred") {
        let (_, hundred) = built(HUNDRED);
        println!("{HUNDRED} commands, dependencies ready: {hundred:.1} CPU s (target 110)");
    }
    println!("hello: {} bytes, zip {} (target 210000)", smallest.size, smallest.zip_size);

    let rust = median(|| answer_time(&mut Command::new(smallest.asset_dir.join("bootstrap"))));
    println!("hello, exec to first answer:   {:.2} ms (median of {RUNS})", millis(rust));
    let script = root.path().join("hello.cjs");
    std::fs::write(&script, NODE).unwrap();
    if Command::new("node").arg("--version").stdout(Stdio::null()).status().is_ok() {
        let node = median(|| answer_time(Command::new("node").arg(&script)));
        println!("the same on Node:              {:.2} ms", millis(node));
        println!("ratio:                         1/{:.1} (target 1/15)", millis(node) / millis(rust));
    }
}

/// The same function on Node, without any library.
const NODE: &str = r#"
const http = require("node:http");
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true });
const call = (method, path, body) => new Promise((resolve, reject) => {
  const request = http.request({ host, port, method, agent, path: "/2018-06-01/runtime/invocation/" + path }, (response) => {
    let text = "";
    response.on("data", (it) => (text += it)).on("end", () => resolve({ id: response.headers["lambda-runtime-aws-request-id"], text }));
  });
  request.on("error", reject).end(body);
});
(async () => {
  for (;;) {
    const { id, text } = await call("GET", "next");
    const name = JSON.parse(JSON.parse(text).body);
    await call("POST", id + "/response", JSON.stringify({ statusCode: 200, body: JSON.stringify("hello " + name) }));
  }
})();
"#;

/// From start to the arrival of the answer to one event.
fn answer_time(program: &mut Command) -> Duration {
    let event = r#"{"httpMethod":"POST","path":"/rpc/hello","headers":{"content-type":"application/json"},"body":"\"Ada\"","requestContext":{}}"#;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    program.env("AWS_LAMBDA_RUNTIME_API", listener.local_addr().unwrap().to_string());
    program.env("EVENTUAL_SERVICE", "bench").stdout(Stdio::null());
    let start = Instant::now();
    let mut child = program.spawn().unwrap();
    let (stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream);
    read_request(&mut reader);
    let head = "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r\r\nLambda-Runtime-Deadline-Ms: 1\r\n";
    write!(reader.get_mut(), "{head}Content-Length: {}\r\n\r\n{event}", event.len()).unwrap();
    let posted = read_request(&mut reader);
    let time = start.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();
    if !posted.contains("hello Ada") {
        stop(&format!("the function answered {posted}"));
    }
    time
}

fn read_request(reader: &mut impl BufRead) -> String {
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}

fn median(run: impl Fn() -> Duration) -> Duration {
    let mut times: Vec<_> = (0..RUNS).map(|_| run()).collect();
    times.sort();
    times[RUNS / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn names(commands: usize) -> Vec<String> {
    let others = (1..commands).map(|it| format!("place_{it:03}"));
    std::iter::once("hello".to_owned()).chain(others).collect()
}

fn write_service(root: &Path, commands: usize) {
    let runtime = std::fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime")).unwrap();
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    std::fs::create_dir_all(root.join("src")).unwrap();
    // Cargo writes it again for this package, once.
    if !root.join("Cargo.lock").exists() {
        std::fs::copy(lock, root.join("Cargo.lock")).unwrap();
    }
    let manifest = format!(
        "[package]\nname = \"bench\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         eventual = {{ package = \"eventual-rs\", path = {runtime:?} }}\ngarde = {{ version = \"0.23\", features = \
         [\"derive\"] }}\nschemars = \"1\"\nserde = {{ version = \"1\", features = [\"derive\"] }}\n"
    );
    std::fs::write(root.join("Cargo.toml"), manifest).unwrap();
    let mut source = "use eventual::prelude::*;\nuse garde::Validate;\nuse schemars::JsonSchema;\n\
         use serde::{Deserialize, Serialize};\n\neventual::service!(pub struct Bench = \"bench\");\n"
        .to_owned();
    for name in names(commands) {
        if name == "hello" {
            source.push_str(
                "#[command] pub async fn hello(name: String) -> String { format!(\"hello {name}\") }\n",
            );
            continue;
        }
        source.push_str(&format!(
            r#"
pub mod {name} {{
    use super::*;
    #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Validate)]
    pub struct Line {{ #[garde(length(min = 1))] pub sku: String, #[garde(range(min = 1))] pub quantity: u32 }}
    #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Validate)]
    pub struct Order {{ #[garde(length(min = 1))] pub id: String, #[garde(dive)] pub lines: Vec<Line>, #[garde(skip)] pub note: Option<String> }}
    #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
    pub struct Receipt {{ pub id: String, pub total: u32, pub note: String }}
    #[command]
    pub async fn {name}(order: Order) -> Receipt {{
        let total = order.lines.iter().map(|it| it.quantity).sum();
        Receipt {{ id: format!("{name}-{{}}", order.id), total, note: order.note.unwrap_or_default() }}
    }}
}}
"#
        ));
    }
    std::fs::write(root.join("src/lib.rs"), source).unwrap();
}

fn model(commands: usize) -> ServiceModel {
    let module = |name: &String| if name == "hello" { None } else { Some(name.clone()) };
    measure::model(names(commands).iter().map(|name| (name.clone(), module(name))))
}
