"use strict";

const COLOURS = ["#4dd8ff", "#ffe14d", "#ff7ad9", "#8dff7a"];
const SAID = { accept: "accepted", redraw: "redrawn", reject: "rejected" };
const NEAR_PX = { mouse: 9, pen: 14, touch: 24 };  // how close to a corner a finger must be
const STROKE_PX = 7;                               // between corners of a line drawn freely
const KEPT = "sonogenomics reviewer";

const at = (id) => document.getElementById(id);
const canvas = at("image");
const brush = canvas.getContext("2d");
const state = {
  token: "", reviewer: "", queue: [], index: -1, sheet: null, frame: null, doubt: null,
  mask: true, uncertain: false, zoomed: false, drawing: null, busy: false, turn: 0,
};
const ahead = new Map();  // sheets and pictures fetched before they are asked for

// ---- talking to the server -------------------------------------------------------------------

async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    throw new Error("The server does not answer: is `sonogenomics review` still running?");
  }
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const error = new Error(content.fault || `The server answered ${answer.status}.`);
    error.status = answer.status;
    throw error;
  }
  return content;
}

function picture(address) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("The picture cannot be read: run stage images again."));
    image.src = address;
  });
}

async function fetched(name) {
  const id = encodeURIComponent(name);
  const [sheet, frame] = await Promise.all([ask(`/api/images/${id}`), picture(`/frames/${id}.png`)]);
  const doubt = sheet.uncertainty ? tinted(await picture(`/uncertainty/${id}.png`)) : null;
  return { sheet, frame, doubt };
}

function fetchAhead(name) {
  if (!ahead.has(name)) {
    const promise = fetched(name);
    promise.catch(() => ahead.delete(name));
    ahead.set(name, promise);
  }
  return ahead.get(name);
}

function tinted(image) {
  const layer = document.createElement("canvas");
  layer.width = image.naturalWidth;
  layer.height = image.naturalHeight;
  const pen = layer.getContext("2d");
  pen.drawImage(image, 0, 0);
  const pixels = pen.getImageData(0, 0, layer.width, layer.height);
  for (let k = 0; k < pixels.data.length; k += 4) {
    const level = pixels.data[k];
    pixels.data.set([255, 60 + level / 3, 20, level * 0.6], k);
  }
  pen.putImageData(pixels, 0, 0);
  return layer;
}

// ---- which image -----------------------------------------------------------------------------

const waits = (row) => row.standing !== "decided";

function say(text, fault = false) {
  at("status").textContent = text;
  at("status").className = fault ? "fault" : "";
}

async function show(index) {
  if (index < 0 || index >= state.queue.length) return;
  const turn = ++state.turn;
  stopDrawing();
  state.index = index;
  state.sheet = null;
  const name = state.queue[index].image;
  try {
    const got = await fetchAhead(name);
    if (turn !== state.turn) return;
    Object.assign(state, got);
    state.queue[index] = { ...state.queue[index], ...rowOf(got.sheet) };
  } catch (error) {
    if (turn !== state.turn) return;
    state.frame = state.doubt = null;
    say(`${name}: ${error.message}`, true);
  }
  ahead.delete(name);
  at("note").value = state.sheet?.decision?.note ?? "";
  describe();
  paint();
  const soon = state.queue[index + 1];
  for (const known of ahead.keys()) if (known !== soon?.image) ahead.delete(known);
  if (soon) fetchAhead(soon.image).catch(() => {});
}

function rowOf(sheet) {
  const { standing, decision, quality, drawn_by } = sheet;
  return { standing, decision, quality, drawn_by };
}

function nextWaiting(from) {
  const n = state.queue.length;
  for (let k = 1; k <= n; k++) if (waits(state.queue[(from + k) % n])) return (from + k) % n;
  return -1;
}

function counted(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}

function describe() {
  const n = state.queue.length;
  const left = state.queue.filter(waits).length;
  const stale = state.queue.filter((row) => row.standing === "stale").length;
  at("bar").max = Math.max(n, 1);
  at("bar").value = n - left;
  at("left").textContent = `${n - left} of ${n} judged, ${left} left`
    + (stale ? ` (${counted(stale, "verdict")} on a mask that has changed since)` : "");
  const row = state.queue[state.index];
  at("position").textContent = `Image ${state.index + 1} of ${n}, worst predicted quality first`;
  at("name").textContent = row.image;
  at("patient").textContent = row.patient_id;
  at("view").textContent = row.view || "not given";
  at("scanner").textContent = row.scanner || "not given";
  at("mask").textContent = maskSaid(row);
  at("quality").textContent = row.quality === null ? "none" : `${row.quality.toFixed(2)}, predicted`;
  at("meter").hidden = row.quality === null;
  at("meter").value = row.quality ?? 0;
  at("verdict").textContent = verdictSaid(row);
  at("badge").hidden = !row.decision;
  at("badge").textContent = row.decision
    ? (row.standing === "stale" ? "judged on an earlier mask" : SAID[row.decision.verdict]) : "";
  for (const id of ["accept", "redraw", "reject"]) at(id).disabled = !state.sheet;
  at("accept").disabled = !state.sheet || state.sheet.lesions.length === 0;
  at("previous").disabled = state.index <= 0;
  at("next").disabled = state.index >= n - 1;
  at("showdoubt").disabled = !state.doubt;
  canvas.setAttribute("aria-label", `Ultrasound image ${row.image}, ${maskSaid(row)}`);
}

