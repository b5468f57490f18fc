"""The ledger: each claim of the paper, what comes of it, by chance, honestly, and the verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sonogenomics.errors import listed
from sonogenomics.ledger.chance import by_chance
from sonogenomics.ledger.claims import Claim
from sonogenomics.ledger.classifiers import classifiers
from sonogenomics.ledger.genes import genes, module
from sonogenomics.ledger.honest import honest
from sonogenomics.ledger.people import Fact, Facts, features, people
from sonogenomics.ledger.tables import Tables
from sonogenomics.ledger.verdict import UNCHECKED, Verdict, decimals, judge, short, shown

NOTHING = "-"
MOST_VALUES, MOST_NAMES = 5, 8
COLUMNS = ["claim", "section", "text", "where", "paper", "published", "chance", "honest"]
COLUMNS += ["verdict", "because"]


@dataclass(frozen=True)
class Setting:
    """The study in which claims are checked.

    Attributes
    ----------
    study : str
        Its name.
    absent : mapping of str to str
        Parts that it does not have, and why.
    """

    study: str
    absent: Mapping[str, str]


# Of which part of a study a quantity speaks.
PARTS = {
    "segmentation": ("images", "masks"),
    "features": ("urfs",),
    "series": ("expression",),
    "association": ("expression",),
    "functions": ("expression", "gene_sets"),
    "module": ("expression", "gene_sets"),
    "edge": ("expression", "gene_sets"),
}
PUBLISHED_ONLY = ("association.top_genes.", "validation.")


def ledger(claims: Sequence[Claim], tables: Tables, setting: Setting) -> pd.DataFrame:
    """Hold every claim of a paper against one run.

    Parameters
    ----------
    claims : sequence of Claim
        In the paper's order.
    tables : Tables
        Of the run.
    setting : Setting
        Of which study.

    Returns
    -------
    DataFrame
        Columns of `catalog.Ledger`, a row a claim.
    """
    facts, answers = found(tables), honest(tables)
    rows = [
        {
            "claim": claim.claim,
            "section": claim.section,
            "text": claim.text,
            "where": claim.where,
            "paper": claim.printed,
            "published": _published(claim, facts),
            "chance": by_chance(claim.quantity, tables.chance, NOTHING),
            "honest": answers.get(claim.quantity, NOTHING),
            **_verdict(claim, facts, tables, setting)._asdict(),
        }
        for claim in claims
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype("str")


def found(tables: Tables) -> Facts:
    """Every quantity that a run answers under the published protocol."""
    facts: dict[str, Fact] = {}
    for part in (people, features, genes, module, classifiers):
        facts |= part(tables)
    return facts


def counted(table: pd.DataFrame) -> dict[str, dict[str, int]]:
    """How many claims of each section came to which verdict.

    Examples
    --------
    >>> table = pd.DataFrame({"section": ["genes", "genes"], "verdict": ["differs", "differs"]})
    >>> counted(table)
    {'genes': {'differs': 2}}
    """
    return {
        _key(section): {_key(name): int(n) for name, n in rows["verdict"].value_counts().items()}
        for section, rows in table.groupby("section", sort=False)
    }


def _key(words: object) -> str:
    return str(words).replace(" ", "_")


def _verdict(claim: Claim, facts: Facts, tables: Tables, setting: Setting) -> Verdict:
    if claim.unanswerable:
        return Verdict(UNCHECKED, " ".join(filter(None, [claim.unanswerable, claim.note])))
    fact = _fact(claim, facts)
    if claim.studies and setting.study not in claim.studies:
        shown_here = f"; shown is what {setting.study} gives" if fact else ""
        why = f"It needs the study {listed(claim.studies)}, which has the paper's own data"
        return Verdict(UNCHECKED, f"{why}{shown_here}.")
    if fact:
        return judge(claim, fact)
    return Verdict(UNCHECKED, _missing(claim.quantity, tables, setting))


def _missing(quantity: str, tables: Tables, setting: Setting) -> str:
    absent = [
        setting.absent[part]
        for part in PARTS.get(quantity.partition(".")[0], ())
        if part in setting.absent
    ]
    if absent:
        return f"This study has no such data: {'; '.join(absent)}."
    if quantity.startswith(PUBLISHED_ONLY) and tables.profile.name != "published":
        return "It is answered where the study runs under profile published."
    return "This run left nothing that answers it."


def _fact(claim: Claim, facts: Facts) -> Fact:
    """What the run says; arithmetic needs no run."""
    kind, *parts = claim.quantity.split(".")
    if kind == "percent":
        part, whole = map(int, parts)
        return (100 * part / whole,)
    return facts.get(claim.quantity, ())


def _published(claim: Claim, facts: Facts) -> str:
    """The fact as it is read: with the digits that the paper prints."""
    fact = _fact(claim, facts)
    if not fact:
        return NOTHING
    if isinstance(fact[0], str):
        names = sorted(map(str, fact)) if claim.rule == "names" else list(map(str, fact))
        return f"{len(names)}: {listed(map(short, names), MOST_NAMES)}"
    numbers = [float(value) for value in fact]
    printed = max(claim.expected, key=decimals, default="0") if claim.expected else "0.000"
    if claim.rule == "share":
        printed = claim.expected[0]
    elif claim.rule == "above" and any(value != int(value) for value in numbers):
        printed = max(printed, "0.00", key=decimals)  # a limit is printed short
    if claim.rule in {"range", "lowest", "above"} or len(numbers) > MOST_VALUES:
        ends = shown(min(numbers), printed), shown(max(numbers), printed)
        return " to ".join(dict.fromkeys(ends))
    return " / ".join(shown(value, printed) for value in numbers)
