"""The order in which the page tells the study."""

from collections.abc import Sequence

from sonogenomics.figures.arms import Arms, arms
from sonogenomics.figures.auc_boxes import auc_boxes
from sonogenomics.figures.figure import Figure
from sonogenomics.figures.held_out_boxes import held_out_boxes
from sonogenomics.figures.patient_flow import patient_flow
from sonogenomics.figures.roc_curves import roc_curves
from sonogenomics.figures.study_flow import study_flow
from sonogenomics.figures.truth_recovery import truth_recovery
from sonogenomics.figures.urf_effects import urf_effects
from sonogenomics.figures.urf_heatmap import urf_heatmap
from sonogenomics.figures.urf_violins import urf_violins
from sonogenomics.reporting import diagnosis_tables, patient_tables
from sonogenomics.reporting.figure_data import FigureData
from sonogenomics.reporting.flow_links import flow_links
from sonogenomics.reporting.gene_sections import gene_sections
from sonogenomics.reporting.imaging_sections import imaging_sections
from sonogenomics.reporting.metric_tables import metric_section
from sonogenomics.reporting.paper_figures import paper_table
from sonogenomics.reporting.proof_sections import proof_sections
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.section import Section


def sections(run: Run, more: FigureData | None = None) -> list[Section]:
    """Draw and tabulate everything a run found, in the order of the study.

    Parameters
    ----------
    run : Run
        Its tables.
    more : FigureData, optional
        What some figures need besides; those say what is missing without it.

    Returns
    -------
    list of Section
    """
    more = more or FigureData()
    tested = arms(run.urfs, run.patients, run.differential, run.profile, run.study.outcome)
    parts = [_patients(run), *imaging_sections(run), _urfs(run, tested)]
    parts += [*gene_sections(run, more), _classifiers(run), _held_out(run)]
    parts += [*proof_sections(run, more), metric_section(run)]
    parts += [_truth(run)] if run.study.truth else []
    return [*parts, _paper(parts)]


def figures_of(parts: Sequence[Section]) -> list[Figure]:
    """Every figure that could be drawn, in order."""
    return [item for part in parts for item in part.figures if isinstance(item, Figure)]


def _patients(run: Run) -> Section:
    return Section(
        "patients",
        "Patients",
        "Who was asked, who left and why, and how the arms compare.",
        (
            study_flow(flow_links(run), run.profile),
            patient_flow(run.flow, run.patients, run.profile, run.study.outcome),
        ),
        (patient_tables.flow_table(run), *patient_tables.baseline_tables(run)),
    )


def _urfs(run: Run, tested: Arms | None) -> Section:
    alpha, outcome = run.rules.differential.alpha, run.study.outcome
    return Section(
        "urfs",
        "Ultrasound radiomic features",
        f"Which features of the lesion differ between {outcome.positive} and {outcome.negative}.",
        (
            urf_heatmap(tested, run.profile, alpha),
            urf_violins(tested, run.profile, alpha),
            urf_effects(run.differential, run.profile, alpha, outcome),
        ),
        (patient_tables.differential_table(run),),
    )


def _classifiers(run: Run) -> Section:
    outcome = run.study.outcome
    return Section(
        "classifiers",
        f"Telling {outcome.positive} from {outcome.negative}",
        "Seven classifiers on each feature set, over many random splits of the patients.",
        (auc_boxes(run.performance, run.profile),),
        (diagnosis_tables.ranking_table(run),),
    )


def _held_out(run: Run) -> Section:
    return Section(
        "held-out",
        "Held-out patients",
        "What the models are worth in patients set aside at the start.",
        (
            roc_curves(run.validation, run.ranking, run.profile, run.study.outcome),
            held_out_boxes(run.validation, run.profile, run.study.outcome),
        ),
        (diagnosis_tables.held_out_table(run),),
    )


def _truth(run: Run) -> Section:
    return Section(
        "truth",
        "The planted truth",
        "In a simulated study what is real is known, so the pipeline itself can be judged.",
        (truth_recovery(run.recovered, run.profile),),
        (diagnosis_tables.recovery_table(run),),
    )


def _paper(parts: Sequence[Section]) -> Section:
    return Section(
        "paper-figures",
        "The paper's figures",
        "Each figure of the published study has its like on this page.",
        tables=(paper_table(parts),),
    )
