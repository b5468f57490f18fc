// Theme, contents that follow the reader, links that copy themselves. The page is whole without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const say = document.createElement("p");
  say.className = "quiet";
  say.setAttribute("role", "status");
  document.body.append(say);

  const kept = { get: () => { try { return localStorage.getItem("theme"); } catch { return null; } },
    set: (name) => { try { localStorage.setItem("theme", name); } catch { /* nothing is kept */ } } };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const now = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "theme";
  const label = () => { button.textContent = now() === "dark" ? "Light page" : "Dark page"; };
  if (["light", "dark"].includes(kept.get())) root.dataset.theme = kept.get();
  button.addEventListener("click", () => {
    root.dataset.theme = now() === "dark" ? "light" : "dark";
    kept.set(root.dataset.theme);
    label();
  });
  dark.addEventListener("change", label);
  label();
  document.querySelector("header").prepend(button);

  const contents = document.querySelector("nav details");
  const wide = matchMedia("(min-width: 72rem)");
  const fold = () => { contents.open = wide.matches; };
  wide.addEventListener("change", fold);
  fold();
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) links.set(link.hash.slice(1), link);
  const headings = [...links.keys()].map((id) => document.getElementById(id));
  const follow = () => {
    const line = innerHeight * 0.3;
    const end = innerHeight + scrollY >= root.scrollHeight - 2;
    const passed = headings.filter((one) => one.getBoundingClientRect().top <= line);
    const here = end ? headings.at(-1) : passed.at(-1) || headings[0];
    for (const [id, link] of links) {
      if (id !== here.id) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "location");
        if (wide.matches) {
          const box = contents.parentElement;
          const off = link.offsetTop - box.clientHeight / 2;
          box.scrollTop = Math.max(0, off);
        }
      }
    }
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });
  follow();

  document.addEventListener("click", async (event) => {
    const link = event.target.closest(".anchor");
    if (!link) return;
    try {
      await navigator.clipboard.writeText(link.href);
      say.textContent = "Link copied.";
    } catch { say.textContent = "The link stands in the address bar."; }
  });

  // A closed list must not hide the place a link leads to.
  const reveal = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const list = place && place.closest("details.list");
    if (list && !list.open) { list.open = true; place.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
})();
