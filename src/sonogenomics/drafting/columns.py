"""Which column is what: guessed from its name and what stands in it, and how sure that is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sonogenomics.drafting.sheets import Sheet

ID = re.compile(
    r"^(patient|case|subject|participant|pid|mrn|id|fall|pat)"
    r"([ _.-]*(id|no|nr|number|name|code))?$",
    re.IGNORECASE,
)
IHC = re.compile(r"(^|[ _.-])ihc|her.?2.*(ihc|score)|immuno", re.I)
FISH_RATIO = re.compile(r"ratio|cep.?17", re.I)
FISH_COPIES = re.compile(r"cop(y|ies)|signals", re.I)
FISH = re.compile(r"(^|[ _.-])(fish|ish)($|[ _.-])", re.I)
OUTCOME = re.compile(
    r"her.?2|erbb2|outcome|label|status|class|malign|pathology|diagnos|response|pcr", re.I
)
SITE = re.compile(r"^(site|hospital|centre|center|clinic|institution)$", re.I)
SCANNER = re.compile(r"scanner|device|machine|manufacturer|vendor|geraet", re.I)
VIEW = re.compile(r"^(view|side|plane|projection|orientation)$", re.I)
POSITIVE = {
    "positive",
    "pos",
    "+",
    "1",
    "yes",
    "malignant",
    "her2+",
    "her2-positive",
    "true",
    "pcr",
}
NEGATIVE = {"negative", "neg", "-", "0", "no", "benign", "her2-", "her2-negative", "false"}
NUMBER = re.compile(r"^-?\d+([.,]\d+)?$")
MOST_LEVELS = 12  # of a category; more are free text
ORDERED = re.compile(r"^(t|n|m|stage|grade|tnm|birads|bi.?rads)$|stage|grade", re.I)


@dataclass(frozen=True)
class Guess:
    """A column, how sure it is that it is meant, and why."""

    column: str
    sure: str  # sure, likely or guessed
    why: str


@dataclass(frozen=True)
class Arms:
    """Levels of an outcome's column that mean positive, negative, and nothing that is known."""

    positive: tuple[str, ...]
    negative: tuple[str, ...]
    others: tuple[str, ...]


def id_column(sheet: Sheet) -> Guess | None:
    """The column that names the patient: by its name, else by what stands in it."""
    named = [name for name in sheet.columns if ID.match(name)]
    named.sort(key=lambda name: (not re.match(r"pat|case|subject|pid", name, re.I), name))
    for name in named:
        full = _full(sheet, name)
        unique = len(set(full)) == len(full) == sheet.n_rows
        rows = "one row each" if unique else f"{len(set(full))} patients in {sheet.n_rows} rows"
        return Guess(name, "sure" if unique else "likely", f"its name, and {rows}")
    for name, cells in sheet.columns.items():
        full = _full(sheet, name)
        if len(set(full)) == sheet.n_rows == len(cells) and not _looks_measured(full):
            return Guess(name, "guessed", "the first column in which every cell differs")
    return None


def image_column(sheet: Sheet, files: Iterable[str]) -> Guess | None:
    """The column whose cells name files of the folder."""
    known = {name.casefold() for file in files for name in (file, file.rpartition("/")[2])}
    stems = {name.rpartition(".")[0] for name in known}
    best: tuple[float, str, bool] = (0.0, "", False)
    for name in sheet.columns:
        full = [cell.replace("\\", "/").casefold() for cell in _full(sheet, name)]
        whole = _share(cell in known for cell in full)
        bare = _share(cell in stems for cell in full)
        best = max(best, (max(whole, bare), name, bare > whole))
    share, name, bare = best
    if share == 0:
        return None
    how = " without their ending" if bare else ""
    sure = "sure" if share == 1 else "likely"
    return Guess(name, sure, f"{share:.0%} of its cells are files of the folder{how}")


def assay_columns(sheet: Sheet) -> dict[str, str]:
    """HER2 by IHC and FISH: keys of `patients.outcome` in study.yaml to columns."""
    found: dict[str, str] = {}
    for name, cells in sheet.columns.items():
        levels = {cell for cell in cells if cell}
        if IHC.search(name) and levels <= {"0", "1", "2", "3", "1+", "2+", "3+"}:
            found.setdefault("ihc", name)
        elif FISH_COPIES.search(name):
            found.setdefault("fish_copies", name)
        elif FISH_RATIO.search(name):
            found.setdefault("fish_ratio", name)
        elif FISH.search(name):
            found.setdefault("fish", name)
    if ("fish_ratio" in found) != ("fish_copies" in found):
        found.pop("fish_ratio", None), found.pop("fish_copies", None)
    return found if "ihc" in found else {}


def outcome_column(sheet: Sheet, taken: Iterable[str]) -> Guess | None:
    """The column that says what is predicted: of two known levels, or so named."""
    known, named = [], []
    for name, cells in sheet.columns.items():
        levels = {cell.casefold() for cell in cells if cell}
        if name in set(taken) or not 1 < len(levels) <= MOST_LEVELS:
            continue
        if levels & POSITIVE and levels & NEGATIVE:
            known.append(name)
        elif OUTCOME.search(name):
            named.append(name)
    for name in sorted(known, key=lambda one: not OUTCOME.search(one)):
        sure = "likely" if OUTCOME.search(name) else "guessed"
        return Guess(name, sure, "it holds words for positive and negative")
    return Guess(named[0], "guessed", "its name") if named else None


def arms(cells: Iterable[str]) -> Arms:
    """Which levels of a column mean positive and which negative."""
    levels = sorted({cell for cell in cells if cell})
    positive = tuple(level for level in levels if level.casefold() in POSITIVE)
    negative = tuple(level for level in levels if level.casefold() in NEGATIVE)
    return Arms(positive, negative, tuple(set(levels) - {*positive, *negative}))


def named_like(sheet: Sheet, pattern: re.Pattern[str]) -> str | None:
    """The first column of such a name."""
    return next((name for name in sheet.columns if pattern.search(name)), None)


def variables(sheet: Sheet, taken: Iterable[str]) -> dict[str, str]:
    """Clinical columns for Tables 1 and 2: name to number, ordered or category."""
    kinds: dict[str, str] = {}
    for name in sheet.columns:
        full, used = _full(sheet, name), set(taken)
        if name in used or not full or name.startswith(("original_", "diagnostics_")):
            continue
        if _looks_measured(full) and len(set(full)) > MOST_LEVELS:
            kinds[name] = "number"
        elif 1 < len(set(full)) <= MOST_LEVELS:
            kinds[name] = "ordered" if ORDERED.search(name) else "category"
    return kinds


def is_feature_table(columns: Mapping[str, object]) -> bool:
    """Whether a table holds PyRadiomics' features."""
    return sum(name.startswith("original_") for name in columns) > 1


def _full(sheet: Sheet, name: str) -> list[str]:
    return [cell for cell in sheet.columns[name] if cell]


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


def _looks_measured(cells: list[str]) -> bool:
    return bool(cells) and all(map(NUMBER.match, cells))
