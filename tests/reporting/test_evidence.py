"""Answers to the checklists follow the run, and point to what is on the page."""

from dataclasses import replace

import pandas as pd
import pytest

from sonogenomics.checklists.answers import Answers
from sonogenomics.profiles import PROFILES
from sonogenomics.reporting.evidence.answered import RULES, Filled, answered
from sonogenomics.reporting.evidence.seen import Seen
from sonogenomics.reporting.run import Run
from sonogenomics.study import Study
from tests.reporting import fake_images, fake_proof, fake_run

PLACES = frozenset(
    {
        *(
            "abstract",
            "rules",
            "sources",
            "absences",
            "checklists",
            "patients",
            "images",
            "lesions",
        ),
        *("trust", "urfs", "held-out", "honest", "table-flow", "table-settings", "table-ranking"),
        *("table-candidates", "table-confounders", "table-s1-held-out", "table-differential"),
        *("table-characteristics-train", "table-characteristics-test", "figure-urf-heatmap"),
        *("figure-patient-flow", "figure-study-flow", "figure-calibration-curves"),
        "figure-urf-effects",
        "ledger",
    }
)


@pytest.fixture(scope="module")
def run() -> Run:
    return replace(fake_proof.proved_run(), imaging=fake_images.imaging())


def verdict(name: str, run: Run, places: frozenset[str] = PLACES) -> str:
    return RULES[name](Seen(run, places)).verdict


def empty(run: Run) -> Run:
    names = [name for name in vars(run) if isinstance(getattr(run, name), pd.DataFrame)]
    return fake_run.full_run(**{name: getattr(run, name).iloc[:0] for name in names})


def test_every_answer_is_a_sentence_and_every_yes_has_a_place(run: Run) -> None:
    for name, rule in RULES.items():
        found = rule(Seen(run, PLACES))
        assert found.evidence.endswith("."), name
        assert found.place in PLACES or found.verdict != "yes", name


def test_a_run_of_nothing_earns_hardly_a_yes(run: Run) -> None:
    nothing = Seen(empty(run), frozenset())
    said = {name for name, rule in RULES.items() if rule(nothing).verdict == "yes"}
    words = {"data_sources", "data_preparation", "clinical_variables", "data_shared"}
    assert said <= words | {"settings_shared", "study_kind"}


@pytest.mark.parametrize(
    ("name", "change", "before", "after"),
    [
        ("partition", {"profile": PROFILES["published"]}, "yes", "no"),
        ("external_test", {}, "no", "no"),
        ("clinical_comparison", {"proof": fake_run.full_run().proof}, "yes", "no"),
        ("calibration", {}, "yes", "yes"),
        ("earlier_work", {"proof": fake_run.full_run().proof}, "yes", "open"),
    ],
)
def test_an_answer_follows_the_run(
    run: Run, name: str, change: dict[str, object], before: str, after: str
) -> None:
    clean = replace(run, imaging=fake_run.full_run().imaging)
    assert verdict(name, clean) == before
    assert verdict(name, replace(clean, **change)) == after  # type: ignore[arg-type]


def test_patients_of_another_place_are_an_external_test(run: Run) -> None:
    rules = run.study.patients.model_dump(exclude_none=True)
    rules |= {"held_out": {"column": "site", "values": ["B"]}}
    study = Study.model_validate(run.study.model_dump(exclude_none=True) | {"patients": rules})
    assert verdict("external_test", replace(run, study=study)) == "yes"


def filled(run: Run, key: str) -> Filled:
    return next(one for one in answered(run, []) if one.key == key)


def test_a_person_closes_what_is_open_and_only_adds_to_what_the_run_says(run: Run) -> None:
    said = {"answer": "yes", "where": "Methods, page 3"}
    answers = Answers.model_validate({"clear": {"3": said, "38": said}})
    rows = {row.item.number: row for row in filled(replace(run, answers=answers), "clear").rows}
    assert (rows["3"].found.verdict, rows["3"].evidence) == (
        "yes",
        "A person says: Methods, page 3",
    )
    before = {row.item.number: row for row in filled(run, "clear").rows}["38"]
    assert rows["38"].found.verdict == before.found.verdict
    assert rows["38"].evidence == f"{before.evidence} A person adds: Methods, page 3"


def test_the_score_is_weights_met_over_weights_that_apply(run: Run) -> None:
    metrics = filled(run, "metrics")
    applies = [row for row in metrics.rows if row.found.verdict != "not applicable"]
    met = [row for row in applies if row.found.verdict == "yes"]
    assert metrics.score == pytest.approx(
        sum(float(row.item.weight_told) for row in met)
        / sum(float(row.item.weight_told) for row in applies)
    )
    assert filled(run, "clear").score is None


def test_totals_count_every_item_once(run: Run) -> None:
    for one in answered(run, []):
        assert sum(one.totals.values()) == len(one.rows)
