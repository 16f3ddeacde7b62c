//! The form of the suites: under each heading a small crate and what the analyzer must say about it.
//!
//! - ` ```rust path ` is a file, `src/lib.rs` without a path; ` ```toml ` is `Cargo.toml`, a usual one without.
//! - `//~ CODE` at the end of a line: a diagnostic with this code begins there. All must be named; those without a
//!   place belong to the first line of `Cargo.toml`.
//! - ` ```text ` is the rendering of all diagnostics, ` ```model ` a listing of the model; both optional, both
//!   written by the test with `UPDATE_EXPECT=1`.
//! - Unless a block says `service!` or is marked `bare`, `use eventual::prelude::*;` and a `service!` are added at
//!   the end of `src/lib.rs`.

use std::fmt::Write as _;
use std::path::Path;

use eventual_analyzer::{Analysis, Features, MemorySource, ServiceModel, Style, analyze_with};

const MANIFEST: &str = r#"[package]
name = "orders"
[features]
default = ["server"]
server = []
[dependencies]
eventual = { package = "eventual-rs", version = "0.1" }
serde = "1"
tokio = "1"
"#;
const ENDING: &str = "\nuse eventual::prelude::*;\neventual::service!(pub struct Orders = \"orders\");\n";

/// One case of a suite.
#[derive(Debug, Default)]
pub(crate) struct Case {
    title: String,
    files: Vec<(String, String)>,
    bare: bool,
}

#[derive(Debug)]
enum Piece {
    Prose(String),
    Block { info: String, text: String },
}

/// Runs all cases of a suite; gives the suite as it should be and what is wrong with the annotations.
pub(crate) fn run(text: &str) -> (String, Vec<String>) {
    let (mut out, mut problems) = (String::new(), Vec::new());
    let mut case = Case::default();
    let mut checked = true;
    for piece in pieces(text) {
        match piece {
            Piece::Prose(line) => {
                if let Some(title) = line.strip_prefix("## ") {
                    problems.extend((!checked).then(|| check(&case)).into_iter().flatten());
                    case = Case { title: title.to_owned(), ..Case::default() };
                    checked = true;
                }
                writeln!(out, "{line}").unwrap();
            }
            Piece::Block { info, text } => {
                let mut words = info.split_whitespace();
                let text = match words.next() {
                    Some("rust") => {
                        checked = false;
                        let mut path = "src/lib.rs";
                        for word in words {
                            if word == "bare" { case.bare = true } else { path = word }
                        }
                        case.files.push((path.to_owned(), text.clone()));
                        text
                    }
                    Some("toml") => {
                        case.files.push(("Cargo.toml".to_owned(), text.clone()));
                        text
                    }
                    Some("text") => format!("{}\n", analyze(&case).render(Style::Plain)),
                    Some("model") => listing(&analyze(&case).model.unwrap()),
                    other => panic!("{other:?} is not a kind of block"),
                };
                writeln!(out, "```{info}\n{text}```").unwrap();
            }
        }
    }
    problems.extend((!checked).then(|| check(&case)).into_iter().flatten());
    (out, problems)
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        match line.strip_prefix("```") {
            Some(info) => {
                let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
                let text = block.iter().fold(String::new(), |text, line| text + line + "\n");
                pieces.push(Piece::Block { info: info.to_owned(), text });
            }
            None => pieces.push(Piece::Prose(line.to_owned())),
        }
    }
    pieces
}

fn analyze(case: &Case) -> Analysis {
    let mut source = MemorySource::default();
    source.insert("/orders/Cargo.toml", MANIFEST);
    let says = |what: &str| case.files.iter().any(|(_, text)| text.contains(what));
    for (path, text) in &case.files {
        let mut text: String = text.lines().map(|line| without_annotation(line).to_owned() + "\n").collect();
        if path == "src/lib.rs" && !case.bare && !says("service!") {
            text.push_str(ENDING);
        }
        source.insert(format!("/orders/{path}"), text);
    }
    analyze_with(Path::new("/orders"), &Features::Default, &source)
}

fn without_annotation(line: &str) -> &str {
    line.split("//~").next().unwrap_or_default().trim_end()
}

/// The differences between annotations and diagnostics.
fn check(case: &Case) -> Vec<String> {
    let mut expected = Vec::new();
    for (path, text) in &case.files {
        for (index, line) in text.lines().enumerate() {
            let codes = line.split("//~").nth(1).unwrap_or_default();
            expected.extend(codes.split_whitespace().map(|code| format!("{path}:{}: {code}", index + 1)));
        }
    }
    let mut actual: Vec<String> = analyze(case)
        .diagnostics
        .iter()
        .map(|it| match &it.primary {
            Some(label) => format!("{}:{}: {}", label.file, label.line, it.code),
            None => format!("Cargo.toml:1: {}", it.code),
        })
        .collect();
    expected.sort();
    actual.sort();
    let mut problems = Vec::new();
    for missing in expected.iter().filter(|it| !actual.contains(it)) {
        problems.push(format!("{}: not reported: {missing}", case.title));
    }
    for extra in actual.iter().filter(|it| !expected.contains(it)) {
        problems.push(format!("{}: not annotated: {extra}", case.title));
    }
    problems
}

/// The model, a line for each thing.
fn listing(model: &ServiceModel) -> String {
    let mut out = format!("service {} {} in {}\n", model.name, model.type_name, model.location);
    for handler in model.handlers() {
        let inputs: Vec<String> = handler.inputs.iter().map(|it| format!("{}: {}", it.name, it.ty)).collect();
        let context: Vec<String> = handler.context.iter().map(|it| format!("&{it}")).collect();
        let parameters = [inputs, context].concat().join(", ");
        let module = handler.module.iter().fold(String::new(), |path, name| path + name + "::");
        write!(out, "{} = {module}{}({parameters}) in {}", handler.key(), handler.function, handler.location)
            .unwrap();
        let key = handler.key();
        for command in model.commands.iter().filter(|it| it.handler.key() == key) {
            command.path.iter().for_each(|path| write!(out, ", {} {path}", command.method.as_str()).unwrap());
            if !command.middleware.is_empty() {
                write!(out, ", through {}", command.middleware.join(", ")).unwrap();
            }
        }
        for route in model.routes.iter().filter(|it| it.handler.key() == key) {
            write!(out, ", {} {}", route.method.as_str(), route.path).unwrap();
        }
        for subscription in model.subscriptions.iter().filter(|it| it.handler.key() == key) {
            write!(out, ", on {}", subscription.events.join(", ")).unwrap();
        }
        for workflow in model.workflows.iter().filter(|it| it.handler.key() == key && !it.calls.is_empty()) {
            write!(out, ", calls {}", workflow.calls.join(", ")).unwrap();
        }
        out.push('\n');
    }
    for event in &model.events {
        let module = event.module.iter().fold(String::new(), |path, name| path + name + "::");
        writeln!(out, "event:{} = {module}{} in {}", event.name, event.type_name, event.location).unwrap();
    }
    for signal in &model.signals {
        writeln!(out, "signal:{} = {} in {}", signal.name, signal.type_name, signal.location).unwrap();
    }
    out
}
