// A question that is answered in a box over the page.
import { h, notice } from "../dom.js";

/** Asks with these fields; `send` gets the form's data, and its answer is said. Wrong input keeps the box open. */
export function ask(title, fields, action, send) {
  const wrong = h("div", { class: "wrong", role: "alert" });
  const submit = h("button", { class: "main", type: "submit" }, action);
  const form = h(
    "form",
    {
      method: "dialog",
      onsubmit: async (event) => {
        event.preventDefault();
        submit.disabled = true;
        wrong.textContent = "";
        try {
          const said = await send(new FormData(form));
          box.close();
          if (said) notice(said);
        } catch (error) {
          wrong.textContent = [error.message, error.hint].filter(Boolean).join("\n");
        } finally {
          submit.disabled = false;
        }
      },
    },
    h("h1", {}, title),
    fields,
    h("div", { class: "field" }, wrong),
    h("div", { class: "buttons" }, submit, h("button", { type: "button", onclick: () => box.close() }, "Close")),
  );
  const box = h("dialog", { onclose: () => box.remove(), "aria-label": title }, form);
  document.body.append(box);
  box.showModal();
  return box;
}

let made = 0;

/** A labelled field. */
export function field(label, input, hint) {
  input.id ||= `field-${++made}`;
  return h("div", { class: "field" }, h("label", { for: input.id }, label), input, hint ? h("div", { class: "hint" }, hint) : null);
}

/** Text that must be JSON; empty is `null`. */
export function jsonText(text) {
  const given = text.trim() === "" ? "null" : text;
  try {
    JSON.parse(given);
  } catch (error) {
    throw new Error(`this is not JSON: ${error.message}`);
  }
  return given;
}
