// The frame: which page is shown, and when it is drawn anew.
import { Refused, api } from "./api.js";
import { h, link, notice, swap } from "./dom.js";
import { commands } from "./views/commands.js";
import { deadLetters } from "./views/dead-letters.js";
import { events } from "./views/events.js";
import { execution } from "./views/execution.js";
import { executions } from "./views/executions.js";
import { logs } from "./views/logs.js";
import { map } from "./views/map.js";
import { openapi } from "./views/openapi.js";

/** Each page draws into an element and may return `{ refresh, every }`, to be called again while it is shown. */
const PAGES = [
  { name: "", title: "Service map", draw: map },
  { name: "executions", title: "Executions", draw: (into, id, ...rest) => (id === undefined ? executions(into) : execution(into, id, ...rest)) },
  { name: "commands", title: "Commands", draw: commands },
  { name: "events", title: "Events", draw: events },
  { name: "dead-letters", title: "Dead letters", draw: deadLetters },
  { name: "logs", title: "Logs", draw: logs },
  { name: "api", title: "API", draw: openapi },
];

let shown = 0;

async function show() {
  const turn = ++shown;
  const [name = "", ...parts] = location.hash.split("?")[0].replace(/^#?\//, "").split("/").map(decodeURIComponent);
  const page = PAGES.find((page) => page.name === name) ?? PAGES[0];
  navigation(page);
  document.title = [parts[0], page.title, document.getElementById("service").textContent].filter(Boolean).join(" · ");
  const into = h("div", {});
  try {
    const live = await page.draw(into, ...parts.filter((part) => part !== ""));
    if (turn !== shown) return;
    swap(document.getElementById("main"), into);
    if (live !== undefined) repeat(turn, live);
  } catch (error) {
    if (turn === shown) swap(document.getElementById("main"), trouble(error));
  }
}

function repeat(turn, live) {
  const again = async () => {
    if (turn !== shown) return;
    let go = true;
    if (!document.hidden) {
      try {
        go = (await live.refresh()) !== false;
      } catch {
        // The mark beside the name says that there is no answer; the next try may find one.
      }
    }
    if (go) setTimeout(again, live.every ?? 1500);
  };
  setTimeout(again, live.every ?? 1500);
}

function trouble(error) {
  // What the service refused is shown; anything else is a mistake of ours.
  if (!(error instanceof Refused)) console.error(error);
  return h(
    "div",
    {},
    h("div", { class: "alert", role: "alert" }, error.message, error.hint ? `\n${error.hint}` : ""),
    h("button", { type: "button", onclick: show }, "Try again"),
  );
}

function navigation(current) {
  const links = PAGES.map((page) =>
    link("/" + page.name, { "aria-current": page === current ? "page" : undefined }, page.title),
  );
  swap(document.getElementById("nav"), links);
}

function theme() {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const use = () => (root.dataset.theme = localStorage.getItem("eventual-theme") ?? (system.matches ? "dark" : "light"));
  system.addEventListener("change", use);
  document.getElementById("theme").addEventListener("click", () => {
    localStorage.setItem("eventual-theme", root.dataset.theme === "dark" ? "light" : "dark");
    use();
  });
  use();
}

theme();
addEventListener("hashchange", async () => {
  await show();
  document.getElementById("main").focus({ preventScroll: true });
  scrollTo(0, 0);
});
addEventListener("unhandledrejection", (event) => notice(event.reason?.message ?? String(event.reason), true));
try {
  document.getElementById("service").textContent = (await api.service()).name;
} catch (error) {
  notice(error.message, true);
}
show();
