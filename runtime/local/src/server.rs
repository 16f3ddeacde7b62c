//! [`Server`]: makes a world, serves it, ends it.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use eventual_runtime_core::handler::Catalogue;
use eventual_runtime_local_protocol::{Report, ServeError, Serving, ServingRoute, ServingService, listen};
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::executions::{next_number, shard, timers};
use crate::http::accept;
use crate::program::ServeOptions;
use crate::store::{Store, remove};
use crate::world::{Service, ServiceHandle, Sink, World};

/// Threads for executions, at most.
const MAX_SHARDS: usize = 4;

/// Services that are about to run in this process.
#[derive(Default)]
pub struct Server {
    pub(crate) services: Vec<Result<Service, ServeError>>,
}

/// Services that run. Dropped, they end at once, as if the process died; [`stop`](Self::stop) lets end what
/// runs.
pub struct Running {
    world: Arc<World>,
    runtime: Option<Runtime>,
    shards: Vec<thread::JoinHandle<()>>,
    stop: watch::Sender<bool>,
    serving: Serving,
    grace: Duration,
}

impl Server {
    /// A server without services.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this service. `version` is that of its package; `model` is what the analyzer found in its source,
    /// as JSON, for docs and names that the compiled service does not have. Without one there is less to
    /// show.
    #[must_use]
    pub fn service<S: Catalogue>(mut self, version: &str, model: Option<&'static str>) -> Self {
        let shards = if S::handlers().workflows.is_empty() { 1 } else { shards() };
        self.services.push(Service::of::<S>(version, model, shards));
        self
    }

    /// Runs the services on sockets of their own, the first at the port of the options, each further one at
    /// the next. `sink` takes reports, from several threads.
    ///
    /// # Errors
    /// If a port is taken, or the state cannot be used.
    pub fn start(
        self,
        options: &ServeOptions,
        sink: impl Fn(Report) + Send + Sync + 'static,
    ) -> Result<Running, ServeError> {
        let listeners = (0..self.services.len()).map(|index| {
            // Port 0 is any free one, for each of them.
            let offset = if options.port == 0 { 0 } else { u16::try_from(index).unwrap_or(u16::MAX) };
            listen(SocketAddr::new(options.host, options.port.saturating_add(offset)))
        });
        let listeners = listeners.collect::<Result<Vec<_>, _>>()?;
        self.start_on(listeners, options, sink)
    }

    /// Runs the services on these sockets, one each, in the order in which they were added.
    ///
    /// # Errors
    /// If the state cannot be used.
    pub fn start_on(
        self,
        listeners: Vec<TcpListener>,
        options: &ServeOptions,
        sink: impl Fn(Report) + Send + Sync + 'static,
    ) -> Result<Running, ServeError> {
        let services = self.services.into_iter().collect::<Result<Vec<_>, _>>()?;
        if options.reset {
            remove(&options.state)?;
        }
        let store = Store::open(&options.state, options.durability, options.patience)?;
        let damaged = |error: eventual_runtime_orchestrator::StoreError| ServeError::Damaged {
            folder: options.state.clone(),
            reason: error.0,
        };
        let number = next_number(&store, &services).map_err(damaged)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("eventual-worker")
            .enable_all()
            .build()?;
        let world = World::new(store, services, runtime.handle().clone(), Sink::new(sink), number);
        let (stop, stopping) = watch::channel(false);
        let serving = serve(&world, &runtime, listeners, &stopping)?;
        let mut shards = Vec::new();
        for here in world.all() {
            here.recover().map_err(damaged)?;
            for index in 0..here.shards.len() {
                let (here, thread) = (here.clone(), thread::Builder::new());
                let thread = thread.name(format!("eventual-executions-{index}"));
                shards.push(thread.spawn(move || shard::run(&here, index))?);
            }
        }
        runtime.spawn(timers::run(Arc::clone(&world)));
        world.sink.take(Report::Serving(serving.clone()));
        Ok(Running { world, runtime: Some(runtime), shards, stop, serving, grace: options.grace })
    }
}

/// Lets all services answer at their sockets.
fn serve(
    world: &Arc<World>,
    runtime: &Runtime,
    listeners: Vec<TcpListener>,
    stopping: &watch::Receiver<bool>,
) -> Result<Serving, ServeError> {
    let mut serving = Serving::default();
    for (here, listener) in world.all().zip(listeners) {
        let address = listener.local_addr()?;
        let url = url(address);
        // Only set here.
        let _ = here.url.set(url.clone());
        listener.set_nonblocking(true)?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        serving.services.push(describe(&here, url));
        runtime.spawn(accept(here, listener, stopping.clone()));
    }
    Ok(serving)
}

impl Running {
    /// What answers where.
    pub fn serving(&self) -> &Serving {
        &self.serving
    }

    /// Ends the services for another program to take over: no new connections, messages, tasks; the state is
    /// given free. The bodies of tasks that run go on here, and what comes of them goes to that program.
    /// Returns when they are over.
    pub fn hand_over(mut self) {
        self.stop.send_replace(true);
        self.world.stop();
        let Some(runtime) = self.runtime.take() else { return };
        let idle = async { tokio::time::timeout(self.grace, self.world.busy.idle()).await };
        let _ = runtime.block_on(idle);
        for shard in self.shards.drain(..) {
            // A shard that panicked has reported it.
            let _ = shard.join();
        }
        self.world.all().for_each(|here| here.hold());
        self.world.store.close();
        runtime.block_on(self.world.bodies.idle());
        runtime.shutdown_background();
    }

