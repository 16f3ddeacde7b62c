// An execution as bars on a time axis.
import { h } from "../dom.js";
import { length, time } from "../format.js";
import { runs } from "./calls.js";

/**
 * The drawing of a history with its attempts. `scale` is `time` (true to scale) or `steps` (every moment the same distance
 * from the next).
 */
export function timeline({ events, attempts }, over, scale) {
  const all = runs(events);
  const tried = new Map(attempts.map((it) => [`${it.run} ${it.seq}`, it]));
  for (const item of all.flatMap((run) => run.items)) {
    if (item.kind === "task") item.tried = tried.get(`${item.run} ${item.seq}`);
  }
  if (all.length === 0) return h("p", { class: "empty" }, "Nothing happened yet.");
  const from = all[0].from;
  const now = Math.max(over ?? Date.now(), ...events.map((event) => event.time));
  const place = scale === "time" ? linear(from, now) : steps(all, from, now);
  const rows = all.flatMap((run) => [runRow(run, all.length > 1, place, now), ...run.items.map((item) => row(item, place, now))]);
  const said = place.ticks.map((at) => (at === from ? "start" : `+${length(at - from)}`));
  const ticks = place.ticks.map((at, index, ticks) => {
    // Close to each other and far from the start two moments would read alike.
    const text = said[index] === said[index - 1] ? `… +${length(at - ticks[index - 1])}` : said[index];
    const last = index === ticks.length - 1 && place(at) > 92;
    return h("span", { class: last ? "tick last" : "tick", style: { left: `${place(at)}%` }, title: time(at) }, text);
  });
  const grid = place.ticks.map((at) => h("i", { style: { left: `${place(at)}%` } }));
  return h(
    "div",
    { class: "scroll" },
    h("div", { class: "timeline", role: "list", "aria-label": "Timeline" }, h("div", { class: "axis", "aria-hidden": "true" }, ticks), h("div", { class: "grid", "aria-hidden": "true" }, grid), rows),
  );
}

/** The scale that shows more: true to scale, unless much happens in little of the time. */
export function best(events) {
  const times = [...new Set(events.map((event) => event.time))];
  if (times.length < 3) return "time";
  const whole = times.at(-1) - times[0];
  const close = times.slice(1).filter((at, index) => at - times[index] < whole / 50).length;
  return close > (times.length - 1) / 3 ? "steps" : "time";
}

function linear(from, to) {
  const whole = Math.max(to - from, 1);
  const place = (at) => Math.min(((at - from) / whole) * 100, 100);
  const step = niceStep(whole / 6);
  place.ticks = [];
  for (let at = from; at <= to; at += step) place.ticks.push(at);
  return place;
}

const NICE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5, 1728e5, 6048e5];

function niceStep(least) {
  return NICE.find((step) => step >= least) ?? Math.ceil(least / 864e5) * 864e5;
}

function steps(all, from, now) {
  const moments = new Set([from, now]);
  for (const run of all) {
    for (const at of [run.from, run.to, ...run.items.flatMap((item) => [item.from, item.to, item.at, ...failed(item).map((it) => it.ended)])]) {
      if (at !== undefined) moments.add(at);
    }
  }
  const sorted = [...moments].sort((a, b) => a - b);
  const places = new Map(sorted.map((at, index) => [at, (index / Math.max(sorted.length - 1, 1)) * 100]));
  const place = (at) => places.get(at) ?? 100;
  const every = Math.ceil(sorted.length / 9);
  place.ticks = sorted.filter((_, index) => index % every === 0);
  return place;
}

function runRow(run, numbered, place, now) {
  const end = run.to ?? now;
  const name = numbered ? `run ${run.run}` : "execution";
  const how = run.status === "running" ? "running" : `${run.status} after ${length(end - run.from)}`;
  return line(run.index, name, "", bar("execution", run.from, end, run.to === undefined, "", place), `${name}: ${how}`);
}

function row(item, place, now) {
  if (item.dot) {
    const dot = h("span", { class: `dot ${item.kind}`, style: { left: `${place(item.at)}%` } });
    return line(item.index, item.name, item.what, dot, `${item.what} ${item.name} at ${time(item.at)}`.trim());
  }
  const end = item.to ?? now;
  const attempts = item.error?.attempts > 1 ? `, ${item.error.attempts} attempts` : item.to !== undefined && item.tried?.attempt > 1 ? `, ${item.tried.attempt} attempts` : "";
  const look = item.status === "failed" ? `${item.kind} failed` : item.status === "cancelled" ? `${item.kind} cancelled` : item.kind;
  const text = `${length(end - item.from)}${attempts}`;
  const due = item.due === undefined ? "" : `, due ${time(item.due)}`;
  const error = item.error === undefined ? "" : `: ${item.error.name} ${item.error.message}`;
  const said = `${item.kind} #${item.seq} ${item.name}: ${item.status === "open" ? "under way" : item.status} for ${text}${due}${error}${told(item)}`;
  const again = item.to === undefined && item.tried?.attempt > 1;
  const sub = again ? `#${item.seq} attempt ${item.tried.attempt} of ${item.tried.most}` : `${item.kind === item.name ? "" : item.kind} #${item.seq}`;
  const marks = failed(item).map((it) => h("i", { class: "tried", style: { left: `${place(it.ended)}%` } }));
  return line(item.index, item.name, sub, [bar(look, item.from, end, item.to === undefined, text, place), marks], said);
}

/** Attempts that failed and were followed by another one. */
function failed(item) {
  return item.tried?.failed ?? [];
}

/** What is known of the attempts, in words. */
function told(item) {
  const { tried } = item;
  if (tried === undefined) return "";
  const next = tried.due === undefined || item.to !== undefined ? "" : `, to begin ${time(tried.due)}`;
  const now = item.to === undefined ? `; attempt ${tried.attempt} of ${tried.most}${next}` : "";
  return now + failed(item).map((it) => `; attempt ${it.number} failed after ${length(it.ended - it.began)}: ${it.name} ${it.message}`).join("");
}

function bar(look, from, to, open, text, place) {
  const [left, right] = [place(from), place(to)];
  const side = right < 80 ? "" : right - left > 20 ? " inside" : " left";
  return h(
    "span",
    { class: `bar ${look}${open ? " open" : ""}${side}`, style: { left: `${left}%`, width: `${Math.max(right - left, 0)}%` } },
    text ? h("span", {}, text) : null,
  );
}

/** A row leads to its line of the history. */
function line(index, name, sub, mark, said) {
  const go = () => {
    const target = document.getElementById(`line-${index}`);
    target?.scrollIntoView({ block: "center" });
    target?.animate([{ background: "var(--accent-back)" }, {}], 1600);
  };
  return h(
    "a",
    { class: "row", role: "listitem", href: "#", title: said, "aria-label": said, onclick: (event) => (event.preventDefault(), go()) },
    h("span", { class: "name" }, h("b", {}, name), h("small", { class: "soft" }, sub)),
    h("span", { class: "track" }, mark),
  );
}
