use std::io::{self, Read, Write};
use std::net::TcpStream;

use crate::http1::{Decoder, Response};
use crate::{Invocation, InvocationError};

const VERSION: &str = "2018-06-01";

/// A blocking client of the Lambda Runtime API. One connection, kept open: the sandbox runs one call at a time
/// and is frozen while it waits, so there is nothing to overlap.
pub(super) struct RuntimeApi {
    /// `host:port`
    address: String,
    connection: Option<TcpStream>,
}

impl RuntimeApi {
    pub(super) fn new(address: &str) -> Self {
        Self { address: address.to_owned(), connection: None }
    }

    /// Waits for the next invocation.
    pub(super) fn next(&mut self) -> io::Result<Invocation> {
        let response = self.exchange("GET", "invocation/next", "", b"")?;
        if response.status != 200 {
            return Err(refused("the next invocation", &response));
        }
        let text = |name: &str| response.header(name).unwrap_or_default().to_owned();
        let request_id = text("lambda-runtime-aws-request-id");
        if request_id.is_empty() {
            return Err(io::Error::other("the Runtime API sent an invocation without a request id"));
        }
        Ok(Invocation {
            request_id,
            deadline_ms: text("lambda-runtime-deadline-ms").parse().unwrap_or_default(),
            function_arn: text("lambda-runtime-invoked-function-arn"),
            trace_id: response.header("lambda-runtime-trace-id").map(str::to_owned),
            payload: response.body,
        })
    }

    /// Ends an invocation with an answer. An answer that Lambda does not take (above 6 MB) ends it with an error.
    pub(super) fn answer(&mut self, request_id: &str, body: &[u8]) -> io::Result<()> {
        let path = format!("invocation/{request_id}/response");
        let response = self.exchange("POST", &path, "", body)?;
        match response.status {
            413 => self.fail(
                Some(request_id),
                &InvocationError {
                    error_type: "AnswerTooLarge".to_owned(),
                    message: format!("the answer has {} bytes, more than Lambda takes (6 MB)", body.len()),
                },
            ),
            // Any other 4xx is about this invocation only: it timed out or was answered before.
            500.. => Err(refused("an answer", &response)),
            _ => Ok(()),
        }
    }

    /// Ends an invocation, or the start of the function if there is none, with an error.
    pub(super) fn fail(&mut self, request_id: Option<&str>, error: &InvocationError) -> io::Result<()> {
        let path = match request_id {
            Some(id) => format!("invocation/{id}/error"),
            None => "init/error".to_owned(),
        };
        // Header values are one line of visible ASCII; the type is one of the framework or an identifier of the user's code.
        let kind: String = error.error_type.chars().filter(char::is_ascii_graphic).collect();
        let header = format!("Lambda-Runtime-Function-Error-Type: {kind}\r\n");
        let json = |text: &str| serde_json::Value::from(text).to_string();
        let body = format!(
            r#"{{"errorMessage":{},"errorType":{},"stackTrace":[]}}"#,
            json(&error.message),
            json(&error.error_type)
        );
        let response = self.exchange("POST", &path, &header, body.as_bytes())?;
        if response.status >= 500 { Err(refused("an error", &response)) } else { Ok(()) }
    }

    /// One request and its response. If the kept connection turns out to be dead, once more on a new one.
    fn exchange(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> io::Result<Response> {
        let mut request = format!(
            "{method} /{VERSION}/runtime/{path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n{headers}\r\n",
            self.address,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        if let Some(connection) = self.connection.take()
            && let Ok(response) = self.exchange_on(connection, &request)
        {
            return Ok(response);
        }
        let connection = TcpStream::connect(&self.address)?;
        connection.set_nodelay(true)?;
        self.exchange_on(connection, &request)
    }

    fn exchange_on(&mut self, mut connection: TcpStream, request: &[u8]) -> io::Result<Response> {
        connection.write_all(request)?;
        let mut decoder = Decoder::default();
        let mut bytes = vec![0; 16 * 1024];
        let response = loop {
            let read = match connection.read(&mut bytes) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let decoded = if read == 0 { decoder.close().map(Some) } else { decoder.feed(&bytes[..read]) };
            if let Some(response) = decoded.map_err(io::Error::other)? {
                break response;
            }
        };
        if response.keep_alive {
            self.connection = Some(connection);
        }
        Ok(response)
    }
}

fn refused(what: &str, response: &Response) -> io::Error {
    io::Error::other(format!("the Runtime API answered {} to the request for {what}", response.status))
}
