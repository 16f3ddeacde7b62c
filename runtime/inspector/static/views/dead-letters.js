// Events that subscriptions gave up, and the button that puts them back.
import { api } from "../api.js";
import { h, notice, swap } from "../dom.js";
import { folded, time } from "../format.js";

export async function deadLetters(into) {
  const list = h("div", {});
  let seen = "";
  async function refresh() {
    let queues;
    try {
      ({ queues } = await api.deadLetters());
    } catch (error) {
      if (error.status !== 501) throw error;
      swap(list, h("p", { class: "card empty" }, `${error.message}: ${error.hint ?? ""}`));
      return false;
    }
    const state = JSON.stringify(queues);
    if (state === seen) return;
    seen = state;
    const one = (queue) => card(queue, refresh);
    swap(list, queues.length === 0 ? h("p", { class: "card empty" }, "The service has no subscription.") : queues.map(one));
  }
  swap(into, h("div", { class: "head" }, h("h1", {}, "Dead letters"), h("p", {}, "Events that a subscription could not take, with the reason of its last attempt.")), list);
  await refresh();
  return { refresh };
}

function card(queue, refresh) {
  const back = async (event) => {
    event.target.disabled = true;
    try {
      const { redriven } = await api.redrive(queue.subscription);
      notice(`${redriven} ${redriven === 1 ? "event goes" : "events go"} to ${queue.subscription} again`);
    } finally {
      event.target.disabled = false;
      await refresh();
    }
  };
  return h(
    "section",
    { class: "card" },
    h(
      "div",
      { class: "buttons" },
      h("b", {}, queue.subscription),
      h("span", { class: queue.count > 0 ? "chip failed" : "chip" }, queue.count),
      h("span", { style: { flex: 1 } }),
      queue.count > 0 ? h("button", { type: "button", class: "main", onclick: back }, "Redrive all") : null,
    ),
    queue.letters.length === 0
      ? null
      : h(
          "table",
          { style: { marginTop: ".7rem" } },
          h("thead", {}, h("tr", {}, ["Given up", "Event", "Reason", "Detail"].map((it) => h("th", { scope: "col" }, it)))),
          h(
            "tbody",
            {},
            queue.letters.map((letter) =>
              h(
                "tr",
                {},
                h("td", { class: "time" }, letter.at === undefined ? "" : time(letter.at)),
                h("td", {}, letter.event),
                h("td", {}, letter.reason, letter.attempts === undefined ? null : h("small", {}, ` (${letter.attempts} attempts)`)),
                h("td", {}, folded(letter.detail)),
              ),
            ),
          ),
        ),
  );
}
