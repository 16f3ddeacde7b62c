// The OpenAPI document of the commands, to read and to take along.
import { api } from "../api.js";
import { h, link, path, swap } from "../dom.js";
import { json } from "../format.js";

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];

export async function openapi(into) {
  const document = await api.openapi();
  const operations = Object.entries(document.paths ?? {}).flatMap(([route, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => ({ route, method, operation: item[method] })),
  );
  const plain = operations.filter(({ route }) => !route.startsWith("/rpc/"));
  const rpc = operations.filter(({ route }) => route.startsWith("/rpc/"));
  swap(
    into,
    h(
      "div",
      { class: "head" },
      h("h1", {}, "API"),
      h("span", { class: "chip" }, `OpenAPI ${document.openapi}`),
      h("span", { class: "fill" }),
      h("a", { class: "button", href: "/_eventual/api/openapi.json", download: "openapi.json" }, "Download openapi.json"),
      h("p", {}, document.info?.description ?? ""),
    ),
    group("Routes", plain, document),
    group("By name", rpc, document),
    h("section", { class: "card" }, h("details", {}, h("summary", {}, "The whole document"), json(document))),
  );
}

function group(title, operations, document) {
  if (operations.length === 0) return null;
  return h("section", { class: "card" }, h("h2", {}, title), operations.map((it) => one(it, document)));
}

function one({ route, method, operation }, document) {
  const name = route.startsWith("/rpc/") ? route.slice("/rpc/".length) : undefined;
  const schema = (it) => (it?.schema?.$ref ? document.components?.schemas?.[it.schema.$ref.split("/").at(-1)] ?? it.schema : it?.schema);
  const body = schema(operation.requestBody?.content?.["application/json"]);
  const responses = Object.entries(operation.responses ?? {});
  return h(
    "details",
    { style: { marginBottom: ".35rem" } },
    h("summary", {}, h("span", { class: "chip task" }, method.toUpperCase()), " ", h("code", {}, route), operation.summary ? `  ${operation.summary}` : ""),
    h(
      "div",
      { style: { padding: ".5rem 0 .8rem 1rem" } },
      operation.description ? h("p", {}, operation.description) : null,
      name === undefined ? null : h("p", {}, link(path("commands", name), {}, "Invoke it")),
      (operation.parameters ?? []).length === 0
        ? null
        : h("dl", { class: "facts" }, operation.parameters.map((it) => [h("dt", { class: "mono" }, `${it.name} (${it.in})`), h("dd", {}, it.description ?? JSON.stringify(it.schema))])),
      body === undefined ? null : [h("p", { class: "soft" }, "Body"), json(body)],
      responses.map(([status, response]) => [
        h("p", {}, h("span", { class: Number(status) < 400 ? "chip succeeded" : "chip failed" }, status), " ", response.description ?? ""),
        Number(status) < 400 && schema(response.content?.["application/json"]) !== undefined ? json(schema(response.content["application/json"])) : null,
      ]),
    ),
  );
}
