"""What the page says of genes, of what they do, and of the same in other series."""

from dataclasses import replace

from sonogenomics.figures.enrichment_dots import enrichment_dots
from sonogenomics.figures.expression_heatmap import expression_heatmap
from sonogenomics.figures.function_bars import function_bars
from sonogenomics.figures.function_heatmap import function_heatmap
from sonogenomics.figures.functions_compared import functions_compared
from sonogenomics.figures.gene_counts import gene_counts
from sonogenomics.figures.hierarchy import hierarchy
from sonogenomics.figures.link_dots import link_dots
from sonogenomics.figures.module_network import module_network
from sonogenomics.figures.overlap_matrix import overlap_matrix
from sonogenomics.figures.paired_links import paired_links
from sonogenomics.figures.series_arms import series_arms
from sonogenomics.linking.association import HitRule
from sonogenomics.reporting import function_tables, paired_tables
from sonogenomics.reporting.figure_data import PICKED, FigureData, role_of
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.section import Drawn, Section, Shown

LEFT_OUT = "Left out here"


def gene_sections(run: Run, more: FigureData) -> list[Section]:
    """Genes, functions, the module, and the validation series.

    Figures that a study leaves out are told once, in the opening sentence of their part.
    """
    parts = [_genes(run, more), _functions(run, more), _module(run), _again(run, more)]
    return [replace(part, figures=()) if LEFT_OUT in part.lead else part for part in parts]


def _genes(run: Run, more: FigureData) -> Section:
    association, outcome = run.rules.association, run.study.outcome
    rule = HitRule(association.alpha, association.min_abs_r)
    figures: tuple[Drawn, ...] = (
        series_arms(run.series, _n_patients(run), rule, run.profile, outcome),
        gene_counts(run.counts, run.selected(), run.profile, rule.min_abs_r, outcome),
        _dots(run, more, "discovery"),
        expression_heatmap(more.expressed, PICKED[role_of(run)], run.profile, outcome),
    )
    tables: tuple[Shown, ...] = (
        function_tables.series_table(run),
        function_tables.counts_table(run),
    )
    if len(run.paired_power):
        figures += (paired_links(run.paired_replication, run.profile),)
        tables += (paired_tables.replication_table(run), paired_tables.power_table(run))
    lead = "Each feature is correlated with every gene, arm by arm."
    return Section(
        "genes", "Genes that move with them", _lead(run, lead, run.series.empty), figures, tables
    )


def _n_patients(run: Run) -> tuple[int, int]:
    """Patients whose URFs are paired with genes: positive, negative."""
    mine = run.patients[run.patients.index.isin(run.urfs.index)]
    if run.profile.select_on == "train":
        mine = mine[mine["split"] == "train"]
    return int((mine["outcome"] == 1).sum()), int((mine["outcome"] == 0).sum())


def _dots(run: Run, more: FigureData, role: str) -> Drawn:
    features = (run.modules, run.selected())
    return link_dots(more.foremost, run.counts, features, run.profile, run.study.outcome, role)


def _lead(run: Run, lead: str, is_empty: bool) -> str:
    """The opening sentence; of a part that is empty for want of genes, with the study's reason."""
    absences = run.study.absences()
    parts = [name for name in ("expression", "gene_sets") if name in absences]
    if not parts or not is_empty:
        return lead
    told = " and ".join(f"{name.replace('_', ' ')} ({absences[name]})" for name in parts)
    return f"{lead} {LEFT_OUT}, because the study has no {told}."


def _functions(run: Run, more: FigureData) -> Section:
    alpha, role = run.rules.enrichment.alpha, role_of(run)
    dots = enrichment_dots(run.enrichment, run.modules, run.selected(), run.profile, alpha)
    lead = "Gene ontology and pathways over-represented among a feature's genes."
    figures = (
        *_of_role(run, role),
        dots,
        hierarchy(more.gene_lists, run.enrichment, more.sets, run.modules, run.profile),
    )
    return Section(
        "functions",
        "What those genes do",
        _lead(run, lead, run.enrichment.empty),
        figures,
        (function_tables.terms_table(run),),
    )


def _of_role(run: Run, role: str) -> tuple[Drawn, Drawn]:
    chance, features = run.proof.chance, (run.modules, run.selected())
    return (
        function_heatmap(run.enrichment, features, chance, run.profile, role),
        function_bars(run.enrichment, run.modules, chance, run.profile, role),
    )


def _module(run: Run) -> Section:
    edge = run.rules.modules.min_overlap
    lead = "Features that share function with a differential one join it."
    return Section(
        "module",
        "The URF module",
        _lead(run, lead, run.similarity.empty),
        (
            overlap_matrix(run.similarity, run.modules, run.selected(), run.profile, edge),
            module_network(run.modules, run.similarity, run.profile, edge, run.proof.chance),
        ),
        (function_tables.module_table(run),),
    )


def _again(run: Run, more: FigureData) -> Section:
    """The validation series; beside it the discovery series where another role made the module."""
    anchor, title = "validation-series", "The same in the validation series"
    roles = set(run.enrichment["role"]) if len(run.enrichment) else set()
    if "validation" not in roles and not (more.foremost["role"] == "validation").any():
        return Section(anchor, title, "The study has no validation series of expression.")
    edge = run.rules.modules.min_overlap
    matrix = overlap_matrix(
        run.similarity, run.modules, run.selected(), run.profile, edge, "validation"
    )
    discovery = _of_role(run, "discovery") if role_of(run) != "discovery" else ()
    return Section(
        anchor,
        title,
        "Whether other tumours, paired at random again, give the same genes and functions.",
        (
            _dots(run, more, "validation"),
            functions_compared(run.enrichment, run.proof.chance, run.profile),
            *discovery,
            *_of_role(run, "validation"),
            matrix,
        ),
    )