    /// Ends the services: no new connections, messages, tasks; what runs may end within the grace of the
    /// options. What does not is lost as in a crash: the next process reports it to its execution.
    pub fn stop(mut self) {
        self.stop.send_replace(true);
        self.world.stop();
        if let Some(runtime) = self.runtime.take() {
            let idle = async {
                self.world.bodies.idle().await;
                self.world.busy.idle().await;
            };
            let _ = runtime.block_on(async { tokio::time::timeout(self.grace, idle).await });
            for shard in self.shards.drain(..) {
                // A shard that panicked has reported it.
                let _ = shard.join();
            }
            self.world.store.close();
            runtime.shutdown_background();
        }
    }
}

impl Running {
    /// Runs a future on the services' own runtime.
    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        self.runtime.as_ref().map(|runtime| runtime.block_on(future))
    }
}

#[cfg(test)]
impl Running {
    /// The only service.
    pub(crate) fn only(&self) -> ServiceHandle {
        self.world.all().next().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.world.stop();
        self.world.store.close();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn shards() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MAX_SHARDS)
}

fn url(address: SocketAddr) -> String {
    let is_local = address.ip().is_loopback() || address.ip().is_unspecified();
    if is_local { format!("http://localhost:{}", address.port()) } else { format!("http://{address}") }
}

fn describe(here: &ServiceHandle, url: String) -> ServingService {
    let handlers = &here.handlers;
    let mut routes: Vec<ServingRoute> = Vec::new();
    let mut commands = Vec::new();
    for entry in &handlers.http {
        match entry.path {
            Some(path) => routes.push(ServingRoute {
                method: entry.method.to_owned(),
                path: path.to_owned(),
                handler: entry.name.to_owned(),
            }),
            None => commands.push(entry.name.to_owned()),
        }
    }
    routes.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    let events = |it: &eventual_runtime_core::handler::SubscriptionEntry| {
        let named = |event: &&str| match it.source {
            Some(source) => format!("{source}/{event}"),
            None => (*event).to_owned(),
        };
        it.events.iter().map(named).collect()
    };
    ServingService {
        name: here.name.to_owned(),
        url,
        routes,
        commands,
        subscriptions: handlers.subscriptions.iter().map(|it| (it.name.to_owned(), events(it))).collect(),
        workflows: handlers.workflows.iter().map(|it| it.name.to_owned()).collect(),
        tasks: handlers.tasks.iter().map(|it| it.name.to_owned()).collect(),
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("services", &self.services.len()).finish()
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").field("serving", &self.serving).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use eventual_runtime_core::handler::{Handlers, Service as Named};
    use eventual_runtime_engine::{
        Payload, Result, Task, TaskCall, TaskContext, TaskEntry, TaskFuture, Workflow, WorkflowEntry,
        WorkflowFuture,
    };
    use eventual_runtime_orchestrator::{CallKey, Effects};
    use futures::FutureExt;

    use super::*;

    enum Endless {}
    impl Task for Endless {
        type Input = ();
        type Output = Result<()>;
        const NAME: &'static str = "endless";
        fn run((): (), _: TaskContext) -> TaskFuture<Result<()>> {
            Box::pin(std::future::pending())
        }
    }

    enum Waiting {}
    impl Workflow for Waiting {
        type Input = ();
        type Output = Result<()>;
        const NAME: &'static str = "waiting";
        fn run((): ()) -> WorkflowFuture<Result<()>> {
            Box::pin(async { TaskCall::<Endless>::new(()).await })
        }
    }

    struct Shop;
    impl Named for Shop {
        const NAME: &'static str = "shop";
        const KNOWN: &'static [u64] = &[];
    }
    impl Catalogue for Shop {
        fn handlers() -> Handlers {
            Handlers {
                tasks: vec![TaskEntry::of::<Endless>()],
                workflows: vec![WorkflowEntry::of::<Waiting>()],
                ..Handlers::default()
            }
        }
    }

    #[test]
    fn an_attempt_that_is_started_twice_is_still_known_to_run() {
        let folder = tempfile::tempdir().unwrap();
        let options = ServeOptions { port: 0, ..ServeOptions::new(folder.path()) };
        let running = Server::new().service::<Shop>("1.0.0", None).start(&options, |_| {}).unwrap();
        let here = running.only();
        here.begin("waiting", Some("w".to_owned()), Payload::null(), None).unwrap();
        while here.attempts().is_empty() {
            thread::yield_now();
        }
        let call = CallKey { execution: "w".to_owned(), run: 0, seq: 0 };
        here.invoke(&call, "endless", 1).now_or_never().unwrap().unwrap();
        running.block_on(here.world.busy.idle());
        let invocation = here.world.store.get(&here.keys.invocation(&call, 1)).unwrap();
        assert!(invocation.is_some(), "if the process died now, the attempt would be missing");
    }
}
