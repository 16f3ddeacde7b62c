//! Versions that stand in texts: the same as in code.

use std::fs;

use super::{no_problems, root, tracked};

/// Where code names the CDK CLI.
const CONSTANT: &str = "synth/deploy/src/bootstrap.rs";
/// The examples of a test below.
const SELF: &str = "snapshots/tests/it/tidy/versions.rs";

#[test]
fn texts_name_the_cdk_that_the_code_names() {
    let code = fs::read_to_string(root().join(CONSTANT)).unwrap();
    let line = code.lines().find(|line| line.starts_with("pub const CDK: &str = ")).unwrap();
    let cdk = line.split('"').nth(1).unwrap();
    assert!(cdk.starts_with("aws-cdk@2."), "{line}");
    let (mut problems, mut found) = (Vec::new(), 0);
    for path in tracked() {
        let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        let is_text = extension == "md";
        if !is_text && (extension != "rs" || path.ends_with(CONSTANT) || path.ends_with(SELF)) {
            continue;
        }
        let text = fs::read_to_string(root().join(&path)).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            for said in named(line) {
                if !is_text {
                    let place = path.display();
                    problems.push(format!("{place}:{number}: `{said}`: use the constant of {CONSTANT}"));
                } else if said == cdk {
                    found += 1;
                } else {
                    problems.push(format!("{}:{number}: `{said}`, not `{cdk}`", path.display()));
                }
            }
        }
    }
    no_problems("versions of the CDK", &problems);
    assert!(found > 5, "only {found} texts name the CDK");
}

/// How the package of the CDK CLI is named in this line; `@aws-cdk/…` is another.
fn named(line: &str) -> impl Iterator<Item = &str> {
    let all = line.match_indices("aws-cdk").filter(|(at, _)| !line[..*at].ends_with('@'));
    all.map(|(at, _)| line[at..].split([' ', '`', '"']).next().unwrap_or_default())
}

#[test]
fn the_cdk_is_found_in_a_line() {
    let found = |line| named(line).collect::<Vec<_>>();
    assert_eq!(found("once: `npx aws-cdk@1.0.0`, `npx aws-cdk deploy`"), ["aws-cdk@1.0.0", "aws-cdk"]);
    assert_eq!(found("`@aws-cdk/core`, `npx cowsay`"), Vec::<&str>::new());
}