function maskSaid(row) {
  if (!state.sheet) return "not loaded";
  const n = state.sheet.lesions.length;
  const by = row.drawn_by === "expert" ? "outlined by an expert" : "outlined by the network";
  if (n) return `${counted(n, "lesion")} ${by}`;
  return state.sheet.n_detections > 1
    ? `${state.sheet.n_detections} lesions found, none chosen: draw or reject`
    : "no lesion found: draw it or reject";
}

function verdictSaid(row) {
  if (!row.decision) return "none yet";
  const said = `${SAID[row.decision.verdict]} by ${row.decision.reviewer}`;
  return row.standing === "stale" ? `${said}, but on an earlier mask: judge again` : said;
}

// ---- painting --------------------------------------------------------------------------------

function bounds(polygons, sheet) {
  const points = polygons.flat();
  if (!points.length) {
    return [sheet.columns / 4, sheet.rows / 4, sheet.columns / 2, sheet.rows / 2];
  }
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x); right = Math.max(right, x);
    top = Math.min(top, y); bottom = Math.max(bottom, y);
  }
  const edge = 0.35 * Math.max(right - left, bottom - top) + 8;
  return [left - edge, top - edge, right - left + 2 * edge, bottom - top + 2 * edge];
}

function place() {
  const { sheet } = state;
  const lesions = sheet.lesions.length ? sheet.lesions.flat() : sheet.drawing;
  const box = state.zoomed ? bounds(lesions, sheet) : [0, 0, sheet.columns, sheet.rows];
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = Math.min(width / box[2], height / box[3]);
  return {
    scale,
    x: (width - box[2] * scale) / 2 - box[0] * scale,
    y: (height - box[3] * scale) / 2 - box[1] * scale,
  };
}

function traced(polygons, closed = true) {
  const path = new Path2D();
  for (const polygon of polygons) {
    polygon.forEach(([x, y], k) => (k ? path.lineTo(x, y) : path.moveTo(x, y)));
    if (closed) path.closePath();
  }
  return path;
}

function stroke(path, colour, scale, dash = []) {
  brush.lineJoin = "round";
  brush.setLineDash(dash.map((length) => length / scale));
  for (const [width, ink] of [[4, "rgba(0, 0, 0, 0.6)"], [2, colour]]) {
    brush.lineWidth = width / scale;
    brush.strokeStyle = ink;
    brush.stroke(path);
  }
  brush.setLineDash([]);
}

function paint() {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio].map(Math.round);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  brush.setTransform(1, 0, 0, 1, 0, 0);
  brush.clearRect(0, 0, width, height);
  if (!state.sheet || !state.frame || !width || !height) return;
  const { scale, x, y } = place();
  brush.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
  brush.drawImage(state.frame, 0, 0);
  if (state.uncertain && state.doubt) brush.drawImage(state.doubt, 0, 0);
  if (state.drawing) paintDrawing(scale);
  else if (state.mask) paintMask(scale);
}

function paintMask(scale) {
  const { sheet } = state;
  const redrawn = sheet.standing === "decided" && sheet.decision.verdict === "redraw";
  sheet.lesions.forEach((rings, k) => {
    stroke(traced(rings), COLOURS[k % COLOURS.length], scale, redrawn ? [2, 6] : []);
  });
  if (redrawn) {
    sheet.drawing.forEach((ring, k) => {
      stroke(traced([ring]), COLOURS[(k + 1) % COLOURS.length], scale);
    });
  }
}

function paintDrawing(scale) {
  const { closed, open } = state.drawing;
  if (state.mask) {
    state.sheet.lesions.forEach((rings) => stroke(traced(rings), "#cccccc", scale, [2, 6]));
  }
  closed.forEach((polygon, k) => {
    const path = traced([polygon]);
    brush.fillStyle = `${COLOURS[k % COLOURS.length]}33`;
    brush.fill(path);
    stroke(path, COLOURS[k % COLOURS.length], scale);
  });
  stroke(traced([open], false), COLOURS[closed.length % COLOURS.length], scale);
  for (const polygon of [...closed, open]) {
    const half = (polygon === open ? 4 : 3) / scale;
    for (const [x, y] of polygon) {
      brush.fillStyle = "#000";
      brush.fillRect(x - 1.4 * half, y - 1.4 * half, 2.8 * half, 2.8 * half);
      brush.fillStyle = polygon === open && polygon[0][0] === x && polygon[0][1] === y
        ? "#ff5a36" : "#fff";
      brush.fillRect(x - half, y - half, 2 * half, 2 * half);
    }
  }
}

