//! A Runtime API for one invocation.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

/// Starts the program, hands it one event; the path that it posts to, and the body.
pub(crate) fn invoke(bootstrap: &Path, event: &str, environment: &[(&str, &str)]) -> (String, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut child = Command::new(bootstrap)
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", listener.local_addr().unwrap().to_string())
        .envs(environment.iter().copied())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // A panic is posted on a connection of its own.
    let posted = loop {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream);
        let posted = loop {
            let Some((line, body)) = read_request(&mut reader) else { break None };
            if !line.starts_with("GET") {
                break Some((line.split(' ').nth(1).unwrap().to_owned(), body));
            }
            let answer = format!(
                "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r1\r\nLambda-Runtime-Deadline-Ms: 1\r\n\
                 Content-Length: {}\r\n\r\n{event}",
                event.len()
            );
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
            if environment.iter().any(|(name, _)| *name == "EVENTUAL_TEST_PANIC") {
                break None;
            }
        };
        if let Some(posted) = posted {
            break posted;
        }
    };
    child.kill().unwrap();
    child.wait().unwrap();
    posted
}

fn read_request(reader: &mut impl BufRead) -> Option<(String, String)> {
    let mut first = String::new();
    if reader.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Some((first, String::from_utf8(body).unwrap()))
}
