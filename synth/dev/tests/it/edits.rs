use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use eventual_synth_dev::dev;

use crate::workspace::{Notes, Seen, copy, next, notes, options};

const EDITS: usize = 10;
const TARGET: Duration = Duration::from_millis(1_500);

fn call(port: u16, method: &str, path: &str, body: &str) -> std::io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: localhost:{port}\r\nx-customer: sam\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).and_then(|it| it.parse().ok());
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    status.zip(body).ok_or_else(|| std::io::Error::other("the answer was cut off"))
}

fn port(url: &str) -> u16 {
    url.rsplit_once(':').unwrap().1.parse().unwrap()
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs_err::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from}");
    fs_err::write(file, text.replace(from, to)).unwrap();
}

/// When what was compiled was ready.
fn compiled(watcher: &Notes, since: Instant) -> String {
    let compiled = watcher.compiled.lock().unwrap();
    let mut told: Vec<String> = Vec::new();
    if let Some((first, _)) = compiled.first() {
        told.push(format!("cargo told of the first crate after {:?}", *first - since));
    }
    let of_ours = compiled.iter().filter(|(_, name)| name.starts_with("orders"));
    told.extend(of_ours.map(|(at, name)| format!("`{name}` after {:?}", *at - since)));
    told.join(", ")
}

/// Ten edits while requests come in: each is answered, by one version or the next; a mistake is told and changes nothing; an
/// execution that was started before the first edit goes on after the last.
#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
#[expect(clippy::print_stdout, reason = "the times are part of what it is for")]
fn edits_are_served_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let services = copy(&root, &["orders", "fulfillment"]);
    let source = services[0].dir.join("src/api.rs");
    let options = options(&root, services);
    let (watcher, seen) = notes();
    let (is_over, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let running = scope.spawn(|| dev(&options, &watcher));
        let Seen::Serving(serving) = next(&seen) else { panic!("it does not serve") };
        let [orders, fulfillment] = [0, 1].map(|index| port(&serving.services[index].url));
        let order = r#"{"order_id": "o-1", "amount_cents": 100}"#;
        assert_eq!(call(fulfillment, "POST", "/orders", order).unwrap().0, 200);

        let load = scope.spawn({
            let (is_over, answered) = (&is_over, &answered);
            move || {
                while !is_over.load(Ordering::Relaxed) {
                    assert_eq!(call(orders, "GET", "/health", "").unwrap().0, 200);
                    answered.fetch_add(1, Ordering::Relaxed);
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
        });

        edit(&source, "Ok(\"ok\".into_response())", "Ok(\"ok\".into_respons())");
        let Seen::BuildFailed(error) = next(&seen) else { panic!("a mistake was taken") };
        assert!(error.contains("into_respons") && error.contains("api.rs"), "{error}");
        assert_eq!(call(orders, "GET", "/health", "").unwrap().1, "ok");
        edit(&source, "into_respons()", "into_response()");
        let Seen::Swapped(_) = next(&seen) else { panic!("the mend was not taken") };

        let mut before = "\"ok\"".to_owned();
        let mut times = Vec::new();
        for number in 1..=EDITS {
            // The editor's pause.
            std::thread::sleep(Duration::from_secs(1));
            let now = format!("\"ok {number}\"");
            watcher.compiled.lock().unwrap().clear();
            let start = Instant::now();
            edit(&source, &before, &now);
            while format!("{:?}", call(orders, "GET", "/health", "").unwrap().1) != now {
                std::thread::sleep(Duration::from_millis(5));
            }
            let time = start.elapsed();
            let Seen::Swapped(phases) = next(&seen) else { panic!("the edit was not taken") };
            println!("{time:?}: {phases:?}; {}", compiled(&watcher, start));
            times.push(time);
            before = now;
        }
        is_over.store(true, Ordering::Relaxed);
        load.join().unwrap();
        times.sort();
        let median = times[EDITS / 2];
        println!(
            "from edit to answer: {times:?}; median {median:?}, {:.2} of the target {TARGET:?}",
            median.as_secs_f64() / TARGET.as_secs_f64()
        );
        println!("answered meanwhile: {} requests, none failed", answered.load(Ordering::Relaxed));

        let path = "/_eventual/api/executions/o-1";
        assert!(call(fulfillment, "GET", path, "").unwrap().1.contains("running"));
        assert!(call(fulfillment, "DELETE", "/orders/o-1", "").unwrap().0 < 300);
        let start = Instant::now();
        while !call(fulfillment, "GET", path, "").unwrap().1.contains("Cancelled") {
            assert!(start.elapsed() < Duration::from_secs(60), "the execution did not go on");
        }
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::INT).unwrap();
        running.join().unwrap().unwrap();
    });
}
