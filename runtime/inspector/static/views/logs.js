// The log of the whole service.
import { h, swap } from "../dom.js";
import { log } from "../parts/log.js";

export async function logs(into) {
  const { element, refresh } = log();
  swap(into, h("div", { class: "head" }, h("h1", {}, "Logs")), h("section", { class: "card" }, element));
  await refresh();
  return { refresh, every: 1000 };
}
