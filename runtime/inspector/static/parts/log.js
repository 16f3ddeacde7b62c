// Log lines that grow while somebody looks.
import { api } from "../api.js";
import { h, link, path, swap } from "../dom.js";
import { clock, time } from "../format.js";

/** Lines that stay in the page; older ones go. */
const MOST = 2000;

/** The log of an execution, or of the whole service. Answers the element and what fetches news. */
export function log(id) {
  const lines = h("div", { class: "lines", tabindex: 0, role: "log", "aria-label": "Log" });
  const element = h("div", {}, h("p", { class: "empty" }, "No lines yet."));
  let after;
  let begun = false;
  let refused = false;
  async function refresh() {
    if (refused) return;
    let logs;
    try {
      logs = await api.logs(id, after);
    } catch (error) {
      if (error.status !== 501) throw error;
      refused = true;
      swap(element, h("p", { class: "empty" }, `${error.message}: ${error.hint ?? ""}`));
      return;
    }
    after = logs.after;
    if (logs.lines.length === 0) return;
    const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
    if (!begun) swap(element, lines);
    lines.append(...logs.lines.map((line) => row(line, id)));
    while (lines.childElementCount > MOST) lines.firstElementChild.remove();
    if (atEnd || !begun) requestAnimationFrame(() => (lines.scrollTop = lines.scrollHeight));
    begun = true;
  }
  return { element, refresh };
}

function row(line, id) {
  const level = line.level ?? "";
  const who = line.handler || "host";
  const of = id === undefined && line.execution !== undefined;
  return h(
    "div",
    {},
    h("span", { class: "at", title: time(line.time) }, clock(line.time)),
    h("span", { class: `level ${/^[a-z]+$/.test(level) ? level : ""}` }, level),
    h("span", { class: "who", title: who }, of ? link(path("executions", line.execution), {}, line.execution) : who),
    h("span", { class: "text" }, line.message),
  );
}
