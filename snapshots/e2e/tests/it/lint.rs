//! With cfn-lint.

use eventual_snapshots_e2e::{Result, cfn_lint};
use serde_json::json;

use crate::fixture::template;

#[test]
fn a_good_template_has_no_findings_and_a_bad_one_has() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("template.json");
    std::fs::write(&file, template().to_string()).unwrap();
    assert_eq!(cfn_lint(&[&file])?, []);

    let mut bad = template();
    bad["Resources"]["Log"]["Properties"]["RetentionInDays"] = json!(2);
    std::fs::write(&file, bad.to_string()).unwrap();
    let findings = cfn_lint(&[&file])?;
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0].path, "Resources/Log/Properties/RetentionInDays");
    assert!(findings[0].message.contains("2 is not one of"), "{findings:#?}");
    Ok(())
}
