//! Runs every suite in `spec/`.

use std::{env, fs};

use crate::suite;

#[test]
fn suites_hold() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/spec");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let mut failures = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|it| it == "md")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let expected = fs::read_to_string(path).unwrap();
        let (actual, problems) = suite::run(&expected);
        failures.extend(problems.into_iter().map(|it| format!("{name}: {it}")));
        if actual != expected {
            if env::var_os("UPDATE_EXPECT").is_some() {
                fs::write(path, &actual).unwrap();
            } else {
                failures.push(format!("{name}: {}", first_difference(&expected, &actual)));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn first_difference(expected: &str, actual: &str) -> String {
    let lines = expected.lines().zip(actual.lines()).enumerate();
    match lines.clone().find(|(_, (a, b))| a != b) {
        Some((index, (a, b))) => format!("line {}:\n  expected: {a}\n  actual:   {b}", index + 1),
        None => "one text goes on where the other ends".to_owned(),
    }
}
