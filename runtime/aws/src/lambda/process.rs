use std::future::poll_fn;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;

use super::panics;
use super::runtime_api::RuntimeApi;
use crate::{EntryFn, Invocation, InvocationError};

/// Where Lambda says its Runtime API is.
const ENV_API: &str = "AWS_LAMBDA_RUNTIME_API";
/// Where the AWS SDK and X-Ray look for the trace of the invocation in progress.
const ENV_TRACE: &str = "_X_AMZN_TRACE_ID";

/// Runs a Lambda function: the whole process, to be called from `main`. Returns an exit status, and only when
/// the Runtime API is out of reach.
///
/// Handlers run on a single-threaded tokio runtime with I/O and time. Tasks that a handler spawns and does not
/// await stand still between invocations.
pub fn run(entry: EntryFn) -> i32 {
    ignore_sigpipe();
    let error = match std::env::var(ENV_API) {
        Err(_) => io::Error::other(format!("`{ENV_API}` is not set; this program is a Lambda function")),
        Ok(address) => {
            panics::install_hook(&address);
            let Err(error) = serve(&address, entry);
            error
        }
    };
    // The log of the function is the only place left to say it.
    let _ = writeln!(io::stderr(), "{error}");
    1
}

/// Serves invocations until the Runtime API fails.
fn serve(address: &str, entry: EntryFn) -> Result<std::convert::Infallible, io::Error> {
    let mut api = RuntimeApi::new(address);
    let executor = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(executor) => executor,
        Err(error) => {
            let message = format!("the asynchronous runtime did not start: {error}");
            api.fail(None, &InvocationError { error_type: "InitFailed".to_owned(), message })?;
            return Err(error);
        }
    };
    loop {
        let invocation = api.next()?;
        let request_id = invocation.request_id.clone();
        panics::set_current(&request_id);
        set_trace(invocation.trace_id.as_deref());
        match executor.block_on(catch(entry, invocation)) {
            Ok(answer) => api.answer(&request_id, &answer)?,
            Err(error) => api.fail(Some(&request_id), &error)?,
        }
    }
}

/// Runs one invocation; a panic (where the profile unwinds) is an error of the invocation.
async fn catch(entry: EntryFn, invocation: Invocation) -> Result<Vec<u8>, InvocationError> {
    let panicked = |payload: Box<dyn std::any::Any + Send>| InvocationError {
        error_type: "Panic".to_owned(),
        message: panics::message(payload.as_ref()).to_owned(),
    };
    let future = catch_unwind(AssertUnwindSafe(|| entry(invocation))).map_err(panicked)?;
    // A future that panicked is dropped, not polled again, so what it left half done is not observed.
    let mut future: Pin<Box<_>> = future;
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(poll) => poll,
        Err(payload) => std::task::Poll::Ready(Err(panicked(payload))),
    })
    .await
}

#[expect(unsafe_code, reason = "std can only change the environment through an unsafe function")]
fn set_trace(trace: Option<&str>) {
    // SAFETY: changing the environment races with threads that read it without std's lock. This runs between
    // invocations on the only thread that runs handlers; the one other kind of thread, tokio's blocking pool,
    // is idle unless the last handler abandoned a call, and Lambda froze the sandbox since.
    unsafe {
        match trace {
            Some(trace) => std::env::set_var(ENV_TRACE, trace),
            None => std::env::remove_var(ENV_TRACE),
        }
    }
}

/// A write to a closed pipe or socket is an error of the write, not the death of the process. Rust's own start
/// code does this for programs with a Rust `main`; these are linked with one of their own.
#[cfg(unix)]
#[expect(unsafe_code, reason = "std has no stable way to set a signal's disposition")]
fn ignore_sigpipe() {
    const SIGPIPE: i32 = 13;
    const SIG_IGN: usize = 1;
    unsafe extern "C" {
        fn signal(number: i32, handler: usize) -> usize;
    }
    // SAFETY: signal(2) with a valid signal number and SIG_IGN has no memory effects.
    unsafe {
        signal(SIGPIPE, SIG_IGN);
    }
}

