// Writes src/api.gen.ts from the schemas of a server's OpenAPI description, so that the page and the server cannot
// disagree unseen (tests/web holds the two together).
//   node types.mjs http://127.0.0.1:8787/api/v1/openapi.json
import fs from "node:fs";

const name = (ref) => ref.split("/").pop();
const of = (types) => types.map((one) => (one === "integer" ? "number" : one)).join(" | ");

function typeOf(schema, depth) {
  if (schema.$ref) return name(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.type === "array") return `${wrap(typeOf(schema.items, depth))}[]`;
  if (schema.type === "object" && schema.properties) return objectOf(schema, depth + 1);
  if (schema.type === "object") {
    const values = schema.additionalProperties;
    return `Record<string, ${typeof values === "object" ? typeOf(values, depth) : "unknown"}>`;
  }
  return of([schema.type].flat());
}

function wrap(type) {
  return type.includes("|") ? `(${type})` : type;
}

function objectOf(schema, depth) {
  const indent = "  ".repeat(depth);
  const required = new Set(schema.required ?? []);
  const lines = Object.entries(schema.properties).map(
    ([key, value]) => `${indent}${key}${required.has(key) ? "" : "?"}: ${typeOf(value, depth)};\n`,
  );
  return `{\n${lines.join("")}${"  ".repeat(depth - 1)}}`;
}

export function typesOf(openapi) {
  const types = Object.entries(openapi.components.schemas).map(
    ([key, schema]) => `export type ${key} = ${typeOf(schema, 0)};\n`,
  );
  return "// Made by types.mjs from /api/v1/openapi.json; not edited by hand.\n\n" + types.join("\n");
}

if (process.argv[2]) {
  const answer = await fetch(process.argv[2]);
  fs.writeFileSync(new URL("src/api.gen.ts", import.meta.url), typesOf(await answer.json()));
}
