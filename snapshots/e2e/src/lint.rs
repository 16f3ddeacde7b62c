use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::emulator::REGION;
use crate::error::{Error, Result};
use crate::process::run;
use crate::toolbox::Toolbox;

/// Rules that are off, each with its reason, and how strict the rest is.
const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/cfnlint.yaml");

/// Something that cfn-lint says about a template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Its code: `E3002`, `W3005`.
    pub rule: String,
    /// Where in the template: `Resources/Queue/Properties/FifoQueue`.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

/// Checks CloudFormation templates (JSON or YAML files) with cfn-lint; no findings is what one wants.
///
/// # Errors
/// If cfn-lint cannot be run or does not say its findings.
pub fn cfn_lint<P: AsRef<Path>>(templates: &[P]) -> Result<Vec<Finding>> {
    let mut command = Command::new(Toolbox::get()?.python());
    command
        .args([
            "-B",
            "-c",
            "from cfnlint.runner import main; main()",
            "--format",
            "json",
            "--regions",
            REGION,
            "--config-file",
            CONFIG,
        ])
        .arg("--")
        .args(templates.iter().map(AsRef::as_ref));
    let transcript = run(&mut command, Duration::from_secs(300))?;
    let findings: Option<Value> = serde_json::from_str(&transcript.stdout).ok();
    let findings =
        findings.as_ref().and_then(Value::as_array).ok_or_else(|| Error::new(transcript.to_string()))?;
    let mut findings: Vec<Finding> = findings.iter().map(finding).collect();
    findings.sort();
    Ok(findings)
}

fn finding(value: &Value) -> Finding {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let path = value.pointer("/Location/Path").and_then(Value::as_array).map_or_else(String::new, |path| {
        path.iter()
            .map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join("/")
    });
    Finding { rule: text("/Rule/Id"), path, message: text("/Message") }
}
