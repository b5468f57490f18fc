"""A plain analysis of the simulated files by scipy, statsmodels and gseapy, as an oracle."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from gseapy.parser import read_gmt
from scipy import stats
from statsmodels.stats.multitest import multipletests

LEVEL = 0.05
CALLS = {"HER2+": 1, "HER2-": 0}


@dataclass(frozen=True)
class Findings:
    """What the training patients tell, as the frames that `recovery` takes."""

    differential: pd.DataFrame
    paired: pd.DataFrame
    enrichment: pd.DataFrame
    modules: pd.DataFrame


def included_her2(patients: pd.DataFrame) -> pd.Series:
    """HER2 of those whom a reader of protocol.md would include, by patient."""
    table = patients.set_index("patient_id")
    kept = (
        table["pathology"].str.startswith("invasive")
        & (table["prior_treatment"] == "untreated")
        & (table["ultrasound_before_biopsy"] == "yes")
        & (table["lesion_visible"] == "yes")
        & table["image_quality"].isin(["good", "acceptable"])
        & (table["clinical_record"] == "complete")
        & ((table["ihc"] != "2+") | (table["fish"] != ""))
    )
    left = table[kept]
    positive = (left["ihc"] == "3+") | (left["fish"] == "positive")
    return positive.astype(int)


def analyse(folder: Path, patients: pd.DataFrame, rng: np.random.Generator) -> Findings:
    """Analyse seven in ten of the included patients, by textbook methods."""
    her2 = included_her2(patients)
    her2 = her2.iloc[np.sort(rng.permutation(len(her2))[: round(0.7 * len(her2))])]
    urfs = pd.read_csv(folder / "urfs.csv", index_col=0).loc[her2.index]
    differential = _differential(urfs, her2)
    paired, genes = _paired(folder, urfs)
    enrichment = _enrichment(folder, paired, genes)
    modules = _modules(differential, enrichment)
    return Findings(differential, paired, enrichment, modules)


def bh(p: np.ndarray) -> np.ndarray:
    return np.asarray(multipletests(p, LEVEL, method="fdr_bh")[0])


def rank_sum(table: pd.DataFrame, her2: pd.Series) -> np.ndarray:
    """Two-sided p-value of each column."""
    arms = table[her2 == 1].to_numpy(), table[her2 == 0].to_numpy()
    return np.asarray(stats.mannwhitneyu(*arms, method="asymptotic").pvalue)


def _differential(urfs: pd.DataFrame, her2: pd.Series) -> pd.DataFrame:
    p = rank_sum(urfs, her2)
    return pd.DataFrame({"selected": bh(p)}, index=urfs.columns)


def _paired(folder: Path, urfs: pd.DataFrame) -> tuple[pd.DataFrame, frozenset[str]]:
    matrix = pd.read_csv(folder / "series-c.tsv", sep="\t", index_col=0)
    sheet = pd.read_csv(folder / "series-c-samples.csv", keep_default_na=False)
    sheet = sheet[sheet["HER2_call"].isin(CALLS) & sheet["patient_id"].isin(urfs.index)]
    x = urfs.loc[sheet["patient_id"]].to_numpy()
    y = matrix[sheet["sample"].tolist()].to_numpy()
    p = np.array([stats.pearsonr(column[None, :], y, axis=1).pvalue for column in x.T])
    feature, gene = np.nonzero(bh(p.ravel()).reshape(p.shape))
    found = pd.DataFrame({"feature": urfs.columns[feature], "gene": matrix.index[gene]})
    return found, frozenset(matrix.index)


def _enrichment(folder: Path, paired: pd.DataFrame, genes: frozenset[str]) -> pd.DataFrame:
    rows = []
    for path in sorted(folder.glob("*.gmt")):
        sets = {name: genes.intersection(members) for name, members in read_gmt(str(path)).items()}
        sets = {name: members for name, members in sets.items() if len(members) >= 10}
        sizes = np.array([len(members) for members in sets.values()])
        for feature, found in paired.groupby("feature")["gene"]:
            listed = set(found)
            shared = np.array([len(listed & members) for members in sets.values()])
            p = np.asarray(stats.hypergeom.sf(shared - 1, len(genes), sizes, len(listed)))
            rows += [
                ("paired", feature, term, enriched)
                for term, enriched in zip(sets, bh(p).tolist(), strict=True)
            ]
    return pd.DataFrame(rows, columns=["role", "feature", "term", "enriched"])


def _modules(differential: pd.DataFrame, enrichment: pd.DataFrame) -> pd.DataFrame:
    enriched = enrichment[enrichment["enriched"]]
    terms = {str(name): set(group) for name, group in enriched.groupby("feature")["term"]}
    core = differential.index[differential["selected"]].tolist()
    joined = [
        name
        for name in terms
        if name not in core
        and any(overlap(terms[name], terms[one]) >= 0.6 for one in core if one in terms)
    ]
    return pd.DataFrame({"feature": [*core, *joined]})


def overlap(a: set[str], b: set[str]) -> float:
    return len(a & b) / min(len(a), len(b))
