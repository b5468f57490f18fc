"""What the page says of the study as published, of chance, of honesty, and of each claim."""

from sonogenomics.figures.arm_differences import arm_differences
from sonogenomics.figures.best_of_splits import best_of_splits
from sonogenomics.figures.best_split_roc import best_split_roc
from sonogenomics.figures.calibration_curves import calibration_curves
from sonogenomics.figures.candidates_forest import candidates_forest
from sonogenomics.figures.confounder_forest import confounder_forest
from sonogenomics.figures.decision_curves import decision_curves
from sonogenomics.figures.learning_curves import learning_curves
from sonogenomics.figures.null_panels import null_panels
from sonogenomics.figures.verdict_counts import verdict_counts
from sonogenomics.reporting import judged_tables, proof_tables
from sonogenomics.reporting.figure_data import FigureData
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.section import Drawn, Section


def proof_sections(run: Run, more: FigureData | None = None) -> list[Section]:
    """As published, by chance, honestly, and the ledger; a part that did not run says so."""
    return [_published(run, more or FigureData()), _chance(run), _honest(run), _ledger(run)]


def _published(run: Run, more: FigureData) -> Section:
    anchor, title = "as-published", "As it was published"
    if run.proof.replication.empty:
        lead = "The published splits were not run: the study has no rows or no features for them."
        return Section(anchor, title, lead)
    return Section(
        anchor,
        title,
        "The study's own rows, features, splits and classifiers, whatever the profile of this run.",
        (
            best_split_roc(more.best_splits, more.nested, run.proof.candidates),
            best_of_splits(run.proof.replication, run.proof.best_by_chance()),
        ),
        (
            proof_tables.quoted_table(run),
            proof_tables.differences_table(),
            proof_tables.features_table(run),
        ),
    )


def _chance(run: Run) -> Section:
    anchor, title = "by-chance", "What chance gives"
    if run.proof.chance.empty:
        return Section(anchor, title, "Nothing was permuted in this run.")
    seen = run.proof
    figures: tuple[Drawn, ...] = (null_panels(seen.nulls, seen.chance),)
    if len(seen.arm_differences):
        figures += (arm_differences(seen.arm_differences, run.profile, run.study.outcome),)
    return Section(
        anchor,
        title,
        "Each step that carries a claim, done again on permuted data.",
        figures,
        (proof_tables.chance_table(run), proof_tables.family_wise_table(run)),
    )


def _honest(run: Run) -> Section:
    anchor, title = "honest", "Everything inside the folds"
    seen, outcome = run.proof, run.study.outcome
    if seen.candidates.empty:
        return Section(anchor, title, "Nothing was learnt inside folds in this run.")
    return Section(
        anchor,
        title,
        "Selection, module, scaling, tuning and choice of model in training folds alone, whatever "
        "the profile of this run; held-out patients were not touched.",
        (
            candidates_forest(seen.candidates),
            calibration_curves(seen.calibration, seen.candidates, outcome),
            decision_curves(seen.decision_curve, seen.candidates, outcome),
            learning_curves(seen.learning_curve, seen.candidates),
            confounder_forest(seen.confounders),
        ),
        (
            judged_tables.candidates_table(run),
            judged_tables.calls_table(run),
            judged_tables.confounders_table(run),
        ),
    )


def _ledger(run: Run) -> Section:
    anchor, title = "ledger", "The ledger"
    if run.proof.ledger.empty:
        return Section(anchor, title, "This study is not held against a paper's claims.")
    return Section(
        anchor,
        title,
        "Every claim of the paper: what it prints, what comes out here, what chance gives, and "
        "what holds honestly.",
        (verdict_counts(run.proof.ledger),),
        tuple(judged_tables.ledger_tables(run)),
    )
