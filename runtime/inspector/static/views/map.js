// The service as a graph: who takes which event, and what the workflows were seen to do.
import { api } from "../api.js";
import { h, link, path, s, swap } from "../dom.js";
import { load, observed } from "../parts/observed.js";

const WIDTH = 1180;
const BOX = { width: 208, height: 40, gap: 12 };
const TOP = 34;

export async function map(into) {
  const service = await api.service();
  const drawn = h("div", {});
  let before;
  async function refresh() {
    const [seen, busy] = await Promise.all([observed(service).catch(() => []), load(service)]);
    const now = JSON.stringify([seen, [...busy]]);
    // Not under the hand of whoever is choosing something.
    if (now === before || (before !== undefined && drawn.matches(":hover, :focus-within"))) return;
    before = now;
    const columns = layout(service);
    for (const node of columns.flatMap((column) => column.nodes)) node.busy = busy.get(node.key);
    swap(drawn, draw(columns, edges(service, seen)));
  }
  swap(
    into,
    h("div", { class: "head" }, h("h1", {}, "Service map"), service.docs ? h("p", {}, service.docs) : null),
    h("section", { class: "card map" }, drawn, h("div", { class: "keys" }, h("span", {}, "── declared in the code"), h("span", {}, "╌╌ seen to happen lately"))),
    counts(service),
  );
  await refresh();
  return { refresh, every: 4000 };
}

function counts(service) {
  const all = [
    ["commands", "commands", "/commands"], ["routes", "routes", "/api"], ["events", "events", "/events"],
    ["subscriptions", "subscriptions", "/dead-letters"], ["workflows", "workflows", "/executions"], ["tasks", "tasks", "/executions"], ["signals", "signals", "/executions"],
  ];
  return h("p", { class: "soft" }, all.filter(([key]) => service[key].length > 0).map(([key, name, to], index) => [index ? " · " : "", link(to, {}, `${service[key].length} ${service[key].length === 1 ? name.slice(0, -1) : name}`)]));
}

function layout(service) {
  const node = (kind, it, to, sub) => ({ key: `${kind}:${it.name}`, kind, name: it.name, docs: it.docs, to, sub });
  const foreign = service.subscriptions.filter((it) => it.source !== undefined).flatMap((it) => it.events.map((name) => ({ name, source: it.source })));
  const unique = [...new Map(foreign.map((it) => [`${it.source}/${it.name}`, it])).values()];
  const all = [
    { title: "Calls from outside", nodes: [
      ...service.commands.map((it) => node("command", it, path("commands", it.name), it.path === undefined ? "rpc" : `${it.method} ${it.path}`)),
      ...service.routes.map((it) => node("route", it, "/api", `${it.method} ${it.path}`)),
    ] },
    { title: "Signals and events", nodes: [
      ...service.signals.map((it) => node("signal", it, "/executions", "signal")),
      ...service.events.map((it) => node("event", it, path("events", it.name), "event")),
      ...unique.map((it) => ({ key: `event:${it.source}/${it.name}`, kind: "event", name: it.name, sub: `from ${it.source}`, to: "/events" })),
    ] },
    { title: "Workflows and subscriptions", nodes: [
      ...service.workflows.map((it) => node("workflow", it, `/executions?workflow=${encodeURIComponent(it.name)}`, "workflow")),
      ...service.subscriptions.map((it) => node("subscription", it, "/dead-letters", "subscription")),
    ] },
    { title: "Tasks", nodes: service.tasks.map((it) => node("task", it, "/executions", "task")) },
  ];
  return all.filter((column) => column.nodes.length > 0);
}

function edges(service, seen) {
  const takes = service.subscriptions.flatMap((it) =>
    it.events.map((name) => ({ from: it.source === undefined ? `event:${name}` : `event:${it.source}/${name}`, to: `subscription:${it.name}` })),
  );
  return [...takes, ...seen.map((edge) => ({ ...edge, seen: true }))];
}

function draw(columns, edges) {
  const rows = Math.max(1, ...columns.map((column) => column.nodes.length));
  const height = TOP + rows * (BOX.height + BOX.gap) + 10;
  const step = columns.length > 1 ? (WIDTH - BOX.width - 2) / (columns.length - 1) : 0;
  const at = new Map();
  columns.forEach((column, x) => {
    const space = (height - TOP) / column.nodes.length;
    column.nodes.forEach((node, y) => at.set(node.key, { x: 1 + x * step, y: TOP + space * y + (space - BOX.height) / 2, node, column: x }));
  });
  const lines = edges.filter((edge) => at.has(edge.from) && at.has(edge.to)).map((edge) => curve(edge, at));
  const boxes = [...at.values()].map((place) => box(place, lines));
  const titles = columns.map((column, x) => s("text", { class: "title", x: 1 + x * step, y: 14 }, column.title));
  const arrow = s("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" }, s("path", { d: "M0 0L8 4L0 8z" }));
  return s("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "group", "aria-label": "Service map" }, s("defs", {}, arrow), titles, lines.map((line) => line.element), boxes);
}

function curve(edge, at) {
  const [a, b] = [at.get(edge.from), at.get(edge.to)];
  const forward = a.column < b.column;
  const same = a.column === b.column;
  const x1 = a.x + (forward || same ? BOX.width : 0);
  const x2 = b.x + (forward ? 0 : BOX.width);
  const [y1, y2] = [a.y + BOX.height / 2, b.y + BOX.height / 2];
  const bend = same ? 46 : (x2 - x1) / 2;
  const d = same ? `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}` : `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  const element = s("path", { class: edge.seen ? "edge seen" : "edge", d, "marker-end": "url(#arrow)" }, s("title", {}, `${a.node.name} → ${b.node.name}`));
  return { ...edge, element };
}

function box({ x, y, node }, lines) {
  const mine = lines.filter((line) => line.from === node.key || line.to === node.key);
  const light = (on) => () => mine.forEach((line) => line.element.classList.toggle("lit", on));
  const cut = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);
  return s(
    "a",
    { class: "node", href: "#" + node.to, "aria-label": `${node.kind} ${node.name}`, onmouseenter: light(true), onmouseleave: light(false), onfocus: light(true), onblur: light(false) },
    s("title", {}, [node.name, node.docs].filter(Boolean).join("\n")),
    s("rect", { x, y, width: BOX.width, height: BOX.height, rx: 9 }),
    s("rect", { class: `bar c-${node.kind}`, x: x + 8, y: y + 9, width: 4, height: BOX.height - 18, rx: 2 }),
    s("text", { x: x + 20, y: y + 17 }, cut(node.name, 25)),
    s("text", { class: node.busy === undefined ? "sub" : "sub busy", x: x + 20, y: y + 31 }, cut(node.busy ?? node.sub ?? "", 28)),
  );
}
