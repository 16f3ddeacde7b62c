//! The local server.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use eventual_runtime_local::{ServeOptions, Server};
use eventual_runtime_testing_conformance::{Conformance, Host};

struct Local(u16);

impl Host for Local {
    fn request(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.0)).unwrap();
        let head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
        let head = format!("{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }
    fn pass(&self) {
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn the_local_server_answers_as_it_should() {
    let folder = tempfile::tempdir().unwrap();
    let options = ServeOptions { port: 0, ..ServeOptions::new(folder.path()) };
    let running = Server::new().service::<Conformance>("1.0.0", None).start(&options, |_| {}).unwrap();
    let url = &running.serving().services[0].url;
    let port = url.rsplit(':').next().unwrap().parse().unwrap();
    let answers = super::run(&Local(port));
    running.stop();
    assert_eq!(answers, super::environment::answers(), "in the same words as the test environment");
}
