// A form made from a JSON Schema (OpenAPI 3.1). What no field fits is asked for as JSON.
import { h, swap } from "../dom.js";

let made = 0;

/** A form for a schema: `{ element, read }`. `read()` answers the value, `undefined` if nothing was given. */
export function form(schema, document) {
  return input(schema, { document, depth: 0 });
}

/** Follows references, and takes the one alternative of a nullable type. */
function resolve(schema, document) {
  let found = schema ?? true;
  for (let hop = 0; hop < 20 && typeof found === "object"; hop++) {
    if (found.$ref?.startsWith("#/")) {
      const { $ref, ...rest } = found;
      const target = $ref.slice(2).split("/").reduce((at, key) => at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
      found = { ...target, ...rest };
      continue;
    }
    const either = found.anyOf ?? found.oneOf;
    const real = either?.filter((it) => it.type !== "null");
    if (either !== undefined && real.length === 1) {
      const { anyOf, oneOf, ...rest } = found;
      found = { ...real[0], ...rest, nullable: true };
      continue;
    }
    break;
  }
  return found;
}

function types(schema) {
  const all = [schema.type ?? []].flat();
  return all.filter((it) => it !== "null");
}

function input(schema, context) {
  const found = resolve(schema, context.document);
  if (typeof found !== "object" || context.depth > 5) return anything();
  const choices = found.enum ?? (found.const === undefined ? undefined : [found.const]) ?? constants(found, context.document);
  if (choices !== undefined) return choice(choices, { nullable: found.nullable || context.optional });
  const [type, ...others] = types(found);
  if (others.length < [found.type ?? []].flat().length - 1) found.nullable = true;
  if (others.length > 0) return anything();
  switch (type) {
    case "string": return text(found);
    case "integer": case "number": return number(found, type);
    case "boolean": return found.nullable || context.optional ? choice([true, false], { nullable: true }) : yesOrNo();
    case "array": return list(found, context);
    case "object": return found.properties === undefined ? anything("{}") : object(found, context);
    default: return anything();
  }
}

/** Alternatives that are single values: a Rust enum with docs. */
function constants(schema, document) {
  const either = (schema.oneOf ?? schema.anyOf)?.map((it) => resolve(it, document));
  if (either === undefined || !either.every((it) => it.const !== undefined || it.enum !== undefined)) return undefined;
  return either.flatMap((it) => it.enum ?? [it.const]);
}

function text(schema) {
  const kinds = { date: "date", email: "email", uri: "url" };
  const element = h("input", { type: kinds[schema.format] ?? "text", autocomplete: "off", minlength: schema.minLength, maxlength: schema.maxLength, pattern: schema.pattern });
  return { element, read: () => (element.value === "" ? undefined : element.value), zero: "" };
}

function number(schema, type) {
  const element = h("input", { type: "number", step: type === "integer" ? 1 : "any", min: schema.minimum, max: schema.maximum });
  return { element, read: () => (element.value === "" ? undefined : Number(element.value)), zero: undefined };
}

function yesOrNo() {
  const element = h("input", { type: "checkbox" });
  return { element, read: () => element.checked, zero: false };
}

function choice(values, schema) {
  const element = h("select", {}, schema.nullable ? h("option", { value: "" }, "") : null, values.map((it, index) => h("option", { value: index }, String(it))));
  return { element, read: () => (element.value === "" ? undefined : values[Number(element.value)]) };
}

function anything(zero = "") {
  const element = h("textarea", { spellcheck: "false", placeholder: "JSON" }, zero);
  return { element, read: () => (element.value.trim() === "" ? undefined : JSON.parse(element.value)) };
}

function list(schema, context) {
  const rows = h("div", {});
  const items = [];
  const add = () => {
    const item = input(schema.items ?? true, { ...context, depth: context.depth + 1, optional: false });
    items.push(item);
    const row = h("div", { class: "buttons", style: { marginBottom: ".4rem" } }, h("div", { style: { flex: 1 } }, item.element), h("button", { type: "button", class: "quiet", "aria-label": "Remove", onclick: () => (items.splice(items.indexOf(item), 1), row.remove()) }, "✕"));
    rows.append(row);
    label(item.element, `Item ${items.length}`);
  };
  const element = h("div", {}, rows, h("button", { type: "button", onclick: add }, "Add one"));
  return { element, read: () => (items.length === 0 && schema.nullable ? undefined : items.map((item) => item.read() ?? null)) };
}

function object(schema, context) {
  const required = new Set(schema.required ?? []);
  const parts = Object.entries(schema.properties).map(([name, property]) => {
    const part = input(property, { ...context, depth: context.depth + 1, optional: !required.has(name) });
    return { name, part, needed: required.has(name), known: resolve(property, context.document) };
  });
  const element = h("div", {}, parts.map(field));
  const read = () => {
    const value = {};
    for (const { name, part, needed } of parts) {
      const given = part.read();
      if (given !== undefined) value[name] = given;
      // Empty text is a text, where one must be given.
      else if (needed && part.zero !== undefined) value[name] = part.zero;
    }
    return Object.keys(value).length === 0 && schema.nullable ? undefined : value;
  };
  return { element, read };
}

function field({ name, part, needed, known }) {
  const type = h("span", { class: "type" }, `${describe(known)}${needed ? "" : ", optional"}`);
  const hint = known.description ? h("div", { class: "hint" }, known.description) : null;
  if (part.element instanceof HTMLDivElement) {
    return h("fieldset", {}, h("legend", {}, name, type), hint, part.element);
  }
  part.element.id = `input-${++made}`;
  part.element.name = name;
  if (needed && part.element.type === "number") part.element.required = true;
  return h("div", { class: "field" }, h("label", { for: part.element.id }, name, type), part.element, hint);
}

function label(element, text) {
  if (!(element instanceof HTMLDivElement)) element.setAttribute("aria-label", text);
}

function describe(schema) {
  if (typeof schema !== "object") return "any JSON";
  const [type = schema.oneOf || schema.enum || schema.const ? "choice" : "any JSON"] = types(schema);
  const bounds = [
    schema.minimum === undefined ? null : `≥ ${schema.minimum}`,
    schema.maximum === undefined ? null : `≤ ${schema.maximum}`,
    schema.format && type === "string" ? schema.format : null,
  ];
  return [type, ...bounds].filter(Boolean).join(" ");
}

/** An editor of the value as a form or as JSON: `{ element, read }`, where `read()` answers the body of a request. */
export function editor(schema, document) {
  const place = h("div", {});
  const made = form(schema, document);
  const area = h("textarea", { spellcheck: "false", "aria-label": "Body as JSON" });
  let asJson = false;
  const toggle = h("button", { type: "button", class: "quiet", onclick: () => turn(!asJson) }, "");
  function turn(json) {
    if (json && !asJson) area.value = JSON.stringify(made.read() ?? null, null, 2);
    asJson = json;
    toggle.textContent = json ? "as a form" : "as JSON";
    swap(place, json ? area : wrapped(made));
  }
  turn(false);
  const read = () => {
    if (!asJson) return JSON.stringify(made.read() ?? null);
    JSON.parse(area.value);
    return area.value;
  };
  return { element: h("div", {}, place, h("div", { class: "buttons" }, toggle)), read };
}

/** A value that is no object has a field without a name. */
function wrapped(made) {
  if (made.element instanceof HTMLDivElement) return made.element;
  made.element.setAttribute("aria-label", "Input");
  return h("div", { class: "field" }, made.element);
}
