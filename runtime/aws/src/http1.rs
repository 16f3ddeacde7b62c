//! Reads HTTP/1.1 responses out of bytes, wherever the bytes come from: the blocking Runtime API loop and the
//! asynchronous AWS client feed the same decoder.

use std::error::Error;
use std::fmt;

/// Longest head accepted; Lambda's and the AWS services' are below 8 KB.
const MAX_HEAD: usize = 64 * 1024;

/// A response with its body in memory.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Names in lower case, in the order received.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the connection may carry another request.
    pub(crate) keep_alive: bool,
}

impl Response {
    /// The first header of this name, which is given in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// Why bytes are not a response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    Head,
    Chunk,
    Cut,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Head => "the response has no readable HTTP/1.1 head",
            Self::Chunk => "the response has an unreadable chunk",
            Self::Cut => "the connection was closed in the middle of a response",
        })
    }
}

impl Error for Malformed {}

enum Framing {
    Length(usize),
    Chunked,
    UntilClose,
}

/// Collects one response. Feed it bytes until it answers, then drop it: a connection carries one exchange at
/// a time, so nothing may follow a response.
#[derive(Default)]
pub(crate) struct Decoder {
    buffer: Vec<u8>,
    head: Option<(Response, Framing)>,
    without_body: bool,
}

impl Decoder {
    /// For the response to a `HEAD` request, which has no body whatever its headers say.
    #[cfg(feature = "client")]
    pub(crate) fn without_body() -> Self {
        Self { without_body: true, ..Self::default() }
    }

    /// Whether any byte of the response has arrived.
    #[cfg(feature = "client")]
    pub(crate) fn has_begun(&self) -> bool {
        self.head.is_some() || !self.buffer.is_empty()
    }

    /// Takes bytes; gives the response once it is whole.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<Option<Response>, Malformed> {
        self.buffer.extend_from_slice(bytes);
        while self.head.is_none() {
            let Some(end) = find(&self.buffer, b"\r\n\r\n") else {
                return if self.buffer.len() > MAX_HEAD { Err(Malformed::Head) } else { Ok(None) };
            };
            let head = std::str::from_utf8(&self.buffer[..end]).map_err(|_| Malformed::Head)?;
            let (response, framing) = parse_head(head, self.without_body)?;
            self.buffer.drain(..end + 4);
            // 1xx announces another response; the final one follows on the same connection.
            if response.status >= 200 {
                self.head = Some((response, framing));
            }
        }
        let complete = match &mut self.head {
            None | Some((_, Framing::UntilClose)) => false,
            Some((_, Framing::Length(length))) => self.buffer.len() >= *length,
            Some((response, Framing::Chunked)) => read_chunks(&mut self.buffer, &mut response.body)?,
        };
        Ok(if complete { self.take() } else { None })
    }

    /// The other side closed the connection: the end of a body without a length, an error for any other.
    pub(crate) fn close(&mut self) -> Result<Response, Malformed> {
        match &self.head {
            Some((_, Framing::UntilClose)) => self.take().ok_or(Malformed::Cut),
            _ => Err(Malformed::Cut),
        }
    }

    fn take(&mut self) -> Option<Response> {
        let (mut response, framing) = self.head.take()?;
        match framing {
            Framing::Chunked => {}
            Framing::UntilClose => response.body = std::mem::take(&mut self.buffer),
            Framing::Length(length) => {
                self.buffer.truncate(length);
                response.body = std::mem::take(&mut self.buffer);
            }
        }
        Some(response)
    }
}

fn parse_head(head: &str, without_body: bool) -> Result<(Response, Framing), Malformed> {
    let mut lines = head.split("\r\n");
    let status_line = lines.next().ok_or(Malformed::Head)?;
    let mut parts = status_line.splitn(3, ' ');
    let version = parts.next().filter(|it| it.starts_with("HTTP/1.")).ok_or(Malformed::Head)?;
    let status: u16 = parts.next().and_then(|it| it.parse().ok()).ok_or(Malformed::Head)?;
    let mut response = Response { status, keep_alive: version != "HTTP/1.0", ..Response::default() };
    let mut framing = Framing::UntilClose;
    for line in lines {
        let (name, value) = line.split_once(':').ok_or(Malformed::Head)?;
        let (name, value) = (name.to_ascii_lowercase(), value.trim());
        match name.as_str() {
            "connection" if value.eq_ignore_ascii_case("close") => response.keep_alive = false,
            "connection" if value.eq_ignore_ascii_case("keep-alive") => response.keep_alive = true,
            "transfer-encoding" if value.eq_ignore_ascii_case("chunked") => framing = Framing::Chunked,
            // RFC 9112, 6.3: a transfer coding overrides a length.
            "content-length" if !matches!(framing, Framing::Chunked) => {
                framing = Framing::Length(value.parse().map_err(|_| Malformed::Head)?);
            }
            _ => {}
        }
        response.headers.push((name, value.to_owned()));
    }
    if without_body || status < 200 || status == 204 || status == 304 {
        framing = Framing::Length(0);
    }
    if matches!(framing, Framing::UntilClose) {
        response.keep_alive = false;
    }
    Ok((response, framing))
}

