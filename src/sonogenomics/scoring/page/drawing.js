// What is drawn: an image with its outline, and a probability on its scale.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 480;
const LINE = "#ffd23f";
const EMPTY = 512; // pixels of a picture that this browser cannot show

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

export const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

// The picture as the browser decodes it; null for DICOM and most TIFF.
export async function decoded(file) {
  try {
    return await createImageBitmap(file);
  } catch {
    return null;
  }
}

export function draw(canvas, bitmap, polygons) {
  const corners = polygons.flat();
  const reach = (axis) => Math.max(EMPTY, ...corners.map((corner) => 1.15 * corner[axis]));
  canvas.width = bitmap ? bitmap.width : reach(0);
  canvas.height = bitmap ? bitmap.height : reach(1);
  const pen = canvas.getContext("2d");
  if (bitmap) pen.drawImage(bitmap, 0, 0);
  pen.lineJoin = "round";
  for (const [width, colour] of [[6, "rgba(0, 0, 0, .6)"], [3, LINE]]) {
    pen.lineWidth = Math.max(1, (width * canvas.width) / 600);
    pen.strokeStyle = colour;
    for (const polygon of polygons) outline(pen, polygon);
  }
}

function outline(pen, polygon) {
  pen.beginPath();
  polygon.forEach(([x, y], i) => (i ? pen.lineTo(x + 0.5, y + 0.5) : pen.moveTo(x + 0.5, y + 0.5)));
  pen.closePath();
  pen.stroke();
}

function shape(parent, name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

// 0 to 100 %, the probability with its interval, and what share was positive among those it learnt from.
export function scale(probability, low, high, prevalence, cutOff, described) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} 78`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", described);
  svg.setAttribute("class", "scale");
  const at = (share) => 8 + share * (WIDTH - 16);
  shape(svg, "rect", { x: at(0), y: 26, width: at(1) - at(0), height: 16, rx: 8, class: "track" });
  if (low !== null && high !== null) {
    const width = Math.max(2, at(high) - at(low));
    shape(svg, "rect", { x: at(low), y: 26, width, height: 16, rx: 8, class: "reach" });
  }
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const anchor = share === 0 ? "start" : share === 1 ? "end" : "middle";
    const x = share === 0 ? 0 : share === 1 ? WIDTH : at(share);
    shape(svg, "text", { x, y: 74, "text-anchor": anchor }, percent(share));
    shape(svg, "line", { x1: at(share), x2: at(share), y1: 44, y2: 50, class: "mark" });
  }
  if (typeof prevalence === "number") mark(svg, at(prevalence), `${percent(prevalence)} of those it learnt from`);
  if (typeof cutOff === "number") shape(svg, "line", { x1: at(cutOff), x2: at(cutOff), y1: 24, y2: 44, class: "mark" });
  shape(svg, "circle", { cx: at(probability), cy: 34, r: 9, class: "point" });
  return svg;
}

function mark(svg, x, text) {
  shape(svg, "line", { x1: x, x2: x, y1: 17, y2: 46, class: "mark" });
  const anchor = x < WIDTH / 3 ? "start" : x > (2 * WIDTH) / 3 ? "end" : "middle";
  shape(svg, "text", { x, y: 12, "text-anchor": anchor, class: "marked" }, text);
}
