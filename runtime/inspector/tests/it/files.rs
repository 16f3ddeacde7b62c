use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use eventual_runtime_inspector::page;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("static")
}

/// Path and text of each file on disk, except `index.html`.
fn all() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                found.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn files() -> Vec<(String, String)> {
    all().into_iter().filter(|(name, _)| name != "index.html").collect()
}

fn text(path: &str) -> String {
    let (_, bytes) = page(path).unwrap_or_else(|| panic!("nothing at {path}"));
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn every_file_is_served_as_what_it_is() {
    for (name, text) in files() {
        let (content_type, bytes) = page(&format!("/_eventual/static/{name}"))
            .unwrap_or_else(|| panic!("`static/{name}` is not served: add it to the list in `src/files.rs`"));
        assert_eq!(bytes, text.as_bytes());
        let wanted = match name.rsplit_once('.').unwrap().1 {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            other => panic!("a file of kind `{other}`"),
        };
        assert_eq!(content_type, wanted, "{name}");
    }
    for path in ["/_eventual", "/_eventual/", "/_eventual/index.html"] {
        assert_eq!(page(path).unwrap().0, "text/html; charset=utf-8");
    }
}

#[test]
fn nothing_else_is_served() {
    for path in [
        "/",
        "",
        "/_eventualx",
        "/_eventual/api/service",
        "/_eventual/static/",
        "/_eventual/static/../src/lib.rs",
    ] {
        assert!(page(path).is_none(), "{path}");
    }
}

/// What follows each mark, up to the quote that ends it.
fn after(text: &str, mark: &str) -> Vec<String> {
    text.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// What a file names: addresses under the prefix, and imports.
fn named(path: &str, text: &str) -> Vec<String> {
    let addresses = [after(text, "src=\""), after(text, "href=\"")].concat();
    let mut found: Vec<String> = addresses.into_iter().filter(|it| it.starts_with("/_eventual/")).collect();
    for import in after(text, "from \"") {
        let mut folder: Vec<&str> = path.split('/').collect();
        folder.pop();
        let mut rest = import.as_str();
        while let Some(up) = rest.strip_prefix("../") {
            folder.pop();
            rest = up;
        }
        found.push(format!("{}/{}", folder.join("/"), rest.trim_start_matches("./")));
    }
    found
}

#[test]
fn what_the_page_needs_is_there_and_all_of_it_is_needed() {
    let mut seen = BTreeSet::new();
    let mut todo = VecDeque::from(["/_eventual".to_owned()]);
    while let Some(path) = todo.pop_front() {
        if seen.insert(path.clone()) {
            todo.extend(named(&path, &text(&path)));
        }
    }
    for (name, _) in files() {
        assert!(seen.contains(&format!("/_eventual/static/{name}")), "nobody uses `static/{name}`");
    }
}

/// What comes from a service must never become markup or code, and nothing may come from elsewhere.
#[test]
fn text_stays_text_and_the_pages_stay_at_home() {
    let markup =
        ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc"];
    for (name, text) in all() {
        for word in markup {
            assert!(!text.contains(word), "`static/{name}` uses `{word}`");
        }
        for address in text.split("://").skip(1) {
            assert!(address.starts_with("www.w3.org/2000/svg"), "`static/{name}` names an address");
        }
        let in_page = text.contains("style=\"") || text.contains("<style");
        assert!(!in_page, "`static/{name}`: the policy forbids styles in the page");
    }
}

#[test]
fn files_are_small() {
    for (name, text) in all() {
        assert!(text.lines().count() <= 200, "`static/{name}` is long: take something out");
    }
}
