// The commands of the service, each with a form made from its schema.
import { api, invoke } from "../api.js";
import { h, link, path, swap } from "../dom.js";
import { json, length } from "../format.js";
import { editor } from "../parts/schema.js";

export async function commands(into, name) {
  const [service, document] = await Promise.all([api.service(), api.openapi().catch(() => ({}))]);
  const chosen = service.commands.find((it) => it.name === name) ?? service.commands[0];
  if (chosen === undefined) {
    swap(into, h("div", { class: "head" }, h("h1", {}, "Commands")), h("p", { class: "card empty" }, "The service has no command."));
    return;
  }
  swap(
    into,
    h("div", { class: "head" }, h("h1", {}, "Commands")),
    h(
      "div",
      { class: "split" },
      h(
        "div",
        { class: "card list" },
        service.commands.map((it) =>
          link(path("commands", it.name), { "aria-current": it === chosen ? "true" : undefined }, it.name, h("small", {}, it.path === undefined ? "rpc" : `${it.method} ${it.path}`)),
        ),
      ),
      command(chosen, document),
    ),
  );
}

function command(it, document) {
  const operation = document.paths?.[`/rpc/${it.name}`]?.post;
  const schema = operation?.requestBody?.content?.["application/json"]?.schema;
  const body = schema === undefined && operation !== undefined ? undefined : editor(schema, document);
  const answer = h("div", {});
  const submit = h("button", { class: "main", type: "submit" }, "Invoke");
  const form = h(
    "form",
    {
      novalidate: true,
      onsubmit: async (event) => {
        event.preventDefault();
        submit.disabled = true;
        try {
          const said = await invoke(it.name, body?.read());
          mark(form, said);
          show(answer, said);
        } catch (error) {
          swap(answer, h("div", { class: "alert", role: "alert" }, error.message));
        } finally {
          submit.disabled = false;
        }
      },
    },
    body?.element ?? h("p", { class: "soft" }, "It takes no input."),
    h("div", { class: "buttons", style: { marginTop: ".6rem" } }, submit),
  );
  return h(
    "div",
    {},
    h("section", { class: "card" }, h("h1", {}, it.name), it.docs ? h("p", { class: "soft" }, it.docs) : null, h("p", { class: "buttons" }, h("span", { class: "chip mono" }, `POST /rpc/${it.name}`), it.path === undefined ? null : h("span", { class: "chip mono" }, `${it.method} ${it.path}`))),
    h("section", { class: "card" }, h("h2", {}, "Invoke"), form),
    answer,
  );
}

/** Puts what the service says of single fields beside them. */
function mark(form, { status, text }) {
  form.querySelectorAll(".wrong").forEach((it) => it.remove());
  form.querySelectorAll("[aria-invalid]").forEach((it) => it.removeAttribute("aria-invalid"));
  if (status !== 400) return;
  let errors = [];
  try {
    errors = JSON.parse(text).data?.errors ?? [];
  } catch {
    // Then it is shown below as it came.
  }
  const inputs = [...form.querySelectorAll("[name]")];
  for (const { field = "", message } of errors) {
    const input = inputs.find((it) => it.name === field.split(".").at(-1));
    input?.setAttribute("aria-invalid", "true");
    input?.after(h("div", { class: "wrong" }, message));
  }
}

function show(answer, { status, took, text, type }) {
  const good = status < 400;
  let body;
  try {
    body = text === "" ? h("p", { class: "soft" }, "no body") : type.includes("json") ? json(JSON.parse(text)) : h("pre", { class: "json" }, text);
  } catch {
    body = h("pre", { class: "json" }, text);
  }
  swap(
    answer,
    h(
      "section",
      { class: "card", role: "status", "aria-label": "Answer" },
      h("h2", {}, "Answer"),
      h("p", { class: "buttons" }, h("span", { class: good ? "chip succeeded" : "chip failed" }, status), h("small", {}, length(took))),
      body,
    ),
  );
}
