//! Time of a whole synthesis when nothing changed: analysis, stamps of description and binaries, constructs, checks,
//! assembly on disk. `cargo bench -p eventual-synth`; the first run of each size compiles the service.
//!
//! Services of 10, 50 and 100 commands, as many tasks with a workflow over them, half as many events, each with a
//! subscription.

use std::fmt::Write as _;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use eventual_constructs_report::ExitStatus;

fn warm(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("warm synth");
    group.sample_size(10);
    for commands in [10, 50, 100] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("service{commands}"));
        write_service(&folder, commands);
        let out = folder.join("cdk.out");
        let synth = || {
            let arguments =
                ["synth".as_ref(), "-q".as_ref(), folder.as_os_str(), "-o".as_ref(), out.as_os_str()];
            assert_eq!(eventual_synth::run(arguments), ExitStatus::Success);
        };
        synth();
        group.bench_function(format!("{commands} commands"), |bencher| bencher.iter(synth));
    }
    group.finish();
}

/// Writes what is not there yet, so that a second run finds nothing changed.
#[expect(clippy::expect_used, reason = "a benchmark that cannot write its input cannot run")]
fn write_service(folder: &Path, commands: usize) {
    let mut source =
        format!("use eventual::prelude::*;\neventual::service!(pub struct Large = \"large-{commands}\");\n");
    for number in 0..commands {
        let _ = writeln!(
            source,
            "#[command(method = \"POST\", path = \"/things/{{id}}/number{number}\")]\npub async fn command_{number}(id: String, amount: u32) -> Result<String> {{"
        );
        if number % 2 == 0 {
            let _ = writeln!(
                source,
                "    Event{number} {{ id: id.clone() }}.emit().await?;\n    Ok(format!(\"{{id}}{{amount}}\"))\n}}\n#[derive(Serialize, Deserialize, JsonSchema, Event)]\npub struct Event{number} {{ pub id: String }}\n#[subscription]\npub async fn on_{number}(_event: Event{number}) -> Result<()> {{ Ok(()) }}"
            );
        } else {
            let _ = writeln!(source, "    Ok(format!(\"{{id}}{{amount}}\"))\n}}");
        }
        let _ = writeln!(
            source,
            "#[task]\npub async fn task_{number}(id: String) -> Result<String> {{\n    Ok(id + \"{number}\")\n}}"
        );
    }
    let _ = writeln!(source, "#[workflow]\npub async fn all(mut id: String) -> Result<String> {{");
    for number in 0..commands {
        let _ = writeln!(source, "    id = task_{number}(id).await?;");
    }
    let _ = writeln!(source, "    Ok(id)\n}}");
    let framework = concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime");
    let manifest = format!(
        "[package]\nname = \"large{commands}\"\nedition = \"2024\"\n\n[dependencies]\neventual = {{ package = \"eventual-rs\", path = \"{framework}\" }}\nschemars = \"1\"\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\n[workspace]\n"
    );
    for (name, text) in [("Cargo.toml", manifest), ("src/lib.rs", source)] {
        let path = folder.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|it| it == text) {
            continue;
        }
        std::fs::create_dir_all(folder.join("src"))
            .and_then(|()| std::fs::write(&path, text))
            .expect("a writable target folder");
    }
}

criterion_group!(benches, warm);
criterion_main!(benches);
