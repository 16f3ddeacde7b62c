//! The line between a local service and the tool that supervises it: lines of JSON over a socket that is the
//! program's standard input. The tool owns the listening sockets and hands them over, so that one program can
//! take over from another while callers wait in the queue of the socket.

use std::io::{self, BufRead, BufReader, IoSlice, IoSliceMut, Write};
use std::mem::MaybeUninit;
use std::net::TcpListener;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Mutex;

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};
use serde::{Deserialize, Serialize};

use crate::report::Report;

/// Environment variable that says that standard input is such a socket. Its value is the same for all
/// programs of one tool, and for no others.
pub const ENV_SUPERVISED: &str = "EVENTUAL_SUPERVISED";

/// The most sockets, and so services, of one program.
const MAX_LISTENERS: usize = 32;

/// What the tool says. It begins by handing over the sockets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToHost {
    /// Another program takes over: take no new work, give the state free, and end when the tasks that run are
    /// over.
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
    /// It cannot run.
    Refused {
        /// Why.
        reason: String,
    },
}

/// Hands sockets over; the tool's side.
pub fn hand_over(socket: &UnixStream, listeners: &[TcpListener]) -> io::Result<()> {
    let sockets: Vec<_> = listeners.iter().map(AsFd::as_fd).collect();
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_LISTENERS))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !ancillary.push(SendAncillaryMessage::ScmRights(&sockets)) {
        return Err(io::Error::other(format!("one program runs at most {MAX_LISTENERS} services")));
    }
    sendmsg(socket, &[IoSlice::new(b"\n")], &mut ancillary, SendFlags::empty())?;
    Ok(())
}

/// The program's end of the line.
#[derive(Debug)]
pub struct Control {
    socket: UnixStream,
    writing: Mutex<()>,
}

impl Control {
    /// The line at standard input, and the sockets that come over it first.
    pub fn from_stdin() -> io::Result<(Self, Vec<TcpListener>)> {
        let socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
        let listeners = receive(&socket)?;
        Ok((Self { socket, writing: Mutex::new(()) }, listeners))
    }

    /// Sends a line. If the tool is gone, that is noticed where lines are read.
    pub fn say(&self, what: &FromHost) {
        let Ok(mut line) = serde_json::to_vec(what) else { return };
        line.push(b'\n');
        let _turn = self.writing.lock();
        let _ = (&self.socket).write_all(&line);
    }

    /// Waits until the tool says how to end. The end of the tool means `Stop`.
    pub fn wait(&self) -> ToHost {
        for line in BufReader::new(&self.socket).lines() {
            match line.map(|line| serde_json::from_str::<ToHost>(&line)) {
                Ok(Ok(word)) => return word,
                Err(_) => break,
                // Said by a newer tool.
                Ok(Err(_)) => {}
            }
        }
        ToHost::Stop
    }
}

fn receive(socket: &UnixStream) -> io::Result<Vec<TcpListener>> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_LISTENERS))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    let received =
        recvmsg(socket, &mut [IoSliceMut::new(&mut byte)], &mut ancillary, RecvFlags::CMSG_CLOEXEC)?;
    if received.flags.contains(ReturnFlags::CTRUNC) {
        return Err(io::Error::other("the sockets could not be taken over: too many files are open"));
    }
    let mut listeners = Vec::new();
    for message in ancillary.drain() {
        if let RecvAncillaryMessage::ScmRights(sockets) = message {
            listeners.extend(sockets.map(|socket: OwnedFd| TcpListener::from(socket)));
        }
    }
    Ok(listeners)
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

    #[test]
    fn a_listener_goes_over_a_socket() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (here, there) = UnixStream::pair().unwrap();
        hand_over(&here, &[listener]).unwrap();
        let received = receive(&there).unwrap();
        assert_eq!(received.len(), 1);
        assert_eq!(received[0].local_addr().unwrap(), address);
    }
}
