// Shows an OpenAPI document and sends requests to this server. No library: what it shows is plain.
"use strict";

const byId = (id) => document.getElementById(id);
const element = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};

let api = {};

function resolve(schema) {
  while (schema && schema.$ref) {
    schema = schema.$ref.slice(2).split("/").reduce((node, key) => node[key.replaceAll("~1", "/").replaceAll("~0", "~")], api);
  }
  return schema ?? {};
}

function properties(schema) {
  schema = resolve(schema);
  const found = {};
  for (const part of [...(schema.allOf ?? []), ...(schema.oneOf ?? []).filter((part) => part.type !== "null")]) {
    Object.assign(found, properties(part));
  }
  return Object.assign(found, schema.properties ?? {});
}

function requiredNames(schema) {
  schema = resolve(schema);
  return new Set([...(schema.required ?? []), ...(schema.allOf ?? []).flatMap((part) => [...requiredNames(part)])]);
}

function example(schema, depth = 0) {
  schema = resolve(schema);
  const type = [schema.type ?? ""].flat().find((name) => name !== "null");
  if (type === "array") return depth > 3 ? [] : [example(schema.items, depth + 1)];
  if (type === "integer" || type === "number") return 0;
  if (type === "boolean") return false;
  if (type === "string") return "";
  // Only what must be there: an invented value of an optional field may well be refused.
  const object = {};
  const required = requiredNames(schema);
  if (depth < 5) {
    for (const [name, inner] of Object.entries(properties(schema))) {
      if (required.has(name)) object[name] = example(inner, depth + 1);
    }
  }
  return object;
}

function fieldRows(schema, prefix = "", depth = 0) {
  const rows = [];
  for (const [name, inner] of Object.entries(properties(schema))) {
    const target = resolve(inner);
    const type = [target.type ?? "object"].flat().filter((one) => one !== "null").join(" | ");
    rows.push(element("tr", {}, element("td", {}, element("code", { textContent: prefix + name })),
      element("td", { textContent: type }), element("td", { textContent: inner.description ?? target.description ?? "" })));
    const below = target.items ?? target;
    if (depth < 4 && Object.keys(properties(below)).length > 0) {
      rows.push(...fieldRows(below, `${prefix}${name}${target.items ? "[]" : ""}.`, depth + 1));
    }
  }
  return rows;
}

function fieldTable(title, schema) {
  const rows = fieldRows(schema);
  if (rows.length === 0) return "";
  const table = element("table", {}, element("tbody", {}, ...rows));
  return element("details", {}, element("summary", { textContent: title }), element("div", { className: "operation fields" }, table));
}

async function send(method, path, inputs, body, output) {
  let target = path;
  const query = new URLSearchParams();
  for (const { parameter, input } of inputs) {
    if (parameter.in === "path") target = target.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (input.value !== "") query.set(parameter.name, input.value);
  }
  if (query.size > 0) target += `?${query}`;
  const headers = { language: byId("language").value };
  if (byId("token").value) headers.Authorization = byId("token").value;
  if (body) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(target, { method: method.toUpperCase(), headers, body: body?.value, credentials: "omit" });
    const text = await response.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: shown as it is */ }
    output.textContent = `${response.status} ${response.statusText}\n\n${shown}`;
  } catch (error) {
    output.textContent = String(error);
  }
}

function operationView(method, path, operation) {
  const inputs = (operation.parameters ?? []).filter((parameter) => ["path", "query"].includes(parameter.in)).map((parameter) => {
    const input = element("input", { title: parameter.description ?? "" });
    return { parameter, input, label: element("label", {}, `${parameter.name} (${parameter.in}) ${parameter.description ?? ""}`, input) };
  });
  const schema = operation.requestBody?.content?.["application/json"]?.schema;
  const body = schema ? element("textarea", { value: JSON.stringify(example(schema), null, 2), spellcheck: false, ariaLabel: "Body" }) : null;
  const output = element("pre", { tabIndex: 0 });
  const button = element("button", { textContent: "Send", onclick: () => send(method, path, inputs, body, output) });
  const answer = operation.responses?.["200"]?.content?.["application/json"]?.schema;
  const summary = element("summary", {}, element("span", { className: "method", textContent: method.toUpperCase() }),
    element("code", { textContent: path }), ` ${operation.summary ?? operation.description ?? ""}`);
  return element("details", { className: "entry" }, summary, element("div", { className: "operation" },
    ...inputs.map((input) => input.label), ...(body ? [fieldTable("Fields of the body", schema), body] : []), button, output,
    ...(answer ? [fieldTable("Fields of the answer", answer)] : [])));
}

function show() {
  const groups = new Map();
  const wanted = byId("filter").value.toLowerCase();
  for (const [path, methods] of Object.entries(api.paths ?? {})) {
    for (const [method, operation] of Object.entries(methods)) {
      if (!["get", "post", "put", "delete"].includes(method)) continue;
      if (!`${path} ${operation.summary ?? ""}`.toLowerCase().includes(wanted)) continue;
      const tag = operation.tags?.[0] ?? "";
      groups.set(tag, [...(groups.get(tag) ?? []), operationView(method, path, operation)]);
    }
  }
  const sorted = [...groups].sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }));
  byId("operations").replaceChildren(...sorted.flatMap(([tag, views]) => [element("h2", { textContent: tag }), ...views]));
}

async function load() {
  const response = await fetch(`/openapi/${byId("document").value}.json`);
  api = await response.json();
  show();
}

// The code that the login page shows becomes a token for the requests of this page.
async function openSession(event) {
  event.preventDefault();
  const response = await fetch("/koodrive/ose/v1/session", {
    method: "POST", credentials: "omit", headers: { language: byId("language").value },
    body: JSON.stringify({ code: byId("code").value.trim() }),
  });
  const answer = await response.json();
  byId("code").setCustomValidity(answer.accessToken ? "" : answer.msg);
  byId("code").reportValidity();
  if (answer.accessToken) byId("token").value = answer.accessToken;
}

byId("login").addEventListener("submit", openSession);
byId("code").addEventListener("input", () => byId("code").setCustomValidity(""));
byId("document").addEventListener("change", load);
byId("filter").addEventListener("input", show);
load();