/// Moves whole chunks from `buffer` to `body`; true once the last chunk and the trailers are there.
fn read_chunks(buffer: &mut Vec<u8>, body: &mut Vec<u8>) -> Result<bool, Malformed> {
    let mut at = 0;
    let done = loop {
        let rest = &buffer[at..];
        let Some(line_end) = find(rest, b"\r\n") else { break false };
        let line = std::str::from_utf8(&rest[..line_end]).map_err(|_| Malformed::Chunk)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| Malformed::Chunk)?;
        if size == 0 {
            // Trailers, if any, end with an empty line; without any, the empty line follows at once.
            break find(&rest[line_end..], b"\r\n\r\n").is_some();
        }
        let start = line_end + 2;
        let end = start.checked_add(size).ok_or(Malformed::Chunk)?;
        match rest.get(end..end + 2) {
            None => break false,
            Some(b"\r\n") => body.extend_from_slice(&rest[start..end]),
            Some(_) => return Err(Malformed::Chunk),
        }
        at += end + 2;
    };
    buffer.drain(..at);
    Ok(done)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|it| it == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds the text in pieces of every size: the result must not depend on how bytes arrive.
    fn decode(text: &str) -> Response {
        let whole = Decoder::default().feed(text.as_bytes()).unwrap().expect("a whole response");
        for size in 1..text.len() {
            let mut decoder = Decoder::default();
            let mut answer = None;
            for piece in text.as_bytes().chunks(size) {
                assert!(answer.is_none(), "answered before the last piece of {size}");
                answer = decoder.feed(piece).unwrap();
            }
            assert_eq!(answer.as_ref(), Some(&whole), "pieces of {size}");
        }
        whole
    }

    #[test]
    fn reads_a_body_of_known_length() {
        let response = decode("HTTP/1.1 200 OK\r\nLambda-Runtime-X: a b\r\nContent-Length: 5\r\n\r\nhello");
        assert_eq!(response.status, 200);
        assert_eq!(response.body, b"hello");
        assert_eq!(response.header("lambda-runtime-x"), Some("a b"));
        assert!(response.keep_alive);
    }

    #[test]
    fn reads_chunks_with_extensions_and_trailers() {
        let response = decode(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\nhello\r\n1\r\n!\r\n0\r\nA: b\r\n\r\n",
        );
        assert_eq!(response.body, b"hello!");
        assert!(response.keep_alive);
    }

    #[test]
    fn skips_informational_responses() {
        let response =
            decode("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        assert_eq!((response.status, response.body.len()), (202, 0));
    }

    #[test]
    fn a_body_without_a_length_ends_with_the_connection() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(b"HTTP/1.1 200 OK\r\n\r\nall of").unwrap(), None);
        assert_eq!(decoder.feed(b" it").unwrap(), None);
        let response = decoder.close().unwrap();
        assert_eq!(response.body, b"all of it");
        assert!(!response.keep_alive);
    }

    #[test]
    fn a_connection_closed_too_early_is_an_error() {
        let mut decoder = Decoder::default();
        decoder.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel").unwrap();
        assert_eq!(decoder.close(), Err(Malformed::Cut));
    }

    #[test]
    fn nonsense_is_refused() {
        for (text, error) in [
            ("SSH-2.0-x\r\n\r\n", Malformed::Head),
            ("HTTP/1.1 abc\r\n\r\n", Malformed::Head),
            ("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", Malformed::Head),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Malformed::Chunk),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", Malformed::Chunk),
        ] {
            assert_eq!(Decoder::default().feed(text.as_bytes()), Err(error), "{text}");
        }
    }

    #[test]
    fn responses_without_a_body_need_no_length() {
        assert_eq!(decode("HTTP/1.1 204 No Content\r\n\r\n").status, 204);
        let mut head = Decoder::without_body();
        let response = head.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n").unwrap().unwrap();
        assert!(response.body.is_empty());
    }
}
