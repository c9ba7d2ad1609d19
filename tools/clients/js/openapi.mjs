// Says how swagger-client asks for each operation of the descriptions that it is
// given in YAML, with the examples that stand there.
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import SwaggerClient from "swagger-client";

const methods = ["get", "put", "post", "delete", "options", "head", "patch"];

/** example is the value that a parameter is shown with. */
const example = (p) => p.example ?? p.schema?.example ?? p.default ?? p.schema?.default;

/** ask builds the request of one operation. */
function ask(spec, path, item, operation) {
  const parameters = {};
  for (const p of [...(item.parameters ?? []), ...(operation.parameters ?? [])]) {
    parameters[p.name] = p.in === "body" ? p.schema.example : example(p);
  }
  const asked = { spec, operationId: operation.operationId, parameters, securities: { authorized: {}, definitions: {} } };
  for (const [name, scheme] of Object.entries(spec.components?.securitySchemes ?? spec.securityDefinitions ?? {})) {
    asked.securities.authorized[name] = spec.swagger ? `{${name}}` : { value: `{${name}}` };
    asked.securities.definitions[name] = scheme;
  }
  const [media, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (media) {
    asked.requestContentType = media;
    asked.requestBody = content.example ?? Object.values(content.examples ?? {})[0]?.value;
  }
  return SwaggerClient.buildRequest(asked);
}

const all = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  const { spec, errors } = await SwaggerClient.resolve({ spec: load(text) });
  if (errors.length) throw errors[0];
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const method of methods) {
      if (!item[method]) continue;
      const built = ask(spec, path, item, item[method]);
      if (built.body && typeof built.body === "object" && !(built.body instanceof FormData)) built.body = JSON.stringify(built.body);
      const headers = { ...built.headers };
      let body = "";
      if (built.body !== undefined && !["GET", "HEAD"].includes(built.method)) {
        const sent = new Response(built.body);
        const boundary = /boundary=(.*)/.exec(sent.headers.get("content-type") ?? "")?.[1];
        body = await sent.text();
        if (boundary) {
          headers["Content-Type"] = "multipart/form-data; boundary=parts";
          body = body.replaceAll(boundary, "parts");
        }
      }
      all.push({ name: item[method].operationId, method: built.method, url: built.url, headers, body });
    }
  }
}
process.stdout.write(JSON.stringify(all, null, 2) + "\n");
