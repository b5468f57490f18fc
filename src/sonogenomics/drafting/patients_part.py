"""The part `patients` of a drafted study.yaml: who, who is positive, what is known of them."""

from collections.abc import Iterator

from sonogenomics.drafting import columns as guessing
from sonogenomics.drafting.found import TODO, Found, written
from sonogenomics.drafting.sheets import Sheet


def patients(found: Found) -> Iterator[str]:
    """Lines of `patients`: list, outcome, Tables 1 and 2, who is held out."""
    yield "patients:"
    sheet = found.patients
    if sheet is None:
        yield "  # no list was given: the patients are those of the URF table"
        yield '  outcome: {positive_id: "^TODO-pos", negative_id: "^TODO-neg"}   # TODO: of the ids'
        return
    yield "  source: patients"
    named = guessing.id_column(sheet)
    if named is None:
        yield f"  id_column: {TODO}          # TODO: which of {', '.join(sheet.columns)[:70]}"
    else:
        if _repeats(sheet, named.column):
            yield "  rows: image                # several rows a patient; they must agree"
        yield f"  id_column: {written(named.column)}   # {named.sure}: {named.why}"
    taken = {named.column} if named else set()
    yield from _outcome_rule(sheet, taken)
    kinds = guessing.variables(sheet, taken | set(guessing.assay_columns(sheet).values()))
    yield "  exclusions: []             # patient flow: {step: words, column: name, keep: [values]}"
    yield (
        "  # Tables 1 and 2; take out what is no clinical variable" if kinds else "  variables: []"
    )
    if kinds:
        yield "  variables:"
    for name, kind in kinds.items():
        yield f"    - {{column: {written(name)}, label: {written(name)}, kind: {kind}}}"
    site = guessing.named_like(sheet, guessing.SITE)
    hint = f"; a whole hospital is sterner: {{column: {site}, values: [...]}}" if site else ""
    yield f"  held_out: null             # drawn at random (cohort.test_fraction){hint}"


def _repeats(sheet: Sheet, name: str) -> bool:
    full = [cell for cell in sheet.columns[name] if cell]
    return len(set(full)) * 1.2 < len(full)  # a few doubles are mistakes, many are images


def _outcome_rule(sheet: Sheet, taken: set[str]) -> Iterator[str]:
    if rule := guessing.assay_columns(sheet):
        yield "  # likely: IHC 0 and 1+ negative, 3+ positive, 2+ settled by FISH (ASCO/CAP 2018)"
        yield "  outcome:"
        yield from (f"    {key}: {written(column)}" for key, column in rule.items())
        return
    guess = guessing.outcome_column(sheet, taken)
    if guess is None:
        yield "  # TODO: no column of two levels was found; which says who is positive?"
        yield f"  outcome: {{column: {TODO}, positive: [TODO-positive], negative: [TODO-negative]}}"
        return
    found = guessing.arms(sheet.columns[guess.column])
    positive = ", ".join(map(written, found.positive)) or "TODO-positive"
    negative = ", ".join(map(written, found.negative)) or "TODO-negative"
    yield f"  # {guess.sure}: {guess.why}"
    yield "  outcome:"
    yield f"    column: {written(guess.column)}"
    yield f"    positive: [{positive}]"
    yield f"    negative: [{negative}]"
    if found.others:
        told = ", ".join(sorted(found.others))[:60]
        yield f"    # TODO: {told} would leave the study; put each where it belongs, then"
        yield "    # take this line out"
