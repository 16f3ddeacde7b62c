// The events of the service, and a form that emits one.
import { api } from "../api.js";
import { h, link, notice, path, swap } from "../dom.js";
import { field, jsonText } from "../parts/dialog.js";

export async function events(into, name) {
  const service = await api.service();
  const chosen = service.events.find((it) => it.name === name) ?? service.events[0];
  if (chosen === undefined) {
    swap(into, h("div", { class: "head" }, h("h1", {}, "Events")), h("p", { class: "card empty" }, "The service declares no event."));
    return;
  }
  const takers = service.subscriptions.filter((it) => it.events.includes(chosen.name) && it.source === undefined);
  const wrong = h("div", { class: "wrong", role: "alert" });
  const form = h(
    "form",
    {
      onsubmit: async (event) => {
        event.preventDefault();
        wrong.textContent = "";
        try {
          const sent = await api.emit(chosen.name, jsonText(new FormData(form).get("detail")));
          notice(sent.warning ?? `${chosen.name} was emitted`);
        } catch (error) {
          wrong.textContent = [error.message, error.hint].filter(Boolean).join("\n");
        }
      },
    },
    field("Event", h("textarea", { name: "detail", spellcheck: "false" }, "{\n  \n}"), "JSON, as the service's type has it"),
    h("div", { class: "field" }, wrong),
    h("button", { class: "main", type: "submit" }, "Emit"),
  );
  swap(
    into,
    h("div", { class: "head" }, h("h1", {}, "Events")),
    h(
      "div",
      { class: "split" },
      h("div", { class: "card list" }, service.events.map((it) => link(path("events", it.name), { "aria-current": it === chosen ? "true" : undefined }, it.name))),
      h(
        "div",
        {},
        h(
          "section",
          { class: "card" },
          h("h1", {}, chosen.name),
          chosen.docs ? h("p", { class: "soft" }, chosen.docs) : null,
          h("p", {}, takers.length === 0 ? "Nobody in this service takes it." : ["Taken by ", takers.map((it, index) => [index ? ", " : "", h("code", {}, it.name)])]),
        ),
        h("section", { class: "card" }, h("h2", {}, "Emit"), form),
      ),
    ),
  );
}
