"""Every table of the study: where it lives, what a row is, what its columns hold."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors
from pandera.typing import Index, Series

from sonogenomics.errors import StudyError, listed
from sonogenomics.output import whole_file

FEATURE = r"^(original|wavelet|log|square|squareroot|logarithm|exponential|gradient|lbp)\S*$"


class Patients(pa.DataFrameModel):
    """One row per included patient; clinical columns of the study's own follow the named ones."""

    patient_id: Index[str] = pa.Field(unique=True, check_name=True)
    her2: Series[int] = pa.Field(isin=[0, 1], description="1 = HER2-positive.")
    split: Series[str] = pa.Field(isin=["train", "test"], description="test = held out.")


class Flow(pa.DataFrameModel):
    """One row per step of the patient flow, in order."""

    step: Series[str] = pa.Field(description="What was asked of a patient.")
    n_excluded: Series[int] = pa.Field(ge=0)
    n_left: Series[int] = pa.Field(ge=0)


class Characteristics(pa.DataFrameModel):
    """One row per clinical variable and category; Tables 1 and 2."""

    variable: Series[str]
    category: Series[str]
    positive: Series[str] = pa.Field(description="HER2-positive: n (%) or median [quartiles].")
    negative: Series[str] = pa.Field(description="HER2-negative, likewise.")
    p_rank: Series[float] = pa.Field(nullable=True, description="Wilcoxon on ranks (ordered only).")
    p_category: Series[float] = pa.Field(nullable=True, description="Chi-square or Fisher.")
    test: Series[str] = pa.Field(description="Which test of categories was used.")


class Urfs(pa.DataFrameModel):
    """One row per patient; one column per ultrasound radiomic feature (mean over images)."""

    patient_id: Index[str] = pa.Field(unique=True, check_name=True)
    feature: Series[float] = pa.Field(alias=FEATURE, regex=True, required=False)

    class Config:
        """Nothing but features."""

        strict = True


class Differential(pa.DataFrameModel):
    """One row per feature: how it differs between HER2-positive and -negative."""

    feature: Index[str] = pa.Field(unique=True, check_name=True)
    u: Series[float] = pa.Field(description="Mann-Whitney U of the positive arm.")
    p: Series[float] = pa.Field(ge=0, le=1, description="Two-sided Wilcoxon rank-sum.")
    p_bh: Series[float] = pa.Field(ge=0, le=1, description="Benjamini-Hochberg over features.")
    rank_biserial: Series[float] = pa.Field(ge=-1, le=1, description="> 0: higher in positive.")
    fold_change: Series[float] = pa.Field(nullable=True, description="Mean positive / negative.")
    n_positive: Series[int] = pa.Field(ge=1)
    n_negative: Series[int] = pa.Field(ge=1)
    selected: Series[bool] = pa.Field(description="Differential by the profile's rule.")


class ExpressionSamples(pa.DataFrameModel):
    """One row per sample with a HER2 label, series kept apart."""

    series: Series[str]
    sample: Series[str]
    her2: Series[int] = pa.Field(isin=[0, 1])
    patient_id: Series[str] = pa.Field(nullable=True, description="The patient, where paired.")


class ExpressionSeries(pa.DataFrameModel):
    """One row per expression series: what went in and what was left out."""

    series: Series[str] = pa.Field(unique=True)
    role: Series[str] = pa.Field(isin=["discovery", "validation"])
    paired: Series[bool] = pa.Field(description="Its samples are the study's patients.")
    platform: Series[str]
    scale: Series[str] = pa.Field(isin=["log2", "raw"], description="As declared by the study.")
    perturbations: Series[int] = pa.Field(ge=0)
    n_positive: Series[int] = pa.Field(ge=0)
    n_negative: Series[int] = pa.Field(ge=0)
    n_unlabelled: Series[int] = pa.Field(ge=0, description="Samples left out: no HER2 label.")
    n_probes: Series[int] = pa.Field(ge=0, description="Rows of the matrix as it came.")
    n_without_gene: Series[int] = pa.Field(ge=0, description="Rows left out: no gene symbol.")
    n_incomplete: Series[int] = pa.Field(ge=0, description="Genes left out: a missing value.")
    n_genes: Series[int] = pa.Field(ge=0, description="Genes kept.")


