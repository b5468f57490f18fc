import pandas as pd
import pytest

from sonogenomics.reporting import diagnosis_tables, function_tables, patient_tables
from sonogenomics.reporting.tables import View
from tests.reporting import fake_run

MAKERS = [
    patient_tables.flow_table,
    patient_tables.differential_table,
    function_tables.series_table,
    function_tables.counts_table,
    function_tables.terms_table,
    function_tables.module_table,
    diagnosis_tables.ranking_table,
    diagnosis_tables.held_out_table,
    diagnosis_tables.sources_table,
    diagnosis_tables.recovery_table,
]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_table_has_a_title_a_note_and_a_cell_for_every_head(make: object) -> None:
    view = make(fake_run.full_run())  # type: ignore[operator]
    assert isinstance(view, View)
    assert view.title
    assert view.note.endswith((".", "them."))
    assert all(len(row) == len(view.heads) for row in view.rows)


def test_differential_features_are_marked_and_raw_p_stands_beside_adjusted() -> None:
    view = patient_tables.differential_table(fake_run.full_run())
    assert isinstance(view, View)
    assert [label for label, _ in view.heads][1:3] == ["p", "p, adjusted"]
    assert {view.rows[i][-1] for i in view.marked} == {"yes"}
    assert len(view.marked) == len(fake_run.SELECTED)


def test_the_champion_is_marked_in_both_tables() -> None:
    run = fake_run.full_run()
    ranking, met = diagnosis_tables.ranking_table(run), diagnosis_tables.held_out_table(run)
    assert isinstance(ranking, View)
    assert isinstance(met, View)
    first = {ranking.rows[i][:2] for i in ranking.marked}
    assert first == {met.rows[i][:2] for i in met.marked}
    assert len(first) == 1


def test_a_variable_is_named_once_for_all_its_categories() -> None:
    training, held_out = patient_tables.baseline_tables(fake_run.full_run())
    assert isinstance(training, View)
    assert isinstance(held_out, View)
    assert [row[0] for row in training.rows] == ["Age", "", "Stage", "", fake_run.HOSTILE]
    assert [row[0] for row in held_out.rows] == ["Age", "Stage", "", fake_run.HOSTILE]
    assert training.grouped
    assert training.rows[0][-1] == "4"  # ages nobody knows
    assert "SMD to training" in [label for label, _ in held_out.heads]


def test_counts_without_a_module_are_those_of_the_leading_features() -> None:
    none = fake_run.modules().iloc[:0]
    calm = fake_run.differential().assign(selected=False)
    view = function_tables.counts_table(fake_run.full_run(modules=none, differential=calm))
    assert isinstance(view, View)
    assert len(view.rows) == 8


def test_sources_come_with_the_fingerprint_of_the_file_that_was_read() -> None:
    record = {"origin_text": "GSE1 (soft)", "sha256": "ab" * 32}
    view = diagnosis_tables.sources_table(fake_run.full_run(sources={"urfs": record}))
    assert isinstance(view, View)
    row = pd.Series(dict(zip([label for label, _ in view.heads], view.rows[1], strict=True)))
    assert row["Origin"] == "GSE1 (soft)"
    assert row["sha256"] == "abababababab"
