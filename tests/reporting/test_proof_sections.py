"""What the page says of the study as published, of chance, of honesty, and of each claim."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from sonogenomics.reporting import judged_tables, paired_tables, proof_tables
from sonogenomics.reporting.page import page
from sonogenomics.reporting.proof_run import Proof
from sonogenomics.reporting.proof_sections import proof_sections
from sonogenomics.reporting.proof_sentences import proof_sentences
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.sections import sections
from sonogenomics.reporting.tables import View
from tests.reporting import fake_proof, fake_run
from tests.reporting.reported import read
from tests.reporting.test_page import Outline

MAKERS: dict[str, Callable[[Run], View | str]] = {
    "quoted": proof_tables.quoted_table,
    "replicated-features": proof_tables.features_table,
    "chance": proof_tables.chance_table,
    "family-wise": proof_tables.family_wise_table,
    "candidates": judged_tables.candidates_table,
    "calls": judged_tables.calls_table,
    "confounders": judged_tables.confounders_table,
    "paired-replication": paired_tables.replication_table,
    "paired-power": paired_tables.power_table,
}


@pytest.fixture(scope="module")
def run() -> Run:
    return fake_proof.proved_run()


@pytest.fixture(scope="module")
def text(run: Run) -> str:
    return page(run, sections(run))


def rows_of(view: View | str) -> dict[str, tuple[str, ...]]:
    assert isinstance(view, View)
    return {row[0]: row for row in view.rows}


@pytest.mark.parametrize("name", MAKERS)
def test_a_table_has_a_title_a_note_and_a_cell_for_every_head(name: str, run: Run) -> None:
    view = MAKERS[name](run)
    assert isinstance(view, View)
    assert view.name == name
    assert view.note.endswith(".")
    assert all(len(row) == len(view.heads) for row in view.rows)
    assert not any(cell in {"nan", "None", ""} for row in view.rows for cell in row[:1])
    assert not any("nan" in cell for row in view.rows for cell in row)


@pytest.mark.parametrize("name", MAKERS)
def test_an_empty_table_is_told_in_a_sentence(name: str) -> None:
    said = MAKERS[name](fake_run.full_run())
    assert isinstance(said, str)
    assert said.endswith(".")


def test_the_page_is_well_formed_and_names_every_part_in_its_contents(text: str) -> None:
    outline = Outline(read(text))
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    inside = {link[1:] for link in outline.links if link.startswith("#")}
    assert inside <= set(outline.ids)
    for anchor in ("as-published", "by-chance", "honest", "ledger"):
        assert f"#{anchor}" in outline.links


def test_a_hostile_claim_stays_a_claim(text: str) -> None:
    assert "<script" not in read(text)
    assert "differs: &lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_run_without_proof_says_so_in_four_sentences() -> None:
    parts = proof_sections(fake_run.full_run())
    assert [part.lead.endswith(".") for part in parts] == [True] * 4
    assert not any(part.figures or part.tables for part in parts)


def test_the_quoted_split_stands_beside_the_best_by_chance(run: Run) -> None:
    view = proof_tables.quoted_table(run)
    assert isinstance(view, View)
    lucky = [row for row in view.rows if row[-1] != "–"]
    assert [row[:2] for row in lucky] == [("Logistic regression", "URF module")]
    claim = run.proof.chance.set_index("quantity").T["classifier.auc_best.module"]
    null = f"{claim['null_mean']:.2f} ({claim['null_low']:.2f} to {claim['null_high']:.2f})"
    assert lucky[0][-1] == f"of 50: 0.75, {null}"


def test_selected_features_are_among_the_family_wise_even_if_not_at_the_top(run: Run) -> None:
    last = run.proof.family_wise.sort_values("p")["feature"].iloc[-1]
    differential = run.differential.assign(selected=run.differential.index == last)
    view = proof_tables.family_wise_table(replace(run, differential=differential))
    assert isinstance(view, View)
    assert len(view.rows) == proof_tables.MOST_FEATURES + 1
    assert view.marked == {proof_tables.MOST_FEATURES}


def test_the_honest_candidate_is_marked_and_the_reference_has_no_difference(run: Run) -> None:
    view = judged_tables.candidates_table(run)
    rows = rows_of(view)
    assert rows["Ridge (reference)"][3:6] == ("–", "–", "–")
    assert rows["Chosen inside (honest)"][2] == "0.67 (0.61 to 0.73)"
    assert isinstance(view, View)
    assert [list(rows)[place] for place in view.marked] == ["Chosen inside (honest)"]


def test_a_claim_shows_its_verdict_by_sign_word_and_reason(run: Run) -> None:
    views = judged_tables.ledger_tables(run)
    titles = [view.title for view in views if isinstance(view, View)]
    assert titles == [
        f"Claims: {part}"
        for part in ("patients", "features", "segmentation", "genes", "classifiers")
    ]
    verdicts = [row[1] for view in views if isinstance(view, View) for row in view.rows]
    assert verdicts[:4] == [
        "✓ reproduced",
        "✓ reproduced",
        "? cannot be checked: no image is public",
        "≠ differs: the pairing's seed is unknown",
    ]


def test_links_are_shown_smallest_p_first_with_their_outcome(run: Run) -> None:
    view = paired_tables.replication_table(run)
    assert isinstance(view, View)
    assert len(view.rows) == paired_tables.TOP
    assert view.rows[0][-1] == "replicated"
    only_untested = run.paired_replication.query("untested != ''")
    told = paired_tables.replication_table(replace(run, paired_replication=only_untested))
    assert isinstance(told, View)
    assert told.rows[0][-1] == "not tested: gene not measured"
    assert told.rows[0][5] == "–"


def test_the_abstract_puts_luck_beside_the_quoted_split_and_the_reference_beside_honesty(
    run: Run,
) -> None:
    quoted, honest = proof_sentences(run.proof)
    assert "the best of 400 random splits gives Logistic regression (URF module)" in quoted
    assert (
        "the best of 50 gives 0.75, and 0.71 (95 % 0.67 to 0.75) with permuted outcomes" in quoted
    )
    assert honest == (
        "With everything inside the training folds the procedure that they choose has an AUC of "
        "0.67 (95 % interval 0.61 to 0.73), the reference (ridge) 0.66 (95 % interval 0.59 to "
        "0.72); chance is 0.50."
    )
    assert set(proof_sentences(run.proof)) < set(fake_run.sentences(run))


def test_the_abstract_leaves_out_what_did_not_run(run: Run) -> None:
    assert proof_sentences(Proof()) == []
    candidates = run.proof.candidates.query("candidate == 'ridge'").assign(chosen=True)
    alone = proof_sentences(Proof(candidates=candidates))
    assert alone == [
        "With everything inside the training folds ridge has an AUC of 0.66 (95 % interval 0.59 to "
        "0.72); chance is 0.50."
    ]


@pytest.mark.parametrize("left_out", ["nulls", "confounders", "learning_curve", "family_wise"])
def test_any_one_table_may_be_empty(left_out: str, run: Run) -> None:
    proof = replace(run.proof, **{left_out: getattr(Proof(), left_out)})
    assert Outline(page(run, proof_sections(replace(run, proof=proof)))).open == []
