// A history, line by line: what happened, and under it what was decided because of it.
import { h, link, path } from "../dom.js";
import { clock, failure, folded, length, time } from "../format.js";
import { happened, title } from "./calls.js";

export function history(events, problem) {
  const several = new Set(events.map((event) => event.run)).size > 1;
  const rows = [];
  events.forEach((event, index) => {
    if (several && event.kind === "started") {
      rows.push(h("tr", { class: "group" }, h("td", { colspan: 3 }, `Run ${event.run}`)));
    }
    rows.push(row(event, index));
  });
  return h(
    "div",
    {},
    problem ? h("div", { class: "alert" }, `The rest of the history cannot be read: ${problem}`) : null,
    h("table", { class: "history" }, h("thead", {}, h("tr", {}, ["Time", "What", "Data"].map((it) => h("th", { scope: "col" }, it)))), h("tbody", {}, rows)),
  );
}

function row(event, index) {
  const what = happened(event.kind);
  const number = event.seq === undefined ? null : h("small", { class: "mono" }, ` #${event.seq}`);
  const name = event.name === undefined ? null : [" ", h("b", {}, event.name)];
  return h(
    "tr",
    { id: `line-${index}`, class: what ? "event" : "decision" },
    h("td", { class: "time", title: time(event.time) }, what ? clock(event.time) : ""),
    h("td", { class: "what" }, what ? "" : "→ ", title(event.kind), name, number),
    h("td", {}, data(event)),
  );
}

function data(event) {
  const parts = [];
  if (event.error !== undefined) parts.push(failure(event.error));
  if (event.payload !== undefined && event.payload !== null) parts.push(folded(event.payload));
  if (event.due !== undefined) parts.push(`due ${time(event.due)} (after ${length(Math.max(event.due - event.time, 0))})`);
  if (event.execution !== undefined) parts.push(h("div", {}, "execution ", link(path("executions", event.execution), { class: "mono" }, event.execution)));
  if (event.reason) parts.push(event.reason);
  return parts;
}
