// What handlers were seen to do, workflows in their latest executions: the code does not say it without being run.
import { api } from "../api.js";

/** How busy each node of the map is, in words: running executions, dead letters. By the key of the node. */
export async function load(service) {
  const found = new Map();
  const running = service.workflows.map(async ({ name }) => {
    const { executions, cursor } = await api.executions({ workflow: name, status: "running", limit: 100 });
    if (executions.length > 0) found.set(`workflow:${name}`, `${executions.length}${cursor === undefined ? "" : "+"} running`);
  });
  const dead = api.deadLetters().then(({ queues }) => {
    for (const { subscription, count } of queues) if (count > 0) found.set(`subscription:${subscription}`, `${count} dead letters`);
  });
  // Not every host knows both.
  await Promise.allSettled([...running, dead]);
  return found;
}

/** Executions of each workflow that are looked at. */
const LATEST = 3;

/** Edges `{ from, to }` between nodes of the map. */
export async function observed(service) {
  const found = new Map();
  const add = (from, to) => found.set(`${from} ${to}`, { from, to });
  // Deployed services do not watch their handlers.
  const { edges } = await api.observed().catch(() => ({ edges: [] }));
  for (const { from, to } of edges) add(from, to);
  await Promise.all(
    service.workflows.map(async ({ name }) => {
      const { executions } = await api.executions({ workflow: name, limit: LATEST });
      const histories = await Promise.all(executions.map(({ id }) => api.history(id).catch(() => ({ events: [] }))));
      const me = `workflow:${name}`;
      for (const event of histories.flatMap((history) => history.events)) {
        if (event.kind === "task_scheduled") add(me, `task:${event.name}`);
        else if (event.kind === "child_started") add(me, `workflow:${event.name}`);
        else if (event.kind === "event_emitted") add(me, `event:${event.name}`);
        else if (event.kind === "signal_received") add(`signal:${event.name}`, me);
        else if (event.kind === "signal_sent") add(me, `signal:${event.name}`);
      }
    }),
  );
  return [...found.values()].sort((a, b) => `${a.from} ${a.to}`.localeCompare(`${b.from} ${b.to}`));
}
