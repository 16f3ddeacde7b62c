//! The words that the style page (`.style.md`) rules out, as far as a test can find them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::{no_problems, root, tracked};

/// A word or phrase to avoid, and what to write instead. With `*` at its end it stands for all words that begin so.
const AVOID: &[(&str, &str)] = &[
    // Not idiomatic, or about people where a part of the program is meant.
    ("anew", "again"),
    ("are told", "receive, are notified"),
    ("be told", "receive, be notified"),
    ("can not", "cannot"),
    ("everybody", "name the parts"),
    ("is told", "receives, is notified"),
    ("mend", "fix"),
    ("mended", "fixed"),
    ("mends", "fixes"),
    ("nobody", "name the part, or say `not`"),
    ("of today", "current"),
    ("our", "name the part"),
    ("ours", "name the part"),
    ("said to be", "declared as, marked as"),
    ("somebody", "name the part"),
    ("tells of", "reports"),
    ("there are:", "expected one of"),
    ("told of", "notified of"),
    ("we", "name the part"),
    ("who may", "what may, or name the part"),
    ("whom", "name the part"),
    // British spellings.
    ("artefact*", "artifact"),
    ("authoris*", "authoriz.."),
    ("behaviour*", "behavior"),
    ("centre*", "center"),
    ("colour*", "color"),
    ("favour*", "favor"),
    ("honour*", "honor"),
    ("initialis*", "initializ.."),
    ("labelled", "labeled"),
    ("licence*", "license"),
    ("modelled", "modeled"),
    ("neighbour*", "neighbor"),
    ("normalis*", "normaliz.."),
    ("optimisation*", "optimization"),
    ("optimise*", "optimize"),
    ("optimising", "optimizing"),
    ("organis*", "organiz.."),
    ("recognis*", "recogniz.."),
    ("serialis*", "serializ.."),
    ("summaris*", "summariz.."),
    ("whilst", "while"),
];

/// Phrases that hold a word of the list and are right.
const FINE: &[&str] = &["told apart", "told from"];

/// Folders that are still to be swept. This list only shrinks: a folder that is clean must leave it.
const TO_BE_SWEPT: &[&str] = &[
    "runtime/engine",
    "runtime/inspector",
    "runtime/operator",
    "runtime/orchestrator",
    "runtime/replay",
    "snapshots/cli",
    "snapshots/e2e",
    "synth/cli",
    "synth/deploy",
    "synth/dev",
    "synth/tests",
];

#[test]
fn texts_avoid_what_the_style_page_rules_out() {
    let mut problems = Vec::new();
    let mut unclean = BTreeSet::new();
    for (path, found) in findings() {
        match TO_BE_SWEPT.iter().find(|folder| Path::new(&path).starts_with(folder)) {
            Some(folder) => _ = unclean.insert(*folder),
            None => problems.extend(found),
        }
    }
    no_problems("words to avoid", &problems);
    let clean = TO_BE_SWEPT.iter().filter(|folder| !unclean.contains(*folder));
    let problems: Vec<String> = clean.map(|folder| format!("`{folder}`")).collect();
    no_problems("clean: take it off the list `TO_BE_SWEPT`", &problems);
}

/// What is to be avoided, by file.
fn findings() -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in tracked().iter().filter(|path| holds_sentences(path)) {
        let path = path.display().to_string();
        let Ok(text) = fs::read_to_string(root().join(&path)) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            for (word, instead) in avoided(line) {
                let problem = format!("{path}:{number}: `{word}`; better: {instead}");
                all.entry(path.clone()).or_default().push(problem);
            }
        }
    }
    all
}

fn avoided(line: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut line = line.to_lowercase();
    for fine in FINE {
        line = line.replace(fine, "");
    }
    AVOID.iter().copied().filter(move |(phrase, _)| contains(&line, phrase))
}

/// Whether the line has the phrase as words of their own; an identifier is one word.
fn contains(line: &str, phrase: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || it == '_' || it == '-';
    let (phrase, is_prefix) = match phrase.strip_suffix('*') {
        Some(prefix) => (prefix, true),
        None => (phrase, false),
    };
    line.match_indices(phrase).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + phrase.len()..].chars().next();
        !before.is_some_and(is_part) && (is_prefix || !after.is_some_and(is_part))
    })
}

fn holds_sentences(path: &Path) -> bool {
    let text = ["html", "js", "md", "mjs", "py", "rs", "snap", "stderr", "toml", "ts", "txt"];
    let is_text = path.extension().and_then(|it| it.to_str()).is_some_and(|it| text.contains(&it));
    // Both list what is to be avoided.
    let rules = [".style.md", "snapshots/tests/it/tidy/words.rs"];
    is_text && !super::is_generated(path) && !rules.iter().any(|rule| path == Path::new(rule))
}

#[test]
fn words_are_found_as_words() {
    let found = |line: &str| avoided(line).map(|(word, _)| word).collect::<Vec<_>>();
    assert_eq!(found("It can not be told of NOBODY."), ["be told", "can not", "nobody", "told of"]);
    assert_eq!(found("types are told apart; we_are, a recommendation, anewer"), Vec::<&str>::new());
    assert_eq!(found("the behaviours; an optimistic neighbour"), ["behaviour*", "neighbour*"]);
}
