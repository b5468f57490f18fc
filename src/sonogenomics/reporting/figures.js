// Figures: what a mark says, the drawing as a file, and a closer look.
(() => {
  "use strict";
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);
  const hide = () => { tip.hidden = true; };
  const show = (event) => {
    const mark = event.target.closest && event.target.closest("[data-tip]");
    if (!mark) return hide();
    const home = document.querySelector("dialog[open]") || document.body;
    if (tip.parentElement !== home) home.append(tip);
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    const box = tip.getBoundingClientRect(), gap = 14;
    const x = Math.min(event.clientX + gap, innerWidth - box.width - 4);
    const above = event.clientY + gap + box.height > innerHeight;
    const y = above ? event.clientY - gap - box.height : event.clientY + gap;
    tip.style.transform = `translate(${Math.max(4, x)}px, ${Math.max(4, y)}px)`;
  };
  for (const kind of ["pointermove", "pointerdown"]) document.addEventListener(kind, show, { passive: true });
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  const made = (tag, words, told) => {
    const one = document.createElement(tag);
    one.textContent = words;
    if (tag === "button") one.type = "button";
    if (told) one.setAttribute("aria-label", told);
    return one;
  };

  // One dialog for all: the drawing itself moves in, so that no id stands twice, and back again.
  const dialog = document.createElement("dialog");
  dialog.className = "closer";
  const bar = made("div", ""), title = made("h2", ""), stage = made("div", "");
  bar.className = "tools";
  stage.className = "stage";
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", "Drawing: plus and minus zoom, arrow keys move, 0 fits, Escape closes");
  title.id = "closer-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const acts = [["−", "Smaller", () => zoom(1 / 1.4)], ["0", "Fit", () => fit()],
    ["+", "Larger", () => zoom(1.4)], ["Close", "Close", () => dialog.close()]];
  bar.append(title, ...acts.map(([words, told, act]) => {
    const button = made("button", words, told);
    button.addEventListener("click", act);
    return button;
  }));
  dialog.append(bar, stage);
  document.body.append(dialog);
  let svg, home, opener, width = 0;

  const size = (px) => { width = px; svg.style.width = `${px}px`; };
  const ratio = () => svg.viewBox.baseVal.width / svg.viewBox.baseVal.height;
  const fit = () => size(Math.min(stage.clientWidth - 24, (stage.clientHeight - 24) * ratio()));
  const zoom = (by, at) => {
    const box = stage.getBoundingClientRect();
    const [x, y] = at ? [at.clientX - box.left, at.clientY - box.top] : [stage.clientWidth / 2, stage.clientHeight / 2];
    const before = width;
    size(Math.min(Math.max(width * by, 120), 16000));
    const grown = width / before;
    stage.scrollLeft = (stage.scrollLeft + x) * grown - x;
    stage.scrollTop = (stage.scrollTop + y) * grown - y;
  };
  const open = (figure, button) => {
    home = figure.querySelector(".drawing");
    svg = home.querySelector("svg");
    opener = button;
    title.textContent = figure.querySelector("figcaption strong").textContent;
    svg.setAttribute("aria-label", home.getAttribute("aria-label"));
    svg.setAttribute("role", "img");
    home.style.minHeight = `${home.clientHeight}px`;
    stage.append(svg);
    dialog.showModal();
    fit();
    stage.focus();
  };
  dialog.addEventListener("close", () => {
    hide();
    document.body.append(tip);
    for (const name of ["aria-label", "role", "style"]) svg.removeAttribute(name);
    home.append(svg);
    home.style.minHeight = "";
    opener.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = 60, move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (move) stage.scrollBy(...move);
    else if (event.key === "+" || event.key === "=") zoom(1.4);
    else if (event.key === "-") zoom(1 / 1.4);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  addEventListener("resize", () => { if (dialog.open) fit(); });
  stage.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event); }, { passive: false });

  // One finger or the mouse moves, two fingers zoom.
  const fingers = new Map();
  const apart = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  };
  stage.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, event); });
  stage.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    const before = fingers.size === 2 ? apart() : 0;
    fingers.set(event.pointerId, event);
    if (before) zoom(apart() / before, event);
    else if (fingers.size === 1) stage.scrollBy(last.clientX - event.clientX, last.clientY - event.clientY);
  });
  for (const kind of ["pointerup", "pointercancel", "pointerleave"]) stage.addEventListener(kind, (event) => fingers.delete(event.pointerId));

  const file = (drawing) => {
    const copy = drawing.cloneNode(true);
    copy.removeAttribute("style");
    copy.setAttribute("color", "#1c1f24");
    return `<?xml version="1.0" encoding="utf-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
  };
  for (const figure of document.querySelectorAll("figure")) {
    const tools = figure.querySelector(".tools"), name = figure.id.replace("figure-", "");
    const words = figure.querySelector("figcaption strong").textContent;
    const larger = made("button", "Look closer", `Look closer at ${words}`);
    larger.className = "look";
    larger.addEventListener("click", () => open(figure, larger));
    const save = made("button", "SVG", `Download ${words} as SVG`);
    save.addEventListener("click", () => window.sonogenomics.save(file(figure.querySelector(".drawing svg")), `${name}.svg`, "image/svg+xml"));
    tools.prepend(larger, save);
  }
})();
