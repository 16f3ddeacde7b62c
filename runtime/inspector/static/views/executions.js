// The list of executions, live, and the start of a new one.
import { api } from "../api.js";
import { h, link, path, swap } from "../dom.js";
import { chip, length, time, when } from "../format.js";
import { ask, field, jsonText } from "../parts/dialog.js";

const STATUSES = ["running", "succeeded", "failed"];

export async function executions(into) {
  const service = await api.service();
  const asked = new URLSearchParams(location.hash.split("?")[1] ?? "");
  const kept = { workflow: asked.get("workflow") ?? "", status: asked.get("status") ?? "", text: "" };
  const rows = h("tbody", { id: "executions" });
  const more = h("div", { class: "buttons" });
  let pages = 1;

  const choose = (name, label, values) =>
    h(
      "select",
      {
        "aria-label": label,
        onchange: (event) => {
          kept[name] = event.target.value;
          pages = 1;
          refresh();
        },
      },
      h("option", { value: "" }, label),
      values.map((value) => h("option", { value, selected: value === kept[name] }, value)),
    );

  async function refresh() {
    const query = { limit: 50 };
    if (kept.workflow) query.workflow = kept.workflow;
    if (kept.status) query.status = kept.status;
    const found = [];
    let cursor;
    for (let page = 0; page < pages; page++) {
      const answer = await api.executions(cursor === undefined ? query : { ...query, cursor });
      found.push(...answer.executions);
      cursor = answer.cursor;
      if (cursor === undefined) break;
    }
    const wanted = found.filter((it) => `${it.id} ${it.workflow}`.toLowerCase().includes(kept.text));
    const focused = document.activeElement?.closest?.("tr")?.dataset.id;
    swap(rows, wanted.map(row));
    if (focused !== undefined) [...rows.children].find((it) => it.dataset.id === focused)?.querySelector("a")?.focus();
    if (wanted.length === 0) {
      const none = found.length > 0 || kept.workflow || kept.status;
      swap(rows, h("tr", {}, h("td", { colspan: 5, class: "empty" }, none ? "No execution fits the filter." : "No execution yet. Start one, or call a command that does.")));
    }
    swap(more, cursor === undefined ? null : h("button", { type: "button", onclick: () => (pages++, refresh()) }, "More"));
  }

  swap(
    into,
    h(
      "div",
      { class: "head" },
      h("h1", {}, "Executions"),
      h("span", { class: "fill" }),
      service.workflows.length === 0 ? null : h("button", { class: "main", type: "button", onclick: () => start(service) }, "Start an execution"),
    ),
    h(
      "div",
      { class: "filters" },
      h("input", {
        type: "search",
        placeholder: "Filter by id",
        "aria-label": "Filter by id",
        oninput: (event) => {
          kept.text = event.target.value.toLowerCase();
          refresh();
        },
      }),
      choose("workflow", "All workflows", service.workflows.map((it) => it.name)),
      choose("status", "Any status", STATUSES),
    ),
    h(
      "div",
      { class: "card table" },
      h("table", {}, h("thead", {}, h("tr", {}, ["Execution", "Workflow", "Status", "Started", "Took"].map((it) => h("th", { scope: "col" }, it)))), rows),
    ),
    more,
  );
  await refresh();
  return { refresh };
}

function row(it) {
  return h(
    "tr",
    { "data-id": it.id },
    h("td", {}, link(path("executions", it.id), { class: "mono" }, it.id)),
    h("td", {}, it.workflow),
    h("td", {}, chip(it.status), it.fault ? [" ", h("span", { class: "chip fault", title: it.fault }, "cannot go on")] : null),
    h("td", { class: "time", title: time(it.started) }, when(it.started)),
    h("td", { class: "time" }, length((it.ended ?? Date.now()) - it.started)),
  );
}

function start(service) {
  const workflow = h("select", { name: "workflow" }, service.workflows.map((it) => h("option", { value: it.name }, it.name)));
  ask(
    "Start an execution",
    [
      field("Workflow", workflow),
      field("Id", h("input", { name: "name", placeholder: "made for you unless given" }), "The same id with the same input is the same execution."),
      field("Input", h("textarea", { name: "input", spellcheck: "false" }), "JSON; null unless given"),
    ],
    "Start",
    async (form) => {
      const name = form.get("name").trim();
      const fields = { workflow: form.get("workflow"), ...(name === "" ? {} : { name }) };
      const { id } = await api.start(startBody(fields, jsonText(form.get("input"))));
      location.hash = path("executions", id);
      return `started ${id}`;
    },
  );
}

/** Numbers of the input that JavaScript cannot hold stay as they were written. */
function startBody(fields, input) {
  return `${JSON.stringify(fields).slice(0, -1)},"input":${input}}`;
}
