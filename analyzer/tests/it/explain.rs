//! Every code has a page, and every page an example of the mistake somewhere in the suites.

use std::fs;

use eventual_analyzer::{CODES, explain};
use eventual_analyzer_grammar::code as grammar;

#[test]
fn every_code_has_a_page_with_the_same_parts() {
    for code in CODES {
        let page = explain(code).unwrap();
        assert!(page.starts_with(&format!("# {code}: ")), "{code} has no title");
        assert!(page.contains("```"), "{code} has no example");
        assert!(page.contains("\n## What to do\n"), "{code} does not say what to do");
        assert!(page.lines().all(|line| line.len() <= 120), "{code} has long lines");
    }
    assert_eq!(explain("EV9999"), None);
}

#[test]
fn pages_and_codes_are_the_same_set() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/explain");
    let mut pages: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    pages.sort();
    assert_eq!(pages, CODES);
    assert!(grammar::ALL.iter().all(|code| CODES.contains(code)));
    let rules = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnostic/code.rs")).unwrap();
    let mut own: Vec<&str> = rules.lines().filter_map(|line| line.split('"').nth(1)).collect();
    own.extend(grammar::ALL);
    own.sort_unstable();
    assert_eq!(own, CODES);
}

#[test]
fn every_code_of_the_analyzer_has_a_case() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/spec");
    let suites: String = fs::read_dir(folder)
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let own_tests = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/disk.rs")).unwrap();
    for code in CODES.iter().filter(|code| !grammar::ALL.contains(code)) {
        assert!(suites.contains(code) || own_tests.contains(code), "no case for {code}");
    }
}
