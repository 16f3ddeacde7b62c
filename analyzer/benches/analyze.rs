//! How long the analysis of a generated crate takes, files in memory: services of 10, 50 and 100 commands with as
//! many tasks and half as many events and subscriptions, and one of 100 files with 20,000 lines.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use eventual_analyzer::{Features, MemorySource, analyze_with};

/// A service of `commands` commands, one a file, each file filled up with ordinary functions to `lines` lines.
fn service(commands: usize, lines: usize) -> (MemorySource, usize) {
    let mut source = MemorySource::default();
    let manifest = "[package]\nname = \"shop\"\n[dependencies]\neventual = { package = \"eventual-rs\", version = \"1\" }";
    source.insert("/shop/Cargo.toml", manifest);
    let mut root = String::from("eventual::service!(pub struct Shop = \"shop\");\n");
    let mut total = 0;
    for n in 0..commands {
        writeln!(root, "pub mod module_{n};").unwrap_or_default();
        let text = module(n, lines);
        total += text.lines().count();
        source.insert(format!("/shop/src/module_{n}.rs"), text);
    }
    source.insert("/shop/src/lib.rs", root);
    (source, total)
}

fn module(n: usize, lines: usize) -> String {
    let mut text = format!(
        r#"use eventual::prelude::*;
use serde::{{Deserialize, Serialize}};

/// An order of kind {n}, as the shop sends it.
#[derive(Serialize, Deserialize, JsonSchema, Validate, Clone, Debug)]
pub struct NewOrder{n} {{
    #[garde(length(min = 1))]
    pub sku: String,
    #[garde(range(min = 1))]
    pub quantity: u32,
}}

/// Places an order of kind {n}.
#[command(method = "POST", path = "/orders-{n}/{{id}}", memory = 512, middleware = [cors, authorized])]
pub async fn create_order_{n}(id: String, order: NewOrder{n}, user: &User) -> Result<OrderId> {{
    let order = check(order, user).await?;
    OrderCreated{n} {{ id: order.id.clone() }}.emit().await?;
    process_{n}.start(order.id.clone()).await
}}

#[task(heartbeat_timeout = "30s", retry(max_attempts = 3, interval = "2s", backoff = 2.0))]
pub async fn charge_{n}(order: OrderId, ctx: &TaskContext) -> Result<PaymentId> {{
    ctx.heartbeat().await?;
    Ok(PaymentId::of(&order))
}}

#[workflow(timeout = "30d")]
pub async fn process_{n}(order: OrderId) -> Result<()> {{
    let payment = charge_{n}(order.clone()).await?;
    if helper_{n}_0(payment.len() as u64, &order) > 5 {{ duration(1, Day).await; }}
    Ok(())
}}
"#
    );
    if n.is_multiple_of(2) {
        let event = format!(
            "#[derive(Serialize, Deserialize, JsonSchema, Clone, Event)]\npub struct OrderCreated{n} {{ pub id: String }}\n\n\
             #[subscription(retry(max_attempts = 5))]\npub async fn on_created_{n}(event: OrderCreated{n}) -> Result<()> {{ Ok(()) }}\n"
        );
        text.push_str(&event);
    }
    let mut helper = 0;
    while text.lines().count() < lines {
        let function = format!(
            r#"
/// Ordinary code number {helper}: what most of a crate consists of.
pub fn helper_{n}_{helper}(seed: u64, name: &str) -> u64 {{
    let mut total = seed;
    for (index, part) in name.split(',').enumerate() {{
        match part.trim() {{
            "" => continue,
            "double" => total *= 2,
            other if other.len() > 5 => total += other.bytes().map(u64::from).sum::<u64>(),
            other => total += index as u64 + other.len() as u64,
        }}
        let text = format!("{{}} of {{}}: {{:?}}", index, name, (total, part));
        if text.contains("\"quoted\"") || total % 7 == 0 {{
            total = total.wrapping_add(text.len() as u64); // a comment that goes on for a while
        }}
    }}
    total
}}
"#
        );
        text.push_str(&function);
        helper += 1;
    }
    text
}

fn analyze(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("analyze");
    for (commands, lines) in [(10, 50), (50, 50), (100, 50), (100, 200)] {
        let (source, total) = service(commands, lines);
        let found = analyze_with(Path::new("/shop"), &Features::Default, &source);
        assert!(!found.has_errors() && found.model.is_some_and(|it| it.commands.len() == commands));
        group.throughput(Throughput::Elements(total as u64));
        let id = BenchmarkId::from_parameter(format!("{commands} commands, {total} lines"));
        group.bench_with_input(id, &source, |bencher, source| {
            bencher.iter(|| black_box(analyze_with(Path::new("/shop"), &Features::Default, source)));
        });
    }
    group.finish();
}

criterion_group!(benches, analyze);
criterion_main!(benches);