class Association(pa.DataFrameModel):
    """One row per feature and gene that were hit at least once, unpaired series."""

    role: Series[str] = pa.Field(isin=["discovery", "validation"])
    feature: Series[str]
    gene: Series[str]
    hits_positive: Series[int] = pa.Field(ge=0, description="Perturbations with a hit, HER2+ arm.")
    hits_negative: Series[int] = pa.Field(ge=0, description="Likewise, HER2- arm.")
    positive_specific: Series[bool] = pa.Field(description="Positive gene and not negative gene.")

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class AssociationCounts(pa.DataFrameModel):
    """One row per role and feature: how many genes, and how many chance alone gives."""

    role: Series[str] = pa.Field(isin=["discovery", "validation"])
    feature: Series[str]
    n_genes: Series[int] = pa.Field(ge=0, description="Genes tested: those in all series.")
    positive: Series[int] = pa.Field(ge=0)
    negative: Series[int] = pa.Field(ge=0)
    positive_specific: Series[int] = pa.Field(ge=0)
    expected_positive_specific: Series[float] = pa.Field(ge=0, description="By chance alone.")


class Paired(pa.DataFrameModel):
    """One row per feature and gene significant in a paired series."""

    series: Series[str]
    feature: Series[str]
    gene: Series[str]
    r: Series[float] = pa.Field(ge=-1, le=1, description="Pearson over shared patients.")
    p: Series[float] = pa.Field(ge=0, le=1)
    p_bh: Series[float] = pa.Field(ge=0, le=1, description="Over all features x genes.")


class Enrichment(pa.DataFrameModel):
    """One row per role, feature and gene set that share a gene; clusterProfiler's quantities."""

    role: Series[str] = pa.Field(isin=["discovery", "validation", "paired"])
    library: Series[str]
    feature: Series[str]
    term: Series[str]
    n_overlap: Series[int] = pa.Field(ge=1, description="Genes of the list in the set.")
    n_list: Series[int] = pa.Field(ge=1, description="Genes of the list in the universe.")
    n_set: Series[int] = pa.Field(ge=1, description="Genes of the set in the universe.")
    n_universe: Series[int] = pa.Field(ge=1)
    p: Series[float] = pa.Field(ge=0, le=1, description="Hypergeometric upper tail.")
    p_bh: Series[float] = pa.Field(ge=0, le=1, description="Within library and feature.")
    enriched: Series[bool]

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class Similarity(pa.DataFrameModel):
    """One row per pair of features (a before b): how much of their function is shared."""

    role: Series[str] = pa.Field(isin=["discovery", "validation", "paired"])
    feature_a: Series[str]
    feature_b: Series[str]
    n_shared: Series[int] = pa.Field(ge=0)
    overlap: Series[float] = pa.Field(ge=0, le=1, description="|A & B| / min(|A|, |B|).")


class Modules(pa.DataFrameModel):
    """One row per member of the URF module."""

    feature: Series[str] = pa.Field(unique=True)
    kind: Series[str] = pa.Field(isin=["differential", "auxiliary"])
    joined_to: Series[str] = pa.Field(nullable=True, description="The differential feature.")
    overlap: Series[float] = pa.Field(ge=0, le=1, nullable=True)
    n_terms: Series[int] = pa.Field(ge=0, description="Enriched terms, discovery.")


class Scores(pa.DataFrameModel):
    """One row per feature set, resampling and tested patient."""

    feature_set: Series[str]
    resampling: Series[int] = pa.Field(ge=0)
    patient_id: Series[str]
    her2: Series[int] = pa.Field(isin=[0, 1])
    score: Series[float] = pa.Field(ge=0, le=1, description="0.5 or more calls positive.")

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class Performance(pa.DataFrameModel):
    """One row per classifier, feature set and resampling."""

    classifier: Series[str]
    feature_set: Series[str]
    resampling: Series[int] = pa.Field(ge=0)
    auc: Series[float] = pa.Field(ge=0, le=1)
    sensitivity: Series[float] = pa.Field(ge=0, le=1)
    specificity: Series[float] = pa.Field(ge=0, le=1)
    accuracy: Series[float] = pa.Field(ge=0, le=1)


