// Talks to the service: to its operator API, and to its commands.

const PREFIX = "/_eventual/api";

/** What the service refused, as it said it. */
export class Refused extends Error {
  constructor(status, error) {
    super(error.message ?? `the service answered with ${status}`);
    Object.assign(this, { status, code: error.code, hint: error.hint });
  }
}

async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(PREFIX + path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
  } catch {
    show(false);
    throw new Refused(0, { message: "the service does not answer" });
  }
  show(true);
  const text = await response.text();
  let value;
  try {
    value = text === "" ? null : JSON.parse(text);
  } catch {
    value = { error: { message: text } };
  }
  if (!response.ok) throw new Refused(response.status, value?.error ?? value ?? {});
  return value;
}

/** Shows whether the service answers. */
function show(on) {
  const link = document.getElementById("link");
  link.textContent = on ? "connected" : "no answer";
  link.className = on ? "link on" : "link off";
}

const enc = encodeURIComponent;
const execution = (id, rest = "") => `/executions/${enc(id)}${rest}`;

let described;
export const api = {
  service: (again = false) => (again ? (described = undefined) : 0, (described ??= ask("GET", "/service"))),
  openapi: () => ask("GET", "/openapi.json"),
  executions: (query) => ask("GET", "/executions?" + new URLSearchParams(query)),
  execution: (id) => ask("GET", execution(id)),
  start: (start) => ask("POST", "/executions", start),
  signal: (id, name, payload) => ask("POST", execution(id, "/signals"), raw({ name }, "payload", payload)),
  cancel: (id, reason) => ask("POST", execution(id, "/cancel"), { reason }),
  terminate: (id, reason) => ask("POST", execution(id, "/terminate"), { reason }),
  emit: (name, detail) => ask("POST", "/events", raw({ name }, "detail", detail)),
  deadLetters: () => ask("GET", "/dead-letters"),
  redrive: (subscription) => ask("POST", `/dead-letters/${enc(subscription)}/redrive`, {}),
  observed: () => ask("GET", "/observed"),
  logs: (id, after) => ask("GET", (id === undefined ? "" : execution(id)) + "/logs" + (after === undefined ? "" : `?after=${after}`)),
  /** All parts of a history; if wanted, with how often its tasks were tried. */
  async history(id, attempts = false) {
    const whole = { events: [], attempts: [] };
    let from = 1;
    do {
      const part = await ask("GET", execution(id, `/history?from=${from}${attempts ? "&attempts=true" : ""}`));
      whole.events.push(...part.events);
      whole.attempts.push(...(part.attempts ?? []));
      whole.problem = part.problem;
      from = part.next;
    } while (from !== undefined && from !== null);
    name(whole.events);
    return whole;
  },
};

/** A body in which one field is JSON as somebody wrote it: numbers that JavaScript cannot hold stay as they are. */
export function raw(fields, name, json) {
  const rest = JSON.stringify(fields).slice(1, -1);
  return `{${rest}${rest === "" ? "" : ","}${JSON.stringify(name)}:${json}}`;
}

/** Gives results the name and kind of calls that were made in an earlier part of the history. */
function name(events) {
  let calls = new Map();
  let run;
  for (const event of events) {
    if (event.run !== run) [calls, run] = [new Map(), event.run];
    if (event.kind === "task_scheduled" || event.kind === "child_started") calls.set(event.seq, event);
    const call = calls.get(event.seq);
    if (call !== undefined && (event.kind === "call_succeeded" || event.kind === "call_failed")) {
      event.kind = event.kind.replace("call", call.kind === "task_scheduled" ? "task" : "child");
      event.name = call.name;
    }
  }
}

/** Calls a command of the service itself. */
export async function invoke(command, body) {
  const began = performance.now();
  const response = await fetch(`/rpc/${enc(command)}`, {
    method: "POST",
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body,
  });
  const text = await response.text();
  return { status: response.status, took: performance.now() - began, text, type: response.headers.get("content-type") ?? "" };
}
