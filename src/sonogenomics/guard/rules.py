"""The four rules of the guard, and what becomes of a model that breaks one."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from sonogenomics.errors import StudyError
from sonogenomics.guard.crossing import crossing_faults
from sonogenomics.guard.evidence import Evidence
from sonogenomics.guard.finding import Finding
from sonogenomics.guard.nulls import null_faults
from sonogenomics.guard.score import score_faults
from sonogenomics.guard.selection import selection_faults

Rule = Callable[[Evidence], Iterator[str]]
RULES: dict[str, tuple[str, Rule]] = {
    "score": ("The quoted score was not chosen on test data.", score_faults),
    "features": ("Features were selected inside the training patients alone.", selection_faults),
    "patients": ("No patient is on both sides of a split.", crossing_faults),
    "null": ("What chance gives stands beside every unpaired association.", null_faults),
}


def examine(evidence: Evidence) -> list[Finding]:
    """Hold every rule against the tables behind a model; all reasons are told, not the first.

    Parameters
    ----------
    evidence : Evidence
        The tables behind the model.

    Returns
    -------
    list of Finding
        One a rule, in the order of `RULES`.
    """
    return [Finding(name, asks, tuple(faults(evidence))) for name, (asks, faults) in RULES.items()]


def refuse(findings: Iterable[Finding], what: str) -> None:
    """Stop where a rule is broken.

    Parameters
    ----------
    findings : iterable of Finding
        As `examine` gives them.
    what : str
        What is refused, such as "models/servable is not published".

    Raises
    ------
    StudyError
        Naming every reason, each with its remedy; or a rule that nobody asked.
    """
    given = list(findings)
    unasked = [name for name in RULES if name not in {one.rule for one in given}]
    if unasked:
        raise StudyError(f"{what}: nobody asked the rules {', '.join(unasked)}.")
    reasons = [f"({one.rule}) {fault}" for one in given for fault in one.faults]
    if reasons:
        raise StudyError("\n  ".join([f"{what}:", *reasons]))


def as_card(findings: Sequence[Finding]) -> dict[str, object]:
    """What a model's card says of the examination.

    Examples
    --------
    >>> as_card([Finding("null", "Chance stands beside.", ("No null.",))])["passed"]
    False
    """
    return {
        "passed": all(one.holds for one in findings),
        "rules": {
            one.rule: {"asks": one.asks, "holds": one.holds, "because": list(one.faults)}
            for one in findings
        },
    }
