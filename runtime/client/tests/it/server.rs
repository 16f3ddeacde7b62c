//! A scripted server of a few lines.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// What becomes of one connection, once its request was read.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// This is sent, and the connection closed.
    Sends(String),
    /// This is sent, and then nothing happens until the client goes away.
    StaysAfter(String),
}

impl Act {
    /// A whole answer.
    pub(crate) fn answers(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        Self::Sends(format!(
            "HTTP/1.1 {status} Status\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ))
    }

    /// A whole answer of JSON.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::answers(status, &[("content-type", "application/json")], body)
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Received {
    /// `POST /path`
    pub(crate) fn line(&self) -> &str {
        self.head.split(" HTTP/1.1").next().unwrap()
    }

    /// A header by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let named = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        named.filter(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

pub(crate) struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// One act per connection. More connections than acts are answered with 599.
    pub(crate) fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        Self::start_on(TcpListener::bind("127.0.0.1:0").unwrap(), acts)
    }

    pub(crate) fn start_on(listener: TcpListener, acts: impl IntoIterator<Item = Act>) -> Self {
        let mut acts: Vec<Act> = acts.into_iter().collect();
        acts.reverse();
        let address = listener.local_addr().unwrap();
        let (received, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (requests, stopped) = (Arc::clone(&received), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let mut stream = stream.unwrap();
                stream.set_read_timeout(Some(PATIENCE)).unwrap();
                // A client that gives up while it writes, or that speaks no HTTP, sends no request.
                let Some(request) = read(&mut stream) else { continue };
                requests.lock().unwrap().push(request);
                let act = acts.pop().unwrap_or_else(|| Act::answers(599, &[], "one request too many"));
                play(stream, &act);
            }
        });
        Self { address, received, stop, thread: Some(thread) }
    }

    /// Its address, with a stage.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/prod", self.address)
    }

    /// What was received so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // It waits for a connection, so it gets one.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let count = stream.read(&mut piece).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(piece.get(..count)?);
        let Some((head, body)) = std::str::from_utf8(&bytes).ok()?.split_once("\r\n\r\n") else { continue };
        let received = Received { head: head.to_owned(), body: body.to_owned() };
        let length = received.header("content-length").map_or(0, |it| it.parse().unwrap());
        if body.len() == length {
            return Some(received);
        }
    }
}

fn play(mut stream: TcpStream, act: &Act) {
    let (Act::Sends(text) | Act::StaysAfter(text)) = act;
    // A client that has gone away is what some tests are about.
    let _ = stream.write_all(text.as_bytes());
    if matches!(act, Act::StaysAfter(_)) {
        let _ = stream.read(&mut [0]);
    }
}
