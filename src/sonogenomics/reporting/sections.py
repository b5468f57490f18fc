"""The order in which the page tells the study."""

from collections.abc import Sequence

from sonogenomics.figures.arms import Arms, arms
from sonogenomics.figures.auc_boxes import auc_boxes
from sonogenomics.figures.enrichment_dots import enrichment_dots
from sonogenomics.figures.figure import Figure
from sonogenomics.figures.gene_counts import gene_counts
from sonogenomics.figures.module_network import module_network
from sonogenomics.figures.overlap_matrix import overlap_matrix
from sonogenomics.figures.paired_links import paired_links
from sonogenomics.figures.patient_flow import patient_flow
from sonogenomics.figures.roc_curves import roc_curves
from sonogenomics.figures.truth_recovery import truth_recovery
from sonogenomics.figures.urf_effects import urf_effects
from sonogenomics.figures.urf_heatmap import urf_heatmap
from sonogenomics.figures.urf_violins import urf_violins
from sonogenomics.reporting import (
    diagnosis_tables,
    function_tables,
    paired_tables,
    patient_tables,
)
from sonogenomics.reporting.imaging_sections import imaging_sections
from sonogenomics.reporting.proof_sections import proof_sections
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.section import Drawn, Section, Shown


def sections(run: Run) -> list[Section]:
    """Draw and tabulate everything a run found, in the order of the study."""
    tested = arms(run.urfs, run.patients, run.differential, run.profile, run.study.outcome)
    parts = [_patients(run), *imaging_sections(run), _urfs(run, tested)]
    parts += [_genes(run), _functions(run), _module(run), _classifiers(run), _held_out(run)]
    parts += proof_sections(run)
    return [*parts, _truth(run)] if run.study.truth else parts


def figures_of(parts: Sequence[Section]) -> list[Figure]:
    """Every figure that could be drawn, in order."""
    return [item for part in parts for item in part.figures if isinstance(item, Figure)]


def _patients(run: Run) -> Section:
    return Section(
        "patients",
        "Patients",
        "Who was asked, who left and why, and how the arms compare.",
        (patient_flow(run.flow, run.patients, run.profile, run.study.outcome),),
        (patient_tables.flow_table(run), patient_tables.characteristics_table(run)),
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


def _genes(run: Run) -> Section:
    min_abs_r, outcome = run.rules.association.min_abs_r, run.study.outcome
    figures: tuple[Drawn, ...] = (
        gene_counts(run.counts, run.selected(), run.profile, min_abs_r, outcome),
    )
    tables: tuple[Shown, ...] = (
        function_tables.series_table(run),
        function_tables.counts_table(run),
    )
    if len(run.paired_power):
        figures += (paired_links(run.paired_replication, run.profile),)
        tables += (paired_tables.replication_table(run), paired_tables.power_table(run))
    return Section(
        "genes",
        "Genes that move with them",
        _lead(run, "Each feature is correlated with every gene, arm by arm.", run.series.empty),
        figures,
        tables,
    )


def _lead(run: Run, lead: str, is_empty: bool) -> str:
    """The opening sentence; of a part that is empty for want of genes, with the study's reason."""
    absences = run.study.absences()
    parts = [name for name in ("expression", "gene_sets") if name in absences]
    if not parts or not is_empty:
        return lead
    told = " and ".join(f"{name.replace('_', ' ')} ({absences[name]})" for name in parts)
    return f"{lead} Left out here, because the study has no {told}."


def _functions(run: Run) -> Section:
    alpha = run.rules.enrichment.alpha
    dots = enrichment_dots(run.enrichment, run.modules, run.selected(), run.profile, alpha)
    return Section(
        "functions",
        "What those genes do",
        _lead(
            run,
            "Gene ontology and pathways over-represented among a feature's genes.",
            run.enrichment.empty,
        ),
        (dots,),
        (function_tables.terms_table(run),),
    )


def _module(run: Run) -> Section:
    edge = run.rules.modules.min_overlap
    return Section(
        "module",
        "The URF module",
        _lead(
            run,
            "Features that share function with a differential one join it.",
            run.similarity.empty,
        ),
        (
            overlap_matrix(run.similarity, run.modules, run.selected(), run.profile, edge),
            module_network(run.modules, run.similarity, run.profile, edge),
        ),
        (function_tables.module_table(run),),
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
        (roc_curves(run.validation, run.ranking, run.profile, run.study.outcome),),
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
