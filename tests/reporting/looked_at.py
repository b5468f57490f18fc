"""What a browser is asked about a page: contrast after WCAG 2, names, headings, labels."""

# Colour of each text and of the nearest background that is not transparent.
FAINT_TEXTS = """
const seen = new Set(), found = [];
const behind = (one) => {
  for (; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (!colour.startsWith('rgba(') || !colour.endsWith(' 0)')) return colour;
  }
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const one = walker.currentNode.parentElement;
  const aside = one.closest('script, svg, #tip, .anchor, dialog');
  if (!walker.currentNode.data.trim() || aside) continue;
  const colours = [getComputedStyle(one).color, behind(one)], key = colours.join();
  if (!seen.has(key)) { seen.add(key); found.push([...colours, one.tagName, one.className]); }
}
for (const one of document.querySelectorAll('figure svg')) {
  const colours = [getComputedStyle(one).color, behind(one)], key = colours.join();
  if (!seen.has(key)) { seen.add(key); found.push([...colours, 'svg', '']); }
}
return found;
"""

# Sentences on what somebody who hears the page, or only has a keyboard, would miss.
FAULTS = """
const faults = [], all = (css) => [...document.querySelectorAll(css)];
const check = (css, is_right) => faults.push(
  ...all(css).filter(one => !is_right(one)).map(one => `${css}: ${one.outerHTML.slice(0, 90)}`));
const ids = all('[id]').map(one => one.id);
faults.push(...ids.filter((id, i) => ids.indexOf(id) !== i).map(id => `twice: ${id}`));
for (const one of ['main', 'nav', 'header', 'footer', 'h1'])
  if (all(one).length !== 1) faults.push(`${one}: ${all(one).length}`);
const heads = all('h1, h2, h3, h4').filter(one => !one.closest('dialog'));
const levels = heads.map(one => Number(one.tagName[1]));
levels.forEach((level, i) => {
  if (i && level > levels[i - 1] + 1) faults.push(`level left out: ${heads[i].textContent}`);
});
check('button, a[href]', one => (one.getAttribute('aria-label') || one.textContent).trim());
check('input, [role=img], [role=region]',
  one => one.getAttribute('aria-label') || one.getAttribute('aria-labelledby'));
check('th', one => one.scope && (one.scope === 'row' || one.textContent.trim()));
check('[aria-labelledby]',
  one => one.getAttribute('aria-labelledby').split(' ').every(id => document.getElementById(id)));
check('html', one => one.lang);
return faults;
"""


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `rgb(...)` colours."""
    low, high = sorted(luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