// ---- drawing ---------------------------------------------------------------------------------

function startDrawing() {
  if (!state.sheet || state.busy) return;
  const earlier = state.sheet.drawing.map((ring) => ring.map((point) => [...point]));
  state.drawing = { closed: earlier, open: [], held: null, last: null };
  canvas.classList.add("drawing");
  at("drawbar").hidden = false;
  canvas.focus();
  hint();
  paint();
}

function stopDrawing() {
  if (!state.drawing) return;
  state.drawing = null;
  canvas.classList.remove("drawing");
  at("drawbar").hidden = true;
  paint();
}

function hint() {
  const { closed, open } = state.drawing;
  const finished = !open.length && closed.length;
  at("drawhint").textContent = open.length
    ? `${counted(open.length, "corner")}; Enter closes the outline`
    : finished
      ? `${counted(closed.length, "lesion")} drawn: save, or outline another one`
      : "Outline the lesion: click its corners, or hold and draw";
  at("close").replaceChildren(finished ? "Save " : "Close outline ", keycap("Enter"));
  at("close").disabled = !finished && open.length < 3;
  at("undo").disabled = !open.length && !closed.length;
}

function keycap(text) {
  const cap = document.createElement("kbd");
  cap.textContent = text;
  return cap;
}

function enter() {
  const { closed, open } = state.drawing;
  if (open.length >= 3) {
    closed.push(open);
    state.drawing.open = [];
  } else if (open.length) {
    say("An outline needs at least three corners.", true);
  } else if (closed.length) {
    judge("redraw");
    return;
  } else {
    say("Outline the lesion first, or press Esc.", true);
  }
  hint();
  paint();
}

function back() {
  const { closed, open } = state.drawing;
  if (open.length) open.pop();
  else if (closed.length) state.drawing.open = closed.pop();
  hint();
  paint();
}

function pointed(event) {
  const { scale, x, y } = place();
  const box = canvas.getBoundingClientRect();
  const { rows, columns } = state.sheet;
  const within = (value, most) => Math.round(100 * Math.min(Math.max(value, 0), most)) / 100;
  return [
    within((event.clientX - box.left - x) / scale, columns),
    within((event.clientY - box.top - y) / scale, rows),
  ];
}

function cornerNear(event, point) {
  const reach = (NEAR_PX[event.pointerType] ?? NEAR_PX.mouse) / place().scale;
  let best = null;
  for (const polygon of [state.drawing.open, ...state.drawing.closed]) {
    for (const corner of polygon) {
      const gap = Math.hypot(corner[0] - point[0], corner[1] - point[1]);
      if (gap <= reach && (!best || gap < best.gap)) best = { corner, gap, polygon };
    }
  }
  return best;
}

canvas.addEventListener("pointerdown", (event) => {
  if (!state.drawing || event.button !== 0) return;
  event.preventDefault();
  canvas.focus();
  canvas.setPointerCapture(event.pointerId);
  const point = pointed(event);
  const near = cornerNear(event, point);
  state.drawing.moved = false;
  if (near) {
    state.drawing.held = near;
  } else {
    state.drawing.open.push(point);
    state.drawing.last = point;
  }
  hint();
  paint();
});

canvas.addEventListener("pointermove", (event) => {
  const { drawing } = state;
  if (!drawing || (!drawing.held && !drawing.last)) return;
  const point = pointed(event);
  const from = drawing.held ? drawing.held.corner : drawing.last;
  const gap = Math.hypot(point[0] - from[0], point[1] - from[1]) * place().scale;
  if (drawing.held && (drawing.moved || gap > 3)) {
    drawing.held.corner.splice(0, 2, ...point);
    drawing.moved = true;
  } else if (!drawing.held && gap >= STROKE_PX) {
    drawing.open.push(point);
    drawing.last = point;
  }
  hint();
  paint();
});

canvas.addEventListener("pointerup", () => {
  const { drawing } = state;
  if (!drawing) return;
  const onFirst = drawing.held && !drawing.moved && drawing.held.corner === drawing.open[0];
  drawing.held = drawing.last = null;
  if (onFirst && drawing.open.length >= 3) enter();
});
canvas.addEventListener("pointercancel", () => {
  if (state.drawing) state.drawing.held = state.drawing.last = null;
});

