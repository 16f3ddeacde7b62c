// From the lines of a history to the calls of each run: what was under way, from when to when, and how it ended.

const ENDS = {
  task_succeeded: "succeeded", child_succeeded: "succeeded", call_succeeded: "succeeded", request_answered: "succeeded", timer_fired: "fired",
  task_failed: "failed", child_failed: "failed", call_failed: "failed", request_failed: "failed", call_cancelled: "cancelled", child_terminated: "cancelled",
};
const OPENS = { task_scheduled: "task", request_sent: "task", timer_set: "timer", child_started: "child" };
/** How each is drawn, and what it is called. */
const DOTS = {
  signal_received: ["signal", "signal"], event_emitted: ["event", "event"], signal_sent: ["signal", "signal sent"],
  patched: ["note", "patch"], signal_rejected: ["bad", "rejected"], cancel_requested: ["bad", ""], terminated: ["bad", ""], closed: ["bad", ""],
};
const OVER = { execution_succeeded: "succeeded", execution_failed: "failed", continued_as_new: "continued", terminated: "failed", closed: "failed" };

/** The runs of an execution: `{ run, from, to, status, items }`. An item is a bar (`kind`, `name`, `from`, `to`) or a dot (`at`). */
export function runs(events) {
  const runs = [];
  let calls = new Map();
  events.forEach((event, index) => {
    let run = runs.at(-1);
    if (run === undefined || run.run !== event.run) {
      calls = new Map();
      run = { run: event.run, from: event.time, to: undefined, status: "running", items: [], index };
      runs.push(run);
    }
    if (event.kind in OPENS) {
      const kind = OPENS[event.kind];
      const item = { kind, run: event.run, seq: event.seq, name: event.name ?? kind, from: event.time, due: event.due, status: "open", index };
      if (kind === "child") item.execution = event.execution;
      calls.set(event.seq, item);
      run.items.push(item);
    } else if (event.kind in ENDS && calls.has(event.seq)) {
      const item = calls.get(event.seq);
      // A task that was told to stop may still answer.
      if (item.to === undefined) {
        item.to = event.time;
        item.status = ENDS[event.kind];
        item.error = event.error;
      }
    } else if (event.kind in DOTS) {
      const [kind, what] = DOTS[event.kind];
      run.items.push({ kind, dot: true, name: event.name ?? title(event.kind), at: event.time, what, index });
    }
    if (event.kind in OVER) {
      run.to = event.time;
      run.status = OVER[event.kind];
      // What is still open is not waited for any more.
      for (const item of run.items) if (!item.dot && item.to === undefined) Object.assign(item, { to: event.time, status: "cancelled" });
    }
  });
  return runs;
}

/** `task_scheduled` as people say it. */
export function title(kind) {
  return kind.replaceAll("_", " ");
}

/** Whether a line says what happened, and not what was decided because of it. */
export function happened(kind) {
  return kind === "started" || kind in ENDS && kind !== "call_cancelled" && kind !== "child_terminated" || ["signal_received", "cancel_requested", "terminated", "closed"].includes(kind);
}
