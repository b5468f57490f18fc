// Tables: sort by a head, keep the rows that hold some words, take the cells along as CSV.
(() => {
  "use strict";
  const LONG = 12;  // rows from which a filter helps
  const SMALL = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", PLAIN = "-0123456789";
  const cells = (row) => [...row.cells].map((cell) => cell.textContent.trim());

  // "−0.21", "1,364", "3.8 × 10⁻⁴", "0.70 (0.61 to 0.80)": the first number told.
  const value = (text) => {
    const plain = text.replaceAll("−", "-").replaceAll(",", "");
    const found = plain.match(/-?\d+(?:\.\d+)?(?: × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?/);
    if (!found) return NaN;
    const power = [...(found[1] || "⁰")].map((sign) => PLAIN[SMALL.indexOf(sign)]).join("");
    return parseFloat(found[0]) * 10 ** Number(power);
  };
  const order = (head, column) => (one, other) => {
    const [a, b] = [one, other].map((row) => row.cells[column].textContent.trim());
    if (!head.classList.contains("n")) return a.localeCompare(b, "en", { numeric: true });
    const [x, y] = [value(a), value(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? NaN : x - y;
  };

  const sortable = (table) => {
    const body = table.tBodies[0], first = [...body.rows];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" };
        const way = next[head.getAttribute("aria-sort") || "none"];
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        if (way !== "none") head.setAttribute("aria-sort", way);
        const compare = order(head, column), turn = way === "descending" ? -1 : 1;
        const empty = (row) => head.classList.contains("n") && Number.isNaN(value(row.cells[column].textContent));
        const told = first.filter((row) => !empty(row)), untold = first.filter(empty);
        if (way !== "none") told.sort((a, b) => turn * compare(a, b));
        body.append(...(way === "none" ? first : [...told, ...untold]));
      });
    });
  };

  const quoted = (text) => {
    const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;  // no formula for a spreadsheet
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const csv = (table) => [...table.rows].map((row) => cells(row).map(quoted).join(",")).join("\r\n") + "\r\n";

  window.sonogenomics = { save(text, name, kind) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  } };

  const filter = (table, tools) => {
    const field = document.createElement("input"), count = document.createElement("span");
    field.type = "search";
    field.placeholder = "Only rows with …";
    field.setAttribute("aria-label", `Only rows of “${table.dataset.title}” with`);
    count.setAttribute("role", "status");
    const n = table.tBodies[0].rows.length;
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase().split(/\s+/);
      let left = 0;
      for (const row of table.tBodies[0].rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !wanted.every((word) => text.includes(word));
        left += !row.hidden;
      }
      count.textContent = left === n ? "" : `${left} of ${n} rows`;
    });
    tools.append(field, count);
  };

  for (const table of document.querySelectorAll("table[data-name]")) {
    const tools = document.createElement("div");
    tools.className = "tools";
    const grouped = table.hasAttribute("data-grouped"), n = table.tBodies[0].rows.length;
    if (!grouped && n > 1) sortable(table);
    if (!grouped && n > LONG) filter(table, tools);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "CSV";
    button.setAttribute("aria-label", `Download “${table.dataset.title}” as CSV`);
    button.addEventListener("click", () => window.sonogenomics.save(csv(table), `${table.dataset.name}.csv`, "text/csv"));
    tools.append(button);
    table.closest(".wide").after(tools);
  }
})();
