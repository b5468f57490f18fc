// One answer of the server as a card; every text is set as text, never as markup.

import { element, percent, scale } from "./drawing.js";

const number = (value) => (typeof value === "number" ? Number(value.toPrecision(4)).toString() : "–");

export function answered(answer, card, statement) {
  const made = element("article", undefined, "answer");
  if (answer.patient) made.append(element("h3", answer.patient));
  const name = card.outcome.probability;
  const probability = answer[name];
  if (typeof probability === "number") made.append(...likely(answer, probability, card));
  else made.append(element("p", "No probability: no image of this patient could be used.", "interval"));
  const reasons = [...(answer.reasons ?? [])];
  if (answer.outside_training_range || reasons.length) made.append(doubts(reasons));
  if (typeof answer.quality === "number") made.append(quality(answer.quality));
  if (answer.urfs) made.append(urfs(answer.urfs, card));
  made.append(element("p", statement, "fine"));
  return made;
}

function likely(answer, probability, card) {
  const { positive } = card.outcome;
  const low = answer.probability_low ?? null;
  const high = answer.probability_high ?? null;
  const big = element("p", undefined, "big");
  big.append(element("strong", percent(probability)), element("span", `probability of ${positive}`));
  const range = low === null ? "without an interval" : `95 % interval ${percent(low)} to ${percent(high)}`;
  const call = answer.call ? `; called ${answer.call} at the cut-off of ${percent(card.cut_off ?? 0.5)}` : "";
  const prevalence = card.training?.prevalence;
  const beside = typeof prevalence === "number" ? `; ${percent(prevalence)} of the patients it learnt from were ${positive}` : "";
  const described = `${percent(probability)}, ${range}${beside}`;
  return [
    big,
    element("p", `${range}${call}.`, "interval"),
    scale(probability, low, high, prevalence, card.cut_off ?? null, described),
  ];
}

function doubts(reasons) {
  const made = element("div", undefined, "doubt");
  made.append(element("strong", "The model may not apply."));
  const list = element("ul");
  const said = reasons.length ? reasons : ["It has not seen the like among the patients it learnt from."];
  for (const reason of said) list.append(element("li", reason));
  made.append(list);
  return made;
}

export function quality(share) {
  const made = element("p", undefined, "quality");
  const meter = element("meter");
  meter.min = 0;
  meter.max = 1;
  meter.low = 0.5;
  meter.high = 0.75;
  meter.optimum = 1;
  meter.value = share;
  meter.setAttribute("aria-label", "quality of the outline");
  made.append(element("span", "Quality of the outline"), meter, element("span", share.toFixed(2)));
  return made;
}

function urfs(values, card) {
  const made = element("details");
  const known = new Map((card.features ?? []).map((feature) => [feature.name, feature]));
  const names = Object.keys(values).sort((a, b) => known.has(b) - known.has(a)); // those it uses first
  made.append(element("summary", `${names.length} ultrasound radiomic features`));
  const table = element("table");
  const head = table.createTHead().insertRow();
  for (const [text, kind] of [["Feature", ""], ["Value", "number"], ["Seen in training", "number"]]) {
    head.append(element("th", text, kind));
  }
  const body = table.createTBody();
  for (const name of names) {
    const row = body.insertRow();
    const feature = known.get(name);
    const value = values[name];
    if (feature && (value < feature.low || value > feature.high)) row.className = "outside";
    const seen = feature ? `${number(feature.low)} to ${number(feature.high)}` : "not used";
    row.append(element("td", name.replace("original_", "")), element("td", number(value), "number"), element("td", seen, "number"));
  }
  const frame = element("div", undefined, "table");
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", "Features, their values and what the model has seen");
  frame.append(table);
  made.append(frame);
  return made;
}

export function facts(list, model, sonogenomics) {
  const { card, answered_by: by } = model;
  const held = card.held_out ?? {};
  const rows = [
    ["Tells", `probability of ${card.outcome.positive}`],
    ["Learnt from", `${card.training?.n ?? "?"} patients of study ${card.study}, ${percent(card.training?.prevalence ?? 0)} of them ${card.outcome.positive}`],
    ["Held out", `AUC ${held.auc?.toFixed(2)} (95\u00a0% ${held.auc_low?.toFixed(2)} to ${held.auc_high?.toFixed(2)}) on ${held.n ?? "?"} patients; 0.5 is chance`],
    ["From", by.version ? `${by.where}, version ${by.version}` : by.where],
    ["Fingerprint", by.fingerprint.slice(0, 16)],
    ["Software", `sonogenomics ${sonogenomics}`],
  ];
  list.replaceChildren();
  for (const [what, text] of rows) {
    const row = element("div");
    row.append(element("dt", what), element("dd", text));
    list.append(row);
  }
}
