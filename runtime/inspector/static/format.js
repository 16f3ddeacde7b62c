// Times, lengths of time and JSON for people.
import { h } from "./dom.js";

const two = (n, width = 2) => String(n).padStart(width, "0");

/** `2026-01-31 14:05:09`, in the time zone of whoever reads. */
export function time(ms) {
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock(ms).slice(0, 8)}`;
}

/** `14:05:09.042` */
export function clock(ms) {
  const at = new Date(ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${two(at.getMilliseconds(), 3)}`;
}

/** A length of time with two units at most: `1 d 2 h`, `3.2 s`, `42 ms`. */
export function length(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const at = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[at];
  const whole = Math.floor(seconds / size);
  const next = units[at + 1];
  const rest = next === undefined ? 0 : Math.floor((seconds - whole * size) / next[1]);
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${next[0]}`;
}

/** How long ago. */
export function ago(ms) {
  const past = Date.now() - ms;
  return past < 1000 ? "now" : `${length(past)} ago`;
}

/** A time element: how long ago, and the whole time when pointed at. */
export function when(ms) {
  return h("time", { datetime: new Date(ms).toISOString(), title: time(ms) }, ago(ms));
}

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g;

/** JSON in colours. */
export function json(value) {
  const text = JSON.stringify(value, null, 2) ?? "";
  const block = h("pre", { class: "json", tabindex: 0 });
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    block.append(text.slice(at, match.index));
    const [whole, string, colon] = match;
    const kind = string === undefined ? (/^[tfn]/.test(whole) ? "word" : "number") : colon === undefined ? "string" : "key";
    block.append(h("span", { class: kind }, string ?? whole), colon ?? "");
    at = match.index + whole.length;
  }
  block.append(text.slice(at));
  return block;
}

/** JSON in one line, cut if it is long. */
export function short(value, most = 90) {
  const text = JSON.stringify(value) ?? "";
  return text.length > most ? text.slice(0, most) + "…" : text;
}

/** JSON that opens when it is long. */
export function folded(value) {
  const line = short(value);
  if (!line.endsWith("…") && (typeof value !== "object" || value === null)) return h("code", {}, line);
  return h("details", {}, h("summary", {}, h("code", {}, line)), json(value));
}

/** An error of the service, with what led to it. */
export function failure(error) {
  const attempts = error.attempts > 1 ? ` (${error.attempts} attempts)` : "";
  return h(
    "div",
    {},
    h("b", {}, error.name),
    error.message ? `: ${error.message}` : "",
    h("span", { class: "soft" }, attempts),
    error.data === undefined ? null : json(error.data),
    error.cause === undefined ? null : h("div", { class: "soft" }, "because of ", failure(error.cause)),
  );
}

export function chip(kind, text = kind) {
  return h("span", { class: `chip ${kind}` }, text);
}
