// What the server says of itself, as a short page.

import { element } from "./drawing.js";

const told = async (address) => (await fetch(address)).json();
const [about, schema] = await Promise.all([told("model"), told("openapi.json")]);

const here = new URL("invocations", location.href).href;
const lines = [];
for (const { kind, card } of about.models) {
  if (kind === "image") {
    lines.push(`# an image of a patient`, `printf '{"dataframe_records": [{"patient": "P1", "image": "%s"}]}' "$(base64 -w0 image.png)" |`, `  curl -s ${here} -H 'content-type: application/json' --data-binary @-`, "");
  } else {
    const names = card.features.map((feature) => feature.name);
    lines.push(`# the ${names.length} features of a patient (GET /model lists them)`, `curl -s ${here} -H 'content-type: text/csv' --data-binary @features.csv`, "");
  }
}
document.getElementById("example").textContent = lines.join("\n").trim();
document.getElementById("limits").textContent = about.limits;
const list = document.getElementById("addresses");
for (const [address, ways] of Object.entries(schema.paths)) {
  for (const [method, way] of Object.entries(ways)) {
    const row = element("div");
    row.append(element("dt", `${method.toUpperCase()} ${address}`), element("dd", way.description ?? ""));
    list.append(row);
  }
}
