// Images are given, sent, and shown with what came back.

import { answered, facts, quality } from "./answer.js";
import { decoded, draw, element } from "./drawing.js";

const MOST_IMAGES = 32;
const MOST_BYTES = 47 * 2 ** 20; // a third more as base64
const byId = (id) => document.getElementById(id);
const state = { images: [], model: null, about: null, asking: null };

function say(text, kind = "") {
  byId("status").textContent = text;
  byId("status").className = kind;
}

async function begin() {
  try {
    state.about = await (await fetch("model")).json();
  } catch {
    return say("The server does not answer: is it still running?", "fault");
  }
  byId("use").textContent = state.about.statement;
  state.model = state.about.models.find((model) => model.kind === "image") ?? null;
  const shown = state.model ?? state.about.models[0];
  byId("what").textContent = `${state.model ? "Images" : "Features"} in, probability of ${shown.card.outcome.positive} out`;
  byId("model").hidden = false;
  facts(byId("facts"), shown, state.about.sonogenomics);
  if (state.model) return say("Give images to see what the model says.");
  byId("files").disabled = true;
  return say("The model served here takes features, not images: start the server with --model models/servable-image, or see For programs.", "fault");
}

async function give(files) {
  const room = MOST_IMAGES - state.images.length;
  const given = [...files].slice(0, room);
  const added = await Promise.all(given.map(async (file) => ({ file, bitmap: await decoded(file), mask: null, told: null })));
  state.images.push(...added);
  list();
  const left = files.length - given.length;
  if (left > 0) return say(`${left} images were left out: ${MOST_IMAGES} at a time.`, "fault");
  return ask();
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

async function record(image, number) {
  const patient = byId("together").checked ? "This patient" : `${number + 1}: ${image.file.name}`.slice(0, 200);
  const made = { image: await base64(image.file), patient };
  return image.mask ? { ...made, mask: await base64(image.mask) } : made;
}

async function ask() {
  state.asking?.abort();
  byId("answers").replaceChildren();
  if (!state.images.length || !state.model) return;
  const bytes = state.images.reduce((sum, one) => sum + one.file.size + (one.mask?.size ?? 0), 0);
  if (bytes > MOST_BYTES) return say("These images are too large for one request: give fewer at a time.", "fault");
  const asking = new AbortController();
  state.asking = asking;
  say(`Looking at ${state.images.length === 1 ? "the image" : `${state.images.length} images`}…`, "busy");
  try {
    const records = await Promise.all(state.images.map(record));
    const answer = await fetch("invocations", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ dataframe_records: records }),
      signal: asking.signal,
    });
    const told = await answer.json();
    if (!answer.ok) return say(told.message, "fault");
    show(told);
  } catch (error) {
    if (error.name !== "AbortError") say("The server did not answer: try again in a moment.", "fault");
  }
}

function show(told) {
  const pictures = told.predictions.flatMap((answer) => answer.images ?? []);
  state.images.forEach((image, i) => (image.told = pictures[i] ?? null));
  list();
  byId("answers").replaceChildren(...told.predictions.map((answer) => answered(answer, state.model.card, told.statement)));
  const version = told.model.version ? `version ${told.model.version}` : `model ${told.model.fingerprint.slice(0, 8)}`;
  say(`Answered by ${version}.`);
  const heading = byId("told");
  if (heading.getBoundingClientRect().top > window.innerHeight) heading.scrollIntoView();
}

function list() {
  byId("clear").hidden = !state.images.length;
  byId("images").replaceChildren(...state.images.map(shown));
}

function shown(image, number) {
  const item = element("li", undefined, state.images.length === 1 ? "single" : "");
  const canvas = element("canvas");
  const told = image.told;
  draw(canvas, image.bitmap, told?.contour ?? []);
  canvas.hidden = !image.bitmap && !told?.contour?.length;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", told?.contour?.length ? `${image.file.name} with the outline of the lesion` : image.file.name);
  const caption = element("div", undefined, "caption");
  caption.append(element("p", image.file.name, "name"));
  if (!image.bitmap && !told?.fault) caption.append(element("p", "This browser cannot show such a file; only the outline is drawn.", "small"));
  if (told) caption.append(...remarks(told));
  caption.append(choices(image, number));
  item.append(canvas, caption);
  return item;
}

function remarks(told) {
  if (told.fault) return [element("p", told.fault, "small")];
  const made = [];
  if (typeof told.quality === "number") made.push(quality(told.quality));
  const by = told.drawn_by === "mask" ? "Outlined by the mask given" : "Outlined by the network";
  if (told.drawn_by) made.push(element("p", told.area_px ? `${by}: ${told.area_px.toLocaleString("en")} pixels` : by, "small"));
  for (const finding of told.findings ?? []) made.push(element("p", typeof finding === "string" ? finding : finding.message ?? "", "small"));
  return made;
}

function choices(image, number) {
  const row = element("div", undefined, "row");
  const pick = element("label", image.mask ? "Another mask" : "Add a mask", "pick");
  const input = element("input");
  input.type = "file";
  input.accept = ".png,.bmp,.tif,.tiff,.nii,.gz";
  input.setAttribute("aria-label", `Mask of ${image.file.name}`);
  input.addEventListener("change", () => {
    image.mask = input.files[0] ?? null;
    ask();
  });
  pick.append(input);
  const away = element("button", "Remove", "quiet");
  away.type = "button";
  away.setAttribute("aria-label", `Remove ${image.file.name}`);
  away.addEventListener("click", () => {
    state.images.splice(number, 1);
    list();
    if (state.images.length) ask();
    else empty();
    byId("files").focus();
  });
  row.append(pick, away);
  return row;
}

function empty() {
  state.asking?.abort();
  state.images = [];
  list();
  byId("answers").replaceChildren();
  say("Give images to see what the model says.");
}

const drop = byId("drop");
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && state.model && event.dataTransfer.files.length) give(event.dataTransfer.files);
  });
}
byId("files").addEventListener("change", (event) => {
  give([...event.target.files]);
  event.target.value = "";
});
byId("together").addEventListener("change", ask);
byId("clear").addEventListener("click", empty);
begin();