#[cfg(not(unix))]
fn ignore_sigpipe() {}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Read;
    use std::net::{TcpListener, TcpStream};
    use std::sync::{Arc, Mutex};
    use std::thread::JoinHandle;

    use super::*;

    /// A request as the fake received it.
    #[derive(Clone, Debug)]
    pub(crate) struct Request {
        pub(crate) path: String,
        pub(crate) head: String,
        pub(crate) body: String,
        /// Which connection it came on, counted from 0.
        pub(crate) connection: usize,
    }

    impl Request {
        pub(crate) fn header(&self, name: &str) -> Option<&str> {
            let mut lines = self.head.lines().filter_map(|it| it.split_once(':'));
            lines.find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
        }
    }

    /// A Runtime API which hands out fixed responses to `next`, then goes away. A response of `""` closes
    /// the connection without an answer.
    pub(crate) struct FakeRuntimeApi {
        pub(crate) address: String,
        requests: Arc<Mutex<Vec<Request>>>,
        thread: JoinHandle<()>,
    }

    impl FakeRuntimeApi {
        pub(crate) fn start(next: &[&str]) -> Self {
            Self::with_post_status(next, 202)
        }

        /// As `start`; posts are answered with this status.
        pub(crate) fn with_post_status(next: &[&str], status: u16) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap().to_string();
            let requests = Arc::new(Mutex::new(Vec::new()));
            let mut next: Vec<String> = next.iter().rev().map(|it| (*it).to_owned()).collect();
            let seen = Arc::clone(&requests);
            let thread = std::thread::spawn(move || {
                for connection in 0.. {
                    let Ok((mut stream, _)) = listener.accept() else { return };
                    while let Some(mut request) = read_request(&mut stream) {
                        request.connection = connection;
                        let is_next = request.path.ends_with("/next");
                        let answer = if is_next {
                            match next.pop() {
                                Some(answer) => answer,
                                None => return,
                            }
                        } else {
                            format!("HTTP/1.1 {status} Status\r\nContent-Length: 0\r\n\r\n")
                        };
                        seen.lock().unwrap().push(request);
                        if answer.is_empty() {
                            break;
                        }
                        stream.write_all(answer.as_bytes()).unwrap();
                        if !is_next && next.is_empty() {
                            return;
                        }
                    }
                }
            });
            Self { address, requests, thread }
        }

        /// Waits for the fake to end; what it received.
        pub(crate) fn requests(self) -> Vec<Request> {
            self.thread.join().unwrap();
            self.requests.lock().unwrap().clone()
        }
    }

    fn read_request(stream: &mut TcpStream) -> Option<Request> {
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        loop {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let path = head.split(' ').nth(1).unwrap().to_owned();
                let request = Request { path, head: head.to_owned(), body: body.to_owned(), connection: 0 };
                let length = request.header("content-length").unwrap().parse().unwrap();
                if body.len() >= length {
                    return Some(request);
                }
            }
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => return None,
                Ok(read) => bytes.extend_from_slice(&piece[..read]),
            }
        }
    }

    fn invocation(id: &str, payload: &str) -> String {
        format!(
            "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: {id}\r\nLambda-Runtime-Deadline-Ms: 1700000000123\r\n\
             Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:1:function:f\r\n\
             Content-Length: {}\r\n\r\n{payload}",
            payload.len()
        )
    }

    fn echo(invocation: Invocation) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, InvocationError>>>> {
        Box::pin(async move {
            // Needs a running timer and reactor.
            tokio::time::sleep(std::time::Duration::from_micros(1)).await;
            match invocation.payload.as_slice() {
                b"\"fail\"" => {
                    Err(InvocationError { error_type: "OutOfStock".into(), message: "no more".into() })
                }
                b"\"panic\"" => panic!("lost {}", "it"),
                b"\"deadline\"" => {
                    Ok(format!("{} {}", invocation.deadline_ms, invocation.function_arn).into_bytes())
                }
                _ => Ok(invocation.payload),
            }
        })
    }

    /// Serves these invocations; the posts that followed.
    fn posts(next: &[&str], status: u16) -> Vec<Request> {
        let fake = FakeRuntimeApi::with_post_status(next, status);
        serve(&fake.address, echo).expect_err("the fake goes away");
        fake.requests().into_iter().filter(|it| !it.path.ends_with("/next")).collect()
    }

    #[test]
    fn answers_one_invocation_after_the_other_on_one_connection() {
        let posts = posts(&[&invocation("a", "1"), &invocation("b", "\"deadline\"")], 202);
        let paths: Vec<_> =
            posts.iter().map(|it| (it.path.as_str(), it.body.as_str(), it.connection)).collect();
        assert_eq!(
            paths,
            [
                ("/2018-06-01/runtime/invocation/a/response", "1", 0),
                (
                    "/2018-06-01/runtime/invocation/b/response",
                    "1700000000123 arn:aws:lambda:eu-west-1:1:function:f",
                    0
                ),
            ]
        );
    }

    #[test]
    fn takes_a_chunked_invocation() {
        let chunked = "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: c\r\nTransfer-Encoding: chunked\r\n\r\n\
                       3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n";
        assert_eq!(posts(&[chunked], 202)[0].body, "{\"a\":1}");
    }

    #[test]
    fn posts_the_error_of_a_handler_and_goes_on() {
        let posts = posts(&[&invocation("a", "\"fail\""), &invocation("b", "2")], 202);
        assert_eq!(posts[0].path, "/2018-06-01/runtime/invocation/a/error");
        assert_eq!(posts[0].body, r#"{"errorMessage":"no more","errorType":"OutOfStock","stackTrace":[]}"#);
        assert_eq!(posts[0].header("lambda-runtime-function-error-type"), Some("OutOfStock"));
        assert_eq!(posts[1].body, "2");
    }

    #[test]
    fn a_panic_that_unwinds_ends_only_its_invocation() {
        let posts = posts(&[&invocation("a", "\"panic\""), &invocation("b", "2")], 202);
        assert_eq!(posts[0].body, r#"{"errorMessage":"lost it","errorType":"Panic","stackTrace":[]}"#);
        assert_eq!(posts[1].body, "2");
    }

    #[test]
    fn a_dead_kept_connection_is_replaced() {
        let posts = posts(&[&invocation("a", "1"), "", &invocation("b", "2")], 202);
        assert_eq!(posts[1].body, "2");
        assert_eq!((posts[0].connection, posts[1].connection), (0, 1));
    }

    #[test]
    fn an_answer_that_lambda_does_not_take_is_an_error_of_the_invocation() {
        let fake = FakeRuntimeApi::with_post_status(&[&invocation("a", "1")], 413);
        let mut api = RuntimeApi::new(&fake.address);
        assert_eq!(api.next().unwrap().request_id, "a");
        // The fake leaves after the first post, so the second one, with the error, fails to connect.
        api.answer("a", b"12345").expect_err("a second post");
        assert_eq!(fake.requests().len(), 2);
    }

    #[test]
    fn an_invocation_without_an_id_ends_the_process() {
        let fake = FakeRuntimeApi::start(&["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]);
        let Err(error) = serve(&fake.address, echo);
        assert_eq!(error.to_string(), "the Runtime API sent an invocation without a request id");
    }
}
