//! The line between a local service and the tool that supervises it: lines of JSON over a socket that is the program's
//! standard input. The tool owns the listening sockets and hands them over, so that one program can take over from another
//! while callers wait in the queue of the socket.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::net::TcpListener;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use serde::{Deserialize, Serialize};

use super::report::Report;

/// Environment variable that says that standard input is such a socket. Its value is the same for all programs of one tool, and
/// for no others.
pub const ENV_SUPERVISED: &str = "EVENTUAL_SUPERVISED";

/// The most sockets, and so services, of one program.
pub(super) const MOST_LISTENERS: usize = 32;

/// What the tool says. It begins by handing over the sockets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToHost {
    /// Another program takes over: take no new work, give the state free, and end when the tasks that run are over.
    Drain,
    /// Let end what runs, for a while, and end.
    Stop,
}

/// What the program says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromHost {
    /// It is there, and waits for the state if another program has it.
    Ready,
    /// Something happened.
    Report {
        /// What, for programs.
        report: Report,
        /// The same for people.
        text: String,
    },
    /// It can not run.
    Refused {
        /// Why.
        reason: String,
    },
}

/// Hands sockets over; the tool's side.
pub fn hand_over(socket: &UnixStream, listeners: &[TcpListener]) -> io::Result<()> {
    let sockets: Vec<_> = listeners.iter().map(AsFd::as_fd).collect();
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST_LISTENERS))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !ancillary.push(SendAncillaryMessage::ScmRights(&sockets)) {
        return Err(io::Error::other(format!("one program runs at most {MOST_LISTENERS} services")));
    }
    sendmsg(socket, &[IoSlice::new(b"\n")], &mut ancillary, SendFlags::empty())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_stable() {
        let line = |what: &FromHost| serde_json::to_string(what).unwrap();
        assert_eq!(line(&FromHost::Ready), r#""ready""#);
        assert_eq!(line(&FromHost::Refused { reason: "no".into() }), r#"{"refused":{"reason":"no"}}"#);
        let report = Report::Failed { reason: "x".into() };
        assert_eq!(
            line(&FromHost::Report { report, text: "x".into() }),
            r#"{"report":{"report":{"failed":{"reason":"x"}},"text":"x"}}"#
        );
        assert_eq!(serde_json::to_string(&ToHost::Drain).unwrap(), r#""drain""#);
        assert_eq!(serde_json::to_string(&ToHost::Stop).unwrap(), r#""stop""#);
    }
}
