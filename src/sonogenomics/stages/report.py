"""Every table and figure on one page."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sonogenomics import catalog
from sonogenomics.catalog import EXPRESSION, FIGURES, PERFORMANCE, REPORT, SOURCES
from sonogenomics.catalog.store import Table
from sonogenomics.checklists.answers import read_answers
from sonogenomics.figures.figure import Figure
from sonogenomics.genomics.gene_sets import read_libraries
from sonogenomics.output import whole_folder, write_text
from sonogenomics.params.features import Differential, Radiomics, Robustness, Urfs
from sonogenomics.params.genes import Association, Enrichment, Modules
from sonogenomics.params.proof import Chance, NestedValidation
from sonogenomics.profiles import Profile
from sonogenomics.progress import track
from sonogenomics.reporting.before import refuse_before
from sonogenomics.reporting.evaluated import (
    Evaluated,
    every_model,
    once,
    over_folds,
    over_resamplings,
)
from sonogenomics.reporting.expression_files import read_expressed
from sonogenomics.reporting.figure_data import FigureData, gene_lists, most_linked
from sonogenomics.reporting.imaging_files import (
    PictureFolders,
    read_curves,
    read_examples,
    read_weights,
)
from sonogenomics.reporting.imaging_run import Imaging
from sonogenomics.reporting.page import page
from sonogenomics.reporting.proof_run import Proof
from sonogenomics.reporting.run import Rules, Run
from sonogenomics.reporting.sections import figures_of, sections
from sonogenomics.reporting.tables import View
from sonogenomics.simulation.recovery import recovery
from sonogenomics.simulation.truth import Truth
from sonogenomics.stages import Metrics
from sonogenomics.study import STUDIES, Absent, Study

TABLES = {
    "patients": catalog.PATIENTS,
    "flow": catalog.FLOW,
    "urfs": catalog.URFS,
    "differential": catalog.DIFFERENTIAL,
    "series": catalog.EXPRESSION_SERIES,
    "counts": catalog.ASSOCIATION_COUNTS,
    "paired": catalog.PAIRED,
    "paired_replication": catalog.PAIRED_REPLICATION,
    "paired_power": catalog.PAIRED_POWER,
    "enrichment": catalog.ENRICHMENT,
    "similarity": catalog.SIMILARITY,
    "modules": catalog.MODULES,
    "ranking": catalog.RANKING,
    "validation": catalog.VALIDATION,
}
IMAGING = {
    "images": catalog.IMAGES,
    "image_faults": catalog.IMAGE_FAULTS,
    "findings": catalog.FINDINGS,
    "agreement": catalog.AGREEMENT,
    "lesions": catalog.LESIONS,
    "lesion_faults": catalog.LESION_FAULTS,
    "feature_faults": catalog.FEATURE_FAULTS,
    "reliability": catalog.RELIABILITY,
    "scanner_effects": catalog.SCANNER_EFFECTS,
}
PROOF = {
    "replication": catalog.REPLICATION,
    "replicated_features": catalog.REPLICATED_FEATURES,
    "replicated_edges": catalog.REPLICATED_EDGES,
    "nulls": catalog.NULLS,
    "chance": catalog.CHANCE,
    "family_wise": catalog.FAMILY_WISE,
    "arm_differences": catalog.ARM_DIFFERENCES,
    "candidates": catalog.CANDIDATES,
    "calibration": catalog.CALIBRATION,
    "decision_curve": catalog.DECISION_CURVE,
    "learning_curve": catalog.LEARNING_CURVE,
    "confounders": catalog.CONFOUNDERS,
    "ledger": catalog.LEDGER,
}
FIGURE_DATA = (
    *(catalog.ASSOCIATION, catalog.FOREMOST, catalog.EXPRESSION_SAMPLES),
    *(catalog.REPLICATED_SCORES, catalog.NESTED, catalog.NESTED_FOLDS, catalog.SCORES),
)
PICTURES = (catalog.FRAMES, catalog.OUTLINES, catalog.MASKS)
NETWORKS = Path(catalog.SEGMENTER.path).parent
READS = (
    *(SOURCES, PERFORMANCE, *TABLES.values()),
    *(*IMAGING.values(), *PROOF.values(), *FIGURE_DATA, EXPRESSION),
    *(*PICTURES, str(NETWORKS)),
)
WRITES = (FIGURES, REPORT)
STREAM = 102  # of random numbers: patients drawn again for the intervals of Table S1


def main(
    study: Study,
    profile: Profile,
    differential: Differential,
    association: Association,
    enrichment: Enrichment,
    modules: Modules,
    chance: Chance,
    seed: int,
    radiomics: Radiomics,
    robustness: Robustness,
    urfs: Urfs,
    nested: NestedValidation,
) -> Metrics:
    """Draw every figure, write the page, and count what is on it."""
    refuse_before()
    rules = Rules(differential, association, enrichment, modules)
    proof = Proof(**_present(PROOF), best_of=chance.splits)
    told = {"radiomics": radiomics, "robustness": robustness, "urfs": urfs}
    told |= {"nested": nested, "chance": chance}
    run = replace(
        _run(study, profile, rules),
        proof=proof,
        evaluated=_evaluated(seed),
        settings=told,
        seed=seed,
        answers=read_answers(STUDIES / study.name),
    )
    if not isinstance(study.images, Absent):
        run = replace(run, imaging=_imaging(run))
    parts = sections(run, _figure_data(run))
    figures = figures_of(parts)
    _write_figures(figures)
    text = page(run, parts)
    write_text(REPORT, text)
    n_tables = sum(isinstance(table, View) for part in parts for table in part.tables)
    counts = {"n_figures": len(figures), "n_tables": n_tables, "page_bytes": len(text.encode())}
    return counts | _recovered(run.recovered)


def _write_figures(figures: Sequence[Figure]) -> None:
    """Each figure as SVG and PDF, with its data as CSV, numbered as on the page."""
    with whole_folder(FIGURES.path) as folder:
        for place, figure in enumerate(track(figures, "Drawing figures"), start=1):
            stem = f"{place:02}-{figure.name}"
            write_text(folder / f"{stem}.svg", figure.svg)
            write_text(folder / f"{stem}.csv", figure.csv())
            (folder / f"{stem}.pdf").write_bytes(figure.pdf)


def _run(study: Study, profile: Profile, rules: Rules) -> Run:
    frames = {name: _read(table) for name, table in TABLES.items()}
    files = sorted(Path(PERFORMANCE.path).parent.glob("*.parquet"))
    parts = [PERFORMANCE.at(file.stem).read() for file in files]
    frames["performance"] = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    listed = SOURCES / "sources.json"
    records = json.loads(listed.read_text(encoding="utf-8")) if listed.is_file() else []
    recovered = pd.DataFrame()
    if study.truth is not None and (truth := SOURCES / study.sources[study.truth].file).is_file():
        names = ("differential", "paired", "enrichment", "modules")
        findings = {name: frames[name] for name in names}
        again = frames["paired_replication"]
        recovered = recovery(Truth.read(truth), **findings, replication=again)
    sources = {record["name"]: record for record in records}
    return Run(study, profile, rules, **frames, sources=sources, recovered=recovered)  # type: ignore[arg-type]


def _evaluated(seed: int) -> Evaluated:
    """Table S1; the splits of one classifier are in memory at a time."""
    rng = np.random.default_rng([seed, STREAM])
    names = sorted(path.stem for path in Path(catalog.SCORES.path).parent.glob("*.parquet"))
    parts = [
        over_resamplings(name, catalog.SCORES.at(name).read(), PERFORMANCE.at(name).read())
        for name in names
    ]
    return Evaluated(
        quoted=once(_read(catalog.REPLICATED_SCORES), rng),
        resampled=every_model(parts),
        nested=over_folds(_read(catalog.NESTED), _read(catalog.NESTED_FOLDS)),
        held_out=once(_read(catalog.VALIDATION), rng),
    )


def _imaging(run: Run) -> Imaging:
    """Tables of the image stages, the curves, and a few pictures."""
    frames = _present(IMAGING)
    positive, negative = run.study.outcome.shorts
    arms = run.patients["outcome"].map({1: positive, 0: negative})
    folders = PictureFolders(*(Path(folder.path) for folder in PICTURES))
    agreement = frames.get("agreement", Imaging().agreement)
    return Imaging(
        **frames,
        curves=read_curves(NETWORKS),
        examples=read_examples(agreement, arms, folders),
        weights=read_weights(NETWORKS),
    )


def _figure_data(run: Run) -> FigureData:
    """Expression and gene sets of the most linked genes; scores of single patients."""
    foremost = _read(catalog.FOREMOST)
    genes, samples = most_linked(run, foremost), _read(catalog.EXPRESSION_SAMPLES)
    given = () if isinstance(run.study.gene_sets, Absent) else run.study.gene_sets
    files = {one.library: SOURCES / run.study.sources[one.source].file for one in given}
    return FigureData(
        foremost,
        best_splits=_read(catalog.REPLICATED_SCORES),
        nested=_read(catalog.NESTED),
        expressed=tuple(read_expressed(run.series, samples, genes, Path(EXPRESSION.path))),
        gene_lists=gene_lists(run, _read(catalog.ASSOCIATION)),
        sets=read_libraries({name: file for name, file in files.items() if file.is_file()}),
    )


def _present(tables: dict[str, Table]) -> dict[str, pd.DataFrame]:
    """Those tables that a stage has left."""
    return {name: table.read() for name, table in tables.items() if Path(table.path).is_file()}


def _read(table: Table) -> pd.DataFrame:
    """A table, or an empty frame with its columns where an earlier stage left none."""
    if Path(table.path).is_file():
        return table.read()
    return pd.DataFrame(columns=list(table.schema.to_schema().columns))


def _recovered(recovered: pd.DataFrame) -> dict[str, object]:
    if recovered.empty:
        return {}
    named = recovered.assign(kind=recovered["kind"].str.replace(r"\W+", "_", regex=True))
    columns = ["kind", "planted", "found", "missed", "false", "undecided"]
    return {"recovery": named[columns].set_index("kind").to_dict(orient="index")}
