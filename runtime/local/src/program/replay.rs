//! The program with `replay` as its first argument: histories against the code that it has.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use eventual_runtime_replay::{Arguments, Code, command};

use crate::server::Server;

/// The first argument.
pub(crate) const REPLAY: &str = "replay";

/// Replays the histories that the arguments name, and writes each step to `out`. Ends with 0 if the code does
/// what all of them record, with 6 if it does something else, with 1 if one cannot be used.
pub(crate) fn replay(
    server: &Server,
    arguments: impl Iterator<Item = String>,
    out: &mut dyn Write,
    print: &dyn Fn(&str),
) -> ExitCode {
    let arguments = match Arguments::parse(arguments.map(OsString::from)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            print(&format!("error: {problem}"));
            return ExitCode::FAILURE;
        }
    };
    match command(&server.code(), &arguments, out) {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(error) => {
            print(&format!("error: the replay cannot be written: {error}"));
            ExitCode::FAILURE
        }
    }
}

impl Server {
    /// The workflows of all services.
    fn code(&self) -> Vec<Code> {
        let services = self.services.iter().flatten();
        let code = services.map(|it| Code { service: it.name, workflows: it.handlers.workflows.clone() });
        code.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use eventual_runtime_core::handler::{Catalogue, Handlers, Service};
    use eventual_runtime_engine::{Execution, Payload, Started, Timestamp, WorkflowEntry};
    use eventual_runtime_replay::History;

    use super::*;

    struct Mailer;
    impl Service for Mailer {
        const NAME: &'static str = "mailer";
        const KNOWN: &'static [u64] = &[];
    }
    impl Catalogue for Mailer {
        fn handlers() -> Handlers {
            Handlers { workflows: vec![WORKFLOW], ..Handlers::default() }
        }
    }

    const WORKFLOW: WorkflowEntry = WorkflowEntry {
        name: "greet",
        timeout: || None,
        run: |_| Ok(Box::pin(async { Payload::of("hello") })),
    };

    /// Exit code, stdout, the lines for people.
    fn run(arguments: &[&str]) -> (String, String, String) {
        let server = Server::new().service::<Mailer>("1.0.0", None);
        let (mut out, said) = (Vec::new(), Mutex::new(String::new()));
        let arguments = arguments.iter().map(|it| (*it).to_owned());
        let code = replay(&server, arguments, &mut out, &|line| said.lock().unwrap().push_str(line));
        (format!("{code:?}"), String::from_utf8(out).unwrap(), said.into_inner().unwrap())
    }

    fn ends_with(code: u8) -> String {
        format!("{:?}", ExitCode::from(code))
    }

    #[test]
    fn a_history_is_run_against_the_code_of_its_service() {
        let started = Started::new("greet", "g-1", Payload::null());
        let (_, step) = Execution::start(&WORKFLOW, started, Timestamp(0)).unwrap();
        let history = History::of_steps("mailer", vec![step]).unwrap();
        let folder = std::env::temp_dir().join(format!("eventual-replay-{}", std::process::id()));
        let files = [folder.join("same.jsonl"), folder.join("other.jsonl")];
        history.save(&files[0]).unwrap();
        let text = String::from_utf8(history.write()).unwrap().replace("\"hello\"", "\"good morning\"");
        std::fs::write(&files[1], text).unwrap();

        let (code, out, _) = run(&[files[0].to_str().unwrap()]);
        assert_eq!(code, ends_with(0), "{out}");
        assert!(out.ends_with("the code does what the history says: 1 steps, succeeded\n"), "{out}");
        let (code, out, _) = run(&[files[1].to_str().unwrap()]);
        assert_eq!(code, ends_with(6), "{out}");
        assert!(out.contains("recorded  success with \"good morning\""), "{out}");
        assert!(out.contains("made now  success with \"hello\""), "{out}");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_no_argument_is_told() {
        let (code, _, said) = run(&["--fast"]);
        assert_eq!(code, ends_with(1));
        assert_eq!(said, "error: `replay` has no option `--fast`; it has --strict, --json and --debug");
        let (code, out, _) = run(&["missing.jsonl"]);
        assert_eq!(code, ends_with(1));
        assert!(out.starts_with("missing.jsonl: "), "{out}");
    }
}
