//! What only a real folder shows.

use std::path::Path;

use eventual_analyzer::{Features, MemorySource, Style, analyze, analyze_for_macro, analyze_with};

#[test]
fn a_folder_without_a_package() {
    let analysis = analyze(Path::new("/nowhere/at/all"));
    assert!(analysis.model.is_none() && analysis.has_errors());
    assert_eq!(
        analysis.render(Style::Plain),
        "error[EV0201]: there is no Cargo.toml in /nowhere/at/all\n |\n = help: give the folder of the service's package"
    );
}

#[test]
fn files_are_listed_for_rebuilds() {
    let mut source = MemorySource::default();
    source.insert("/s/Cargo.toml", "[package]\nname = \"s\"\n[dependencies]\neventual-rs = \"1\"");
    source.insert("/s/src/lib.rs", "eventual::service!(pub struct S = \"s\");\nmod a;\nmod b { mod c; }");
    source.insert("/s/src/a.rs", "use eventual::prelude::*; #[command] async fn a() {}");
    source.insert("/s/src/b/c.rs", "");
    let analysis = analyze_with(Path::new("/s/../s"), &Features::Default, &source);
    assert_eq!(analysis.render(Style::Plain), "");
    let files: Vec<String> = analysis.files.iter().map(|it| it.display().to_string()).collect();
    assert_eq!(files, ["/s/Cargo.toml", "/s/src/lib.rs", "/s/src/a.rs", "/s/src/b/c.rs"]);
}

#[test]
fn inside_the_crate_itself_exclusive_cfgs_are_no_duplicates() {
    let mut source = MemorySource::default();
    source.insert("/s/Cargo.toml", "[package]\nname = \"s\"\n[dependencies]\neventual-rs = \"1\"");
    let text = r#"
        eventual::service!(pub struct S = "s");
        use eventual::prelude::*;
        #[cfg(feature = "x")] #[command(path = "/a")] async fn a() -> u8 { 1 }
        #[cfg(not(feature = "x"))] #[command(path = "/a")] async fn a() -> u8 { 2 }
        #[cfg(test)] mod tests { #[command] async fn b() {} }
        #[cfg(feature = "generated")] mod not_written_yet;
    "#;
    source.insert("/s/src/lib.rs", text);
    let unknown = analyze_with(Path::new("/s"), &Features::Unknown, &source);
    assert_eq!(unknown.render(Style::Plain), "");
    assert_eq!(unknown.model.unwrap().commands.len(), 2);
    let known = analyze_with(Path::new("/s"), &Features::Default, &source);
    assert_eq!(known.model.unwrap().commands.len(), 1);
}

#[test]
fn colors_are_escapes_and_nothing_else() {
    let mut source = MemorySource::default();
    source.insert("/s/Cargo.toml", "[package]\nname = \"s\"\n[dependencies]\neventual-rs = \"1\"");
    source.insert("/s/src/lib.rs", "mod a;");
    let analysis = analyze_with(Path::new("/s"), &Features::Default, &source);
    let colored = analysis.render(Style::Color);
    assert!(colored.contains("\u{1b}["));
    let mut plain = String::new();
    for part in colored.split("\u{1b}[") {
        plain.push_str(
            part.split_once('m').filter(|(code, _)| !code.contains(' ')).map_or(part, |(_, rest)| rest),
        );
    }
    assert_eq!(plain, analysis.render(Style::Plain));
}

#[test]
fn files_are_named_as_the_reader_sees_them() {
    let mut source = MemorySource::default();
    source.insert("/s/Cargo.toml", "[package]\nname = \"s\"\n[dependencies]\neventual-rs = \"1\"");
    source.insert("/s/src/lib.rs", "mod a;");
    let analysis = analyze_with(Path::new("/s"), &Features::Default, &source).seen_from("examples/s/");
    assert!(analysis.render(Style::Plain).contains("--> examples/s/src/lib.rs:1:5"));
}

#[test]
fn json_has_one_object_a_line() {
    let mut source = MemorySource::default();
    source.insert("/s/Cargo.toml", "[package]\nname = \"s\"\n[dependencies]\neventual-rs = \"1\"");
    source.insert("/s/src/lib.rs", "eventual::service!(pub struct S = \"s\");\nmod a;\nmod b;");
    let json = analyze_with(Path::new("/s"), &Features::Default, &source).to_json();
    let lines: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["code"], "EV0204");
    assert_eq!(lines[0]["severity"], "error");
    assert_eq!(lines[0]["primary"]["line"], 2);
    assert_eq!(lines[0]["primary"]["column"], 5);
    assert!(lines[0]["rendered"].as_str().unwrap().contains("src/lib.rs:2:5"));
}

#[test]
fn text_that_is_not_utf_8_is_named() {
    let folder = std::env::temp_dir().join(format!("eventual-analyzer-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(folder.join("Cargo.toml"), "[package]\nname = \"s\"\n[dependencies]\neventual-rs = \"1\"")
        .unwrap();
    std::fs::write(folder.join("src/lib.rs"), "mod a;").unwrap();
    std::fs::write(folder.join("src/a.rs"), [0xff, 0xfe]).unwrap();
    let analysis = analyze_for_macro(&folder, &Features::Unknown);
    std::fs::remove_dir_all(&folder).unwrap();
    let first = &analysis.diagnostics[0];
    assert_eq!(
        (first.code, first.message.as_str()),
        ("EV0205", "cannot read src/a.rs: it is not UTF-8 text")
    );
}
