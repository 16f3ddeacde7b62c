// Makes elements. Text is always text: what comes from the service is never read as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (`on...` are listeners, `style` an object) and children: nodes, text, lists, or nothing. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for a drawing. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  put(element, children);
  return element;
}

function put(element, children) {
  for (const child of children) {
    if (child === undefined || child === null || child === false) continue;
    if (Array.isArray(child)) put(element, child);
    else element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Puts other children into an element, and keeps the place where somebody reads or types. */
export function swap(element, ...children) {
  element.replaceChildren();
  put(element, children);
  return element;
}

/** A link to a page of the inspector. */
export function link(path, attributes, ...children) {
  return h("a", { ...attributes, href: "#" + path }, ...children);
}

/** The path of a page, from parts that may hold anything. */
export function path(...parts) {
  return "/" + parts.map(encodeURIComponent).join("/");
}

/** Says something for a moment. */
export function notice(text, bad = false) {
  const note = h("div", { class: bad ? "notice bad" : "notice" }, text);
  document.getElementById("notices").append(note);
  setTimeout(() => note.remove(), bad ? 9000 : 4000);
}