class Ranking(pa.DataFrameModel):
    """One row per classifier and feature set, best first, by resamplings alone."""

    classifier: Series[str]
    feature_set: Series[str]
    n_features: Series[int] = pa.Field(ge=1)
    auc_mean: Series[float] = pa.Field(ge=0, le=1)
    auc_low: Series[float] = pa.Field(ge=0, le=1, description="2.5 % quantile.")
    auc_high: Series[float] = pa.Field(ge=0, le=1, description="97.5 % quantile.")
    auc_best: Series[float] = pa.Field(ge=0, le=1, description="Of the luckiest resampling.")
    sensitivity_mean: Series[float] = pa.Field(ge=0, le=1)
    specificity_mean: Series[float] = pa.Field(ge=0, le=1)
    accuracy_mean: Series[float] = pa.Field(ge=0, le=1)
    champion: Series[bool]


class Validation(pa.DataFrameModel):
    """One row per model and held-out patient."""

    classifier: Series[str]
    feature_set: Series[str]
    patient_id: Series[str]
    her2: Series[int] = pa.Field(isin=[0, 1])
    score: Series[float] = pa.Field(ge=0, le=1)


@dataclass(frozen=True)
class Table:
    """A parquet file with a promise about its contents, checked on both sides."""

    path: str
    schema: type[pa.DataFrameModel]

    def read(self) -> pd.DataFrame:
        """Read the table; a broken promise is an error that names every fault."""
        return self._checked(pd.read_parquet(self.path))

    def write(self, frame: pd.DataFrame) -> None:
        """Check the table, then write it whole or not at all."""
        checked = self._checked(frame)
        with whole_file(self.path) as partial:
            checked.to_parquet(partial)

    def at(self, name: str) -> "Table":
        """The same promise for one file of a family, its path's {} filled in."""
        return Table(self.path.format(name), self.schema)

    def _checked(self, frame: pd.DataFrame) -> pd.DataFrame:
        try:
            return self.schema.validate(frame, lazy=True)
        except SchemaErrors as error:
            cases = error.failure_cases
            faults = {
                f"{row.column or row.schema_context}: {row.check} ({row.failure_case!r:.60})"
                for row in cases.itertuples()
            }
            raise StudyError(f"{self.path} breaks its promise: {listed(sorted(faults))}.") from None


@dataclass(frozen=True)
class Folder:
    """A folder that one stage writes and later ones read."""

    path: str

    def __truediv__(self, name: str) -> Path:
        return Path(self.path) / name


SOURCES = Folder("data/sources")
PATIENTS = Table("data/cohort/patients.parquet", Patients)
FLOW = Table("data/cohort/flow.parquet", Flow)
CHARACTERISTICS = Table("data/cohort/characteristics.parquet", Characteristics)
URFS = Table("data/radiomics/urfs.parquet", Urfs)
DIFFERENTIAL = Table("data/radiomics/differential.parquet", Differential)
EXPRESSION = Folder("data/genomics/expression")
EXPRESSION_SAMPLES = Table("data/genomics/samples.parquet", ExpressionSamples)
EXPRESSION_SERIES = Table("data/genomics/series.parquet", ExpressionSeries)
ASSOCIATION = Table("data/linking/association.parquet", Association)
ASSOCIATION_COUNTS = Table("data/linking/association_counts.parquet", AssociationCounts)
PAIRED = Table("data/linking/paired.parquet", Paired)
ENRICHMENT = Table("data/linking/enrichment.parquet", Enrichment)
SIMILARITY = Table("data/linking/similarity.parquet", Similarity)
MODULES = Table("data/linking/modules.parquet", Modules)
SCORES = Table("data/diagnosis/scores/{}.parquet", Scores)
PERFORMANCE = Table("data/diagnosis/performance/{}.parquet", Performance)
RANKING = Table("data/diagnosis/ranking.parquet", Ranking)
VALIDATION = Table("data/diagnosis/validation.parquet", Validation)
SERVABLE = Folder("models/servable")
FIGURES = Folder("reports/figures")
REPORT = "reports/report.html"
