//! [`Site`]: the pages of one deployed service, and whom they ask.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use eventual_analyzer_model::contract::RPC_PREFIX;
use eventual_runtime_client::Request;
use eventual_runtime_inspector as pages;
use eventual_runtime_operator::{DeadLetters, OPERATOR_PREFIX, Redriven, decode, query_fields};
use eventual_synth::{Failure, Result};
use http::{Method, StatusCode};
use tokio::sync::Mutex;

use super::answer::{Answer, data, page, passed_on, refusal, refused};
use super::guard;
use super::log_book::LogBook;
use crate::endpoint::{Connection, LogFilter};

/// How often queues are looked at, however often a page asks: what is looked at is hidden from others for a moment.
const PAUSE: Duration = Duration::from_secs(10);
/// As many logs are kept.
const MOST_LOGS: usize = 32;

/// The pages of one deployed service.
pub(crate) struct Site {
    pub(super) service: Connection,
    pub(super) port: u16,
    /// Whether calls of commands are signed, too.
    pub(super) sign: bool,
    pub(super) dead_letters: Mutex<Option<(Instant, DeadLetters)>>,
    pub(super) logs: RefCell<BTreeMap<Option<String>, Rc<Mutex<LogBook>>>>,
}

impl Site {
    pub(super) async fn answer(&self, request: Request) -> Answer {
        let path = request.uri().path().to_owned();
        let acts = path.starts_with(OPERATOR_PREFIX) || path.starts_with(RPC_PREFIX);
        if let Some(why) = guard::refuse(request.headers(), self.port, acts) {
            return refused(StatusCode::FORBIDDEN, "Foreign", &why, None);
        }
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        if is_read && let Some((content_type, content)) = pages::page(&path) {
            return page(content_type, content);
        }
        let answered = match path.strip_prefix(OPERATOR_PREFIX) {
            Some(route) if route.starts_with('/') => self.operate(route, request).await,
            _ if path.starts_with(RPC_PREFIX) && request.method() == Method::POST => {
                self.invoke(request).await
            }
            _ => {
                let why = format!(
                    "there is nothing at `{}`; the pages are at {}",
                    path.escape_debug(),
                    pages::PREFIX
                );
                Ok(refused(StatusCode::NOT_FOUND, "NotFound", &why, None))
            }
        };
        answered.unwrap_or_else(|failure| refusal(&failure))
    }

    /// What the deployed operator does not answer is answered as the commands of this tool do it; all else is passed on.
    async fn operate(&self, route: &str, request: Request) -> Result<Answer> {
        let parts: Vec<&str> = route.split('/').skip(1).collect();
        match (request.method(), parts.as_slice()) {
            (&Method::GET, ["dead-letters"]) => data(&self.dead_letters().await?),
            (&Method::POST, ["dead-letters", subscription, "redrive"]) => {
                let redriven = self.service.redrive(&read(subscription)?).await;
                *self.dead_letters.lock().await = None;
                data(&Redriven { redriven: redriven? })
            }
            (&Method::GET, ["logs"]) => self.log(None, &request).await,
            (&Method::GET, ["executions", id, "logs"]) => self.log(Some(read(id)?), &request).await,
            (&Method::GET | &Method::POST, _) => Ok(passed_on(self.service.forward(plain(request)).await?)),
            (method, _) => {
                let why = format!("an operator is asked with GET and POST, not with {method}");
                Ok(refused(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", &why, None))
            }
        }
    }

    async fn invoke(&self, request: Request) -> Result<Answer> {
        let request = plain(request);
        let said =
            if self.sign { self.service.signed(request).await? } else { self.service.raw(request).await? };
        Ok(passed_on(said))
    }

    async fn dead_letters(&self) -> Result<DeadLetters> {
        let mut known = self.dead_letters.lock().await;
        if let Some((at, letters)) = &*known
            && at.elapsed() < PAUSE
        {
            return Ok(letters.clone());
        }
        let letters = self.service.dead_letters().await?;
        *known = Some((Instant::now(), letters.clone()));
        Ok(letters)
    }

    async fn log(&self, execution: Option<String>, request: &Request) -> Result<Answer> {
        let fields = query_fields(request.uri().query().unwrap_or_default()).unwrap_or_default();
        let after = fields.iter().find(|it| it.0 == "after").map(|(_, it)| it.parse());
        let after = after.transpose().map_err(|_| Failure::user("`after` is a number that a log gave"))?;
        let book = self.book(execution).await?;
        let mut book = book.lock().await;
        data(&book.after(after).await?)
    }

    async fn book(&self, execution: Option<String>) -> Result<Rc<Mutex<LogBook>>> {
        let known = self.logs.borrow().get(&execution).map(Rc::clone);
        if let Some(book) = known {
            return Ok(book);
        }
        let filter = LogFilter { execution: execution.clone(), ..LogFilter::default() };
        let book = Rc::new(Mutex::new(LogBook::new(self.service.log(&filter).await?)));
        let mut books = self.logs.borrow_mut();
        if books.len() >= MOST_LOGS {
            // Whoever still reads one begins it anew.
            books.clear();
        }
        Ok(Rc::clone(books.entry(execution).or_insert(book)))
    }
}

/// Only what the service is to see: no cookies, nothing of the browser.
fn plain(request: Request) -> Request {
    let (parts, body) = request.into_parts();
    let mut plain = Request::new(body);
    *plain.method_mut() = parts.method;
    if let Some(path) = parts.uri.path_and_query() {
        *plain.uri_mut() = path.clone().into();
    }
    for name in [http::header::CONTENT_TYPE, http::header::ACCEPT] {
        if let Some(value) = parts.headers.get(&name) {
            plain.headers_mut().insert(name, value.clone());
        }
    }
    plain
}

fn read(part: &str) -> Result<String> {
    decode(part)
        .ok_or_else(|| Failure::user(format!("`{}` is not encoded as it must be", part.escape_debug())))
}
