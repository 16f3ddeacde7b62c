// One execution: its facts, its timeline, its history, its log, and what can be done to it.
import { api } from "../api.js";
import { h, link, notice, path, swap } from "../dom.js";
import { chip, failure, json, length, time } from "../format.js";
import { ask, field, jsonText } from "../parts/dialog.js";
import { history } from "../parts/history.js";
import { log } from "../parts/log.js";
import { best, timeline } from "../parts/timeline.js";

export async function execution(into, id) {
  const service = await api.service();
  const head = h("div", {});
  const bars = h("div", {});
  const lines = h("div", {});
  const logs = log(id);
  let chosen;
  let past;
  let it;
  let seen = "";

  const scales = h(
    "select",
    { "aria-label": "Scale of the timeline", style: { width: "auto" }, onchange: (event) => ((chosen = event.target.value), draw()) },
    h("option", { value: "time" }, "true to scale"),
    h("option", { value: "steps" }, "every step alike"),
  );

  function draw() {
    const scale = chosen ?? best(past.events);
    scales.value = scale;
    swap(bars, timeline(past, it.ended, scale));
  }

  async function refresh() {
    it = await api.execution(id);
    past = await api.history(id, true);
    const state = JSON.stringify([it, past.events.length, past.problem]);
    if (state !== seen) {
      seen = state;
      swap(head, facts(it, service));
      swap(lines, history(past.events, past.problem));
    }
    draw();
    await logs.refresh();
    return it.status === "running";
  }

  swap(
    into,
    head,
    h("section", { class: "card", "aria-label": "Timeline" }, h("div", { class: "buttons" }, h("h2", {}, "Timeline"), h("span", { class: "fill", style: { flex: 1 } }), scales), bars),
    h("section", { class: "card table" }, h("h2", { style: { padding: ".5rem .7rem 0" } }, "History"), lines),
    h("section", { class: "card" }, h("h2", {}, "Log"), logs.element),
  );
  await refresh();
  return { refresh, every: 1000 };
}

function facts(it, service) {
  const running = it.status === "running";
  const took = length((it.ended ?? Date.now()) - it.started);
  return [
    h(
      "div",
      { class: "head" },
      h("h1", {}, it.id),
      chip(it.status),
      h("span", { class: "fill" }),
      h(
        "div",
        { class: "buttons" },
        running ? h("button", { type: "button", class: "main", onclick: () => signal(it, service) }, "Send a signal") : null,
        running ? h("button", { type: "button", onclick: () => stop(it, false) }, "Cancel") : null,
        running ? h("button", { type: "button", class: "bad", onclick: () => stop(it, true) }, "Terminate") : null,
        h("button", { type: "button", title: "Copies the command that replays it under a debugger", onclick: () => copy(`eventual replay --execution-id ${quoted(it.id)}`) }, "Copy replay command"),
      ),
    ),
    it.fault ? h("div", { class: "alert", role: "alert" }, h("b", {}, "It cannot go on with this code. "), it.fault) : null,
    h(
      "section",
      { class: "card" },
      h(
        "dl",
        { class: "facts" },
        fact("Workflow", link(`/executions?workflow=${encodeURIComponent(it.workflow)}`, {}, it.workflow)),
        fact("Started", `${time(it.started)}`),
        it.ended === undefined ? fact("Runs for", took) : fact("Ended", `${time(it.ended)}, after ${took}`),
        it.parent === undefined ? null : fact("Waited for by", link(path("executions", it.parent), { class: "mono" }, it.parent)),
        it.run ? fact("Continued as new", `${it.run} times`) : null,
        it.timeout_ms === undefined ? null : fact("May take", length(it.timeout_ms)),
      ),
    ),
    h(
      "div",
      { class: "columns", style: { marginBottom: "1rem" } },
      h("section", { class: "card" }, h("h2", {}, "Input"), json(it.input ?? null)),
      h("section", { class: "card" }, h("h2", {}, it.status === "failed" ? "Error" : "Output"), result(it)),
    ),
  ];
}

function fact(name, value) {
  return [h("dt", {}, name), h("dd", {}, value)];
}

function result(it) {
  if (it.status === "running") return h("p", { class: "soft" }, "It is not over yet.");
  return it.error === undefined ? json(it.output ?? null) : failure(it.error);
}

function signal(it, service) {
  const known = service.signals.map((signal) => h("option", { value: signal.name }));
  ask(
    `Send a signal to ${it.id}`,
    [
      field("Signal", h("input", { name: "name", list: "signals", required: true, autocomplete: "off", value: service.signals[0]?.name ?? "" }), "It is kept until the workflow waits for it."),
      h("datalist", { id: "signals" }, known),
      field("Payload", h("textarea", { name: "payload", spellcheck: "false" }), "JSON; null unless given"),
    ],
    "Send",
    async (form) => {
      const sent = await api.signal(it.id, form.get("name"), jsonText(form.get("payload")));
      return sent.warning ?? `${form.get("name")} is on its way`;
    },
  );
}

function stop(it, now) {
  ask(
    now ? `Terminate ${it.id}` : `Cancel ${it.id}`,
    [
      h("p", { class: "soft" }, now ? "It ends at once; nothing is cleaned up." : "What it waits for answers with `Cancelled`; it may clean up first."),
      field("Reason", h("input", { name: "reason", placeholder: "for people" })),
    ],
    now ? "Terminate" : "Cancel it",
    async (form) => {
      const reason = form.get("reason");
      await (now ? api.terminate(it.id, reason) : api.cancel(it.id, reason));
      return now ? "it is being ended" : "it was asked to stop";
    },
  );
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    notice(`copied: ${text}`);
  } catch {
    notice(text);
  }
}

/** An argument for a shell. */
function quoted(text) {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
