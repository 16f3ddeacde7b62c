use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::aws::Aws;
use crate::error::{Context, Error, Result};
use crate::http;
use crate::places::{make_dir, target_dir, test_name};
use crate::process::kill_group;
use crate::toolbox::Toolbox;
use crate::wait::wait_for;

/// The account that everything is deployed to.
pub const ACCOUNT: &str = "000000000000";
/// The region that everything is deployed to.
pub const REGION: &str = "us-east-1";

const START_LIMIT: Duration = Duration::from_secs(60);

/// Whether the emulator asks IAM before it acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Iam {
    /// Every call is allowed. Needed by the CDK CLI: the bucket that it bootstraps refuses plain HTTP.
    Off,
    /// A function may do what the policies of its role allow, and nothing else. The test itself is root.
    Enforced,
}

/// A local AWS on a free port, for one test. Dropping it ends it with all functions that run in it; it also ends
/// when the test process dies.
#[derive(Debug)]
pub struct Emulator {
    child: Child,
    aws: Aws,
    log: PathBuf,
    // MiniStack unpacks functions into its temporary folder; it goes when the emulator goes.
    _temporary: TempDir,
}

impl Emulator {
    /// Starts one and waits until it answers. Installs the [`Toolbox`] if that has not been done.
    ///
    /// Its log is `<target>/e2e/<test name>.log`.
    ///
    /// # Errors
    /// If the toolbox cannot be installed, or the emulator does not answer: with the end of its log.
    pub fn start(iam: Iam) -> Result<Self> {
        let python = Toolbox::get()?.python();
        let logs = target_dir()?.join("e2e");
        make_dir(&logs)?;
        let log = logs.join(format!("{}.log", test_name()));
        // Between choosing a free port and using it another process may take it: then this one exits at once.
        let mut tries = 3;
        loop {
            match Self::try_start(python, &log, iam) {
                Err(_) if tries > 1 => tries -= 1,
                result => return result,
            }
        }
    }

    fn try_start(python: &Path, log: &Path, iam: Iam) -> Result<Self> {
        let port = free_port()?;
        let endpoint = format!("http://127.0.0.1:{port}");
        let temporary = tempfile::tempdir().context(|| "cannot make a temporary folder".into())?;
        let output = File::create(log).context(|| format!("cannot write `{}`", log.display()))?;
        let errors = output.try_clone().context(|| format!("cannot write `{}`", log.display()))?;
        let mut child = Command::new(python)
            .arg("-B")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/emulator/main.py"))
            // Functions inherit this environment, and must not live on what only a developer's machine has.
            .env_clear()
            .env("PATH", path_with(python)?)
            .env("HOME", temporary.path())
            .env("TMPDIR", temporary.path())
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("AUTH", if iam == Iam::Enforced { "true" } else { "false" })
            // A failed asynchronous invocation is tried again at once; Lambda waits a minute, then two.
            .env("LAMBDA_ASYNC_RETRY_BASE_SECONDS", "0.05")
            .env("AWS_ENDPOINT_URL", &endpoint)
            .env("AWS_ACCESS_KEY_ID", crate::aws::ACCESS_KEY)
            .env("AWS_SECRET_ACCESS_KEY", crate::aws::SECRET_KEY)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .context(|| "cannot start the emulator".into())?;
        let health = http::Request::get(format!("{endpoint}/_ministack/health"));
        let healthy = wait_for("the emulator's first answer", START_LIMIT, || {
            if let Ok(Some(status)) = child.try_wait() {
                return Err(Error::new(format!("the emulator ended at once: {status}")));
            }
            Ok(health.send().ok().filter(|answer| answer.status == 200))
        });
        let emulator =
            Self { child, aws: Aws::new(&endpoint), log: log.to_path_buf(), _temporary: temporary };
        match healthy {
            Ok(_) => Ok(emulator),
            Err(error) => {
                Err(Error::new(format!("{error}\n--- end of {}\n{}", log.display(), emulator.log_tail())))
            }
        }
    }

    /// Where it answers: `http://127.0.0.1:<port>`.
    pub fn endpoint(&self) -> &str {
        self.aws.endpoint()
    }

    /// Calls to its services, as root.
    pub fn aws(&self) -> &Aws {
        &self.aws
    }

    /// What a program needs in its environment to take this for AWS, as root.
    pub fn environment(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("AWS_ACCESS_KEY_ID", crate::aws::ACCESS_KEY.into()),
            ("AWS_SECRET_ACCESS_KEY", crate::aws::SECRET_KEY.into()),
            ("AWS_ENDPOINT_URL", self.endpoint().into()),
            ("AWS_REGION", REGION.into()),
            ("AWS_DEFAULT_REGION", REGION.into()),
            // Nothing of the developer's own account may be read.
            ("AWS_CONFIG_FILE", "/dev/null".into()),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null".into()),
            ("AWS_EC2_METADATA_DISABLED", "true".into()),
        ])
    }

    /// The address of a path (with its leading `/`) of a stage of a deployed REST API.
    pub fn rest_url(&self, api_id: &str, stage: &str, path: &str) -> String {
        format!("{}/restapis/{api_id}/{stage}/_user_request_{path}", self.endpoint())
    }

    /// The address of a path (with its leading `/`) of a deployed HTTP API with a `$default` stage.
    pub fn http_api_url(&self, api_id: &str, path: &str) -> String {
        format!("{}/_aws/execute-api/{api_id}/$default{path}", self.endpoint())
    }

    /// Kills the running instances of a function (by name), as when the machine under them is lost. How many there were.
    ///
    /// # Errors
    /// If the processes of this machine cannot be listed.
    pub fn kill_function(&self, name: &str) -> Result<usize> {
        let wanted =
            [format!("AWS_LAMBDA_FUNCTION_NAME={name}"), format!("AWS_ENDPOINT_URL={}", self.endpoint())];
        let mut killed = 0;
        let processes = std::fs::read_dir("/proc").context(|| "cannot list processes".into())?;
        for process in processes.flatten() {
            let id = process.file_name().to_str().and_then(|it| it.parse().ok()).and_then(Pid::from_raw);
            // It may have ended meanwhile, or belong to another test.
            let (Some(id), Ok(environment)) = (id, std::fs::read(process.path().join("environ"))) else {
                continue;
            };
            let variables: Vec<&[u8]> = environment.split(|byte| *byte == 0).collect();
            if wanted.iter().all(|it| variables.contains(&it.as_bytes()))
                && kill_process(id, Signal::KILL).is_ok()
            {
                killed += 1;
            }
        }
        Ok(killed)
    }

    /// The last lines of its log, which holds what functions print too.
    pub fn log_tail(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // Nothing of its state is worth a clean end.
        kill_group(&self.child, Signal::KILL);
        let _ = self.child.wait();
    }
}

/// The search path, with the Python of the tools first: functions written in Python run in it, and it has an AWS client.
fn path_with(python: &Path) -> Result<OsString> {
    let own = python.parent().map(Path::to_path_buf);
    let others = std::env::var_os("PATH").unwrap_or_default();
    let all = own.into_iter().chain(std::env::split_paths(&others));
    std::env::join_paths(all).context(|| "`PATH` holds what cannot stand in it".into())
}

fn free_port() -> Result<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .context(|| "cannot find a free port".into())
}
