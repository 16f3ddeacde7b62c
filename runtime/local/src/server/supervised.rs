//! The program's side of [`control`](super::control).

use std::io::{self, BufRead, BufReader, IoSliceMut, Write};
use std::mem::MaybeUninit;
use std::net::TcpListener;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Mutex;

use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, recvmsg};

use super::control::{FromHost, MOST_LISTENERS, ToHost};

/// The program's end of the line.
#[derive(Debug)]
pub(super) struct Control {
    socket: UnixStream,
    writing: Mutex<()>,
}

impl Control {
    /// The line at standard input, and the sockets that come over it first.
    pub(super) fn from_stdin() -> io::Result<(Self, Vec<TcpListener>)> {
        let socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
        let listeners = receive(&socket)?;
        Ok((Self { socket, writing: Mutex::new(()) }, listeners))
    }

    /// Says something. If nobody hears it, the end of the line is noticed where it is read.
    pub(super) fn say(&self, what: &FromHost) {
        let Ok(mut line) = serde_json::to_vec(what) else { return };
        line.push(b'\n');
        let _turn = self.writing.lock();
        let _ = (&self.socket).write_all(&line);
    }

    /// Waits for word how to end. The end of the tool is one, too.
    pub(super) fn wait(&self) -> ToHost {
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
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST_LISTENERS))];
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
    use crate::server::control::hand_over;

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
