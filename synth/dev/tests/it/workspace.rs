//! Two lessons in a workspace of their own, outside of this one.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use eventual_analyzer::analyze;
use eventual_constructs_build::{CargoOutput, Event};
use eventual_runtime_local_protocol::Serving;
use eventual_synth_dev::{DevEvent, DevOptions, Phases, ServiceFolder, Watcher};

/// A first build takes minutes, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(1_200);

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Copies lessons into a workspace of their own.
pub(crate) fn copy(into: &Path, lessons: &[&str]) -> Vec<ServiceFolder> {
    let root = repository();
    fs_err::write(
        into.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\nexclude = [\"state\"]\n",
    )
    .unwrap();
    fs_err::copy(root.join("Cargo.lock"), into.join("Cargo.lock")).unwrap();
    let folder = |lesson: &&str| {
        let (from, to) = (root.join("examples").join(lesson), into.join(lesson));
        copy_folder(&from.join("src"), &to.join("src"));
        let manifest = fs_err::read_to_string(from.join("Cargo.toml")).unwrap();
        let manifest = manifest.replace("../../runtime", root.join("runtime").to_str().unwrap());
        fs_err::write(to.join("Cargo.toml"), manifest).unwrap();
        ServiceFolder { model: analyze(&to).model.unwrap(), dir: to }
    };
    lessons.iter().map(folder).collect()
}

fn copy_folder(from: &Path, to: &Path) {
    fs_err::create_dir_all(to).unwrap();
    for entry in fs_err::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs_err::copy(&path, target).unwrap();
        }
    }
}

pub(crate) fn options(root: &Path, services: Vec<ServiceFolder>) -> DevOptions {
    DevOptions {
        services,
        host: "127.0.0.1".parse().unwrap(),
        port: 0,
        state: Some(root.join("state")),
        reset: false,
        sync: false,
        // What it depends on is compiled once for all runs of the tests.
        work_dir: Some(repository().join("target/eventual/local")),
        cargo_output: CargoOutput::Captured { color: false },
    }
}

/// What a test waits for.
#[derive(Debug)]
pub(crate) enum Seen {
    Serving(Serving),
    Swapped(Phases),
    BuildFailed(String),
    Trouble(String),
}

pub(crate) struct Notes {
    seen: Mutex<Sender<Seen>>,
    /// When crates were compiled, or found compiled.
    pub(crate) compiled: Mutex<Vec<(Instant, String)>>,
}

pub(crate) fn notes() -> (Notes, Receiver<Seen>) {
    let (sender, receiver) = channel();
    (Notes { seen: Mutex::new(sender), compiled: Mutex::default() }, receiver)
}

impl Watcher for Notes {
    fn event(&self, event: DevEvent<'_>) {
        let seen = match event {
            DevEvent::Serving(serving) => Seen::Serving(serving.clone()),
            DevEvent::Swapped { phases, .. } => Seen::Swapped(phases),
            DevEvent::BuildFailed { error, is_served: true } => Seen::BuildFailed(error.to_string()),
            DevEvent::BuildFailed { error, is_served: false } => Seen::Trouble(error.to_string()),
            DevEvent::Refused { reason, .. } => Seen::Trouble(reason.to_owned()),
            DevEvent::Ended(status) => Seen::Trouble(format!("it ended: {status}")),
            DevEvent::Build(Event::Compiled { package }) => {
                return self.compiled.lock().unwrap().push((Instant::now(), package.to_owned()));
            }
            _ => return,
        };
        let _ = self.seen.lock().unwrap().send(seen);
    }
}

pub(crate) fn next(seen: &Receiver<Seen>) -> Seen {
    match seen.recv_timeout(PATIENCE).unwrap() {
        Seen::Trouble(reason) => panic!("{reason}"),
        other => other,
    }
}
