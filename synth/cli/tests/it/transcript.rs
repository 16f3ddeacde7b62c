use std::path::Path;
use std::process::{Command, Stdio};

/// The tool, without anything of the machine it runs on: no AWS, no colours, no settings.
pub(crate) fn tool() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_eventual"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("AWS_") || text.starts_with("EVENTUAL_") || text.starts_with("CDK_") {
            command.env_remove(&name);
        }
    }
    command
        .env("NO_COLOR", "1")
        .env("AWS_CONFIG_FILE", "/nonexistent")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::null());
    command
}

/// Runs it.
pub(crate) fn run(arguments: &[&str]) -> String {
    transcript(tool().args(arguments))
}

/// Runs it against this address.
pub(crate) fn at(url: &str, arguments: &[&str]) -> String {
    transcript(tool().args(arguments).args(["--url", url])).replace(url, "[url]")
}

/// Runs it against an AWS at this address, outside of any service.
pub(crate) fn on_aws(url: &str, arguments: &[&str]) -> String {
    transcript(&mut for_aws(url, arguments)).replace(url, "[aws]")
}

/// The tool for an AWS at this address, outside of any service.
pub(crate) fn for_aws(url: &str, arguments: &[&str]) -> Command {
    let mut tool = tool();
    tool.args(arguments)
        .env("AWS_ENDPOINT_URL", url)
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .current_dir("/");
    tool
}

/// Runs it in a folder.
pub(crate) fn inside(folder: &Path, arguments: &[&str]) -> String {
    let text = transcript(tool().args(arguments).current_dir(folder));
    text.replace(&folder.display().to_string(), "[folder]")
}

/// Exit code and both streams.
pub(crate) fn transcript(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let text = format!(
        "exit {}\n--- stdout\n{}--- stderr\n{}",
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    text.replace(&checkout.display().to_string(), "[checkout]")
}
