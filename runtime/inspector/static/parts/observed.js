// What workflows were seen to do in their latest executions: the code does not say it without being run.
import { api } from "../api.js";

/** Executions of each workflow that are looked at. */
const LATEST = 3;

/** Edges `{ from, to }` between nodes of the map. */
export async function observed(service) {
  const found = new Map();
  const add = (from, to) => found.set(`${from} ${to}`, { from, to });
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