// ---- verdicts --------------------------------------------------------------------------------

async function judge(verdict) {
  if (!state.sheet || state.busy) return;
  if (verdict === "accept" && !state.sheet.lesions.length) {
    say("There is no mask to accept: draw the lesion, or reject the image.", true);
    return;
  }
  if (!state.reviewer) {
    askName();
    return;
  }
  const { sheet, index } = state;
  const body = {
    image: sheet.image, verdict, reviewer: state.reviewer, mask_sha256: sheet.mask_sha256,
    note: at("note").value.replace(/\s+/gu, " ").trim(), seen: sheet.decision,
    polygons: verdict === "redraw" ? state.drawing.closed : [],
  };
  state.busy = true;
  say("Saving ...");
  try {
    const row = await ask("/api/verdicts", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Review-Token": state.token },
      body: JSON.stringify(body),
    });
    Object.assign(state.queue[index], rowOf(row));
    const told = `Saved: ${row.image} ${SAID[verdict]}.`;
    const next = nextWaiting(index);
    state.busy = false;
    await show(next < 0 ? index : next);
    say(next < 0 ? `${told} Every mask is judged: commit data/review and run make repro.` : told);
  } catch (error) {
    say(error.message, true);
    if (error.status === 409) {
      const [kept, text] = [state.drawing, error.message];
      await show(index);
      if (kept && state.sheet) {  // a drawing is never lost to somebody else's verdict
        startDrawing();
        state.drawing.closed = kept.closed;
        hint();
        paint();
      }
      say(text, true);
    }
  } finally {
    state.busy = false;
  }
}

// ---- who, keys and buttons -------------------------------------------------------------------

function askName() {
  at("newname").value = state.reviewer;
  at("who").showModal();
}

function setName(name) {
  state.reviewer = name.replace(/\s+/gu, " ").trim();
  at("reviewer").textContent = state.reviewer || "not given";
}

function remembered() {
  try {
    return localStorage.getItem(KEPT) || "";
  } catch {
    return "";
  }
}

function begin() {
  setName(at("newname").value);
  if (!state.reviewer) return;
  try {
    localStorage.setItem(KEPT, state.reviewer);
  } catch { /* a browser that keeps nothing asks again next time */ }
  at("who").close();
}

function toggle(name, button) {
  state[name] = !state[name];
  at(button).setAttribute("aria-pressed", String(state[name]));
  paint();
}

const acts = {
  accept: () => { stopDrawing(); judge("accept"); },
  reject: () => { stopDrawing(); judge("reject"); },
  redraw: startDrawing,
  previous: () => show(state.index - 1),
  next: () => show(state.index + 1),
  showmask: () => toggle("mask", "showmask"),
  showdoubt: () => { if (state.doubt) toggle("uncertain", "showdoubt"); },
  zoom: () => toggle("zoomed", "zoom"),
  close: () => enter(),
  undo: () => back(),
  cancel: () => { stopDrawing(); say("Drawing left; nothing was saved."); },
  rename: askName,
  begin,
};
const KEYS = {
  a: "accept", r: "reject", d: "redraw", ArrowLeft: "previous", ArrowRight: "next",
  m: "showmask", u: "showdoubt", z: "zoom",
};
const DRAWING_KEYS = { Enter: "close", Backspace: "undo", Escape: "cancel", m: "showmask", u: "showdoubt", z: "zoom" };

for (const [id, act] of Object.entries(acts)) at(id).addEventListener("click", () => act());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || at("who").open) return;
  if (event.target instanceof HTMLInputElement) {
    if (event.key === "Enter" || event.key === "Escape") event.target.blur();
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = (state.drawing ? DRAWING_KEYS : KEYS)[key];
  if (!act) return;
  event.preventDefault();
  if (!event.repeat || key === "Backspace" || key.startsWith("Arrow")) acts[act]();
});
at("newname").addEventListener("keydown", (event) => { if (event.key === "Enter") begin(); });
new ResizeObserver(() => paint()).observe(canvas);

async function refresh() {
  const told = await ask("/api/review");
  Object.assign(state, { token: told.token, queue: told.queue });
  at("study").textContent = told.study;
  document.title = `Review of masks: ${told.study}`;
  return told;
}

async function start() {
  try {
    const told = await refresh();
    setName(told.asked ? remembered() || told.reviewer : told.reviewer);
    at("rename").hidden = !told.asked;
    const first = state.queue.findIndex(waits);
    await show(first < 0 ? 0 : first);
    if (first < 0) say("Every mask is judged: commit data/review and run make repro.");
    if (!state.reviewer) askName();
  } catch (error) {
    say(error.message, true);
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && state.queue.length && !state.busy) {
    refresh().then(describe).catch((error) => say(error.message, true));
  }
});
start();
