"""The stage on a small study whose earlier stages have really run."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import (
    ARM_DIFFERENCES,
    CHANCE,
    EXPRESSION,
    EXPRESSION_SAMPLES,
    EXPRESSION_SERIES,
    FAMILY_WISE,
    MODULES,
    NULLS,
    PATIENTS,
    SOURCES,
    URFS,
)
from sonogenomics.catalog.genes import ExpressionSeries
from sonogenomics.params import Params
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import association, differential, enrichment, modules
from sonogenomics.stages import chance as stage
from sonogenomics.study import Study
from tests.chance.studies import SETS, Truth, given
from tests.outcomes import HER2

HONEST = PROFILES["honest"]
QUICK = {
    "enrichment": {"min_size": 3},
    "association": {"min_hits": 2, "min_hits_validation": 1, "permutations": 2},
    "chance": {"n": 4, "n_chain": 2, "splits": 6},
}


def quick() -> Params:
    whole = Params.load().model_dump()
    for section, changes in QUICK.items():
        whole[section].update(changes)
    return Params.model_validate(whole)


def described(*, gene_sets: bool) -> Study:
    source = {"origin": {"path": "x"}, "licence": "none", "citation": "nobody"}
    names = ["patients", "A", "B", "own", *["sets"] * gene_sets]
    series: dict[str, object] = {"format": "plain", "platform": "x", "scale": "log2"}
    series |= {"outcome": {"column": "her2", "positive": ["1"], "negative": ["0"]}}
    sheet = {"samples": {"source": "patients", "id_column": "sample", "separator": "comma"}}
    roles = {"A": "discovery", "B": "validation", "own": "discovery"}
    of = [series | sheet | {"name": n, "source": n, "role": r} for n, r in roles.items()]
    of[2] |= {"paired_by": "patient", "perturbations": 0}
    sets: object = [{"source": "sets", "library": "GO"}] if gene_sets else {"absent": "none"}
    return Study.model_validate(
        {
            "name": "small",
            "title": "A small study",
            "citation": "nobody",
            "outcome": HER2,
            "sources": {name: {**source, "file": f"{name}.gmt"} for name in names},
            "patients": {
                "source": "patients",
                "outcome": {"positive_id": "^p", "negative_id": "n"},
            },
            **{part: {"absent": "not here"} for part in ("images", "masks", "urfs")},
            "expression": of,
            "gene_sets": sets,
        }
    )


def write_study() -> None:
    study = given(1, Truth(effect=1.5, link=2.0))
    URFS.write(study.urfs)
    PATIENTS.write(study.patients)
    one = study.paired[0]
    patients = dict(zip(one.patient_of.index, one.patient_of, strict=True))
    found = [("A", "discovery", 8, study.unpaired["discovery"][0].expression)]
    found += [("B", "validation", 8, study.unpaired["validation"][0].expression)]
    found += [("own", "discovery", 0, one.expression)]
    Path(EXPRESSION.path).mkdir(parents=True)
    sheets, rows = [], []
    for name, role, n, matrix in found:
        matrix.rename_axis("gene").to_parquet(EXPRESSION / f"{name}.parquet")
        labels = pd.DataFrame({"series": name, "sample": matrix.columns})
        labels["outcome"] = (np.arange(len(labels)) % 3 == 0).astype(int)
        labels["patient_id"] = [patients.get(s) if name == "own" else None for s in matrix]
        sheets.append(labels.astype({"patient_id": "str"}))
        facts = {"series": name, "role": role, "paired": name == "own", "perturbations": n}
        others = ExpressionSeries.to_schema().columns.keys() - facts.keys()
        rows.append({**dict.fromkeys(others, 1), **facts, "platform": "x", "scale": "log2"})
    EXPRESSION_SAMPLES.write(pd.concat(sheets, ignore_index=True))
    EXPRESSION_SERIES.write(pd.DataFrame(rows))
    lines = ("\t".join([str(t), "", *g["gene"]]) for t, g in SETS.groupby("term"))
    Path(SOURCES.path).mkdir(parents=True)
    (SOURCES / "sets.gmt").write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study after stage modules."""
    whole = tmp_path_factory.mktemp("chance")
    params = quick()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(whole)
        write_study()
        differential.main(HONEST, params.differential)
        association.main(HONEST, 1, params.association)
        enrichment.main(described(gene_sets=True), HONEST, params.enrichment)
        modules.main(HONEST, params.modules)
    return whole


@pytest.fixture
def params(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Params]:
    found = quick()
    monkeypatch.chdir(folder)
    yield found
    assert not list(Path("data/.kept").glob("*"))  # finished pieces are cleared away


def run(params: Params, *, gene_sets: bool = True) -> dict[str, object]:
    rules = params.differential, params.association, params.enrichment, params.modules
    more = params.resampling, params.chance, params.compute
    return dict(stage.main(described(gene_sets=gene_sets), HONEST, 1, *rules, *more))


def test_every_claim_stands_beside_its_null_and_in_the_metrics(params: Params) -> None:
    metrics = run(params)
    chance, nulls = CHANCE.read(), NULLS.read()
    assert metrics["not_asked"] == []
    assert set(nulls["claim"]) == set(chance["claim"])
    sizes = nulls.groupby("claim").size()[chance["claim"]]
    assert sizes.tolist() == chance["n_permutations"].tolist()
    assert set(sizes) == {4, 2}
    members = chance.set_index("claim").loc["honest.module.n_members"]
    assert members["observed"] == len(MODULES.read())
    assert metrics["honest.module.n_members"] == {
        "observed": members["observed"],
        "by_chance": members["null_mean"],
        "p": members["p"],
    }
    family, arms = FAMILY_WISE.read(), ARM_DIFFERENCES.read()
    assert family["p_family"].min() == 1 / 5
    assert metrics["family_wise"] == {"n_by_family": 0, "n_by_fdr": 0, "smallest_p_family": 1 / 5}
    assert set(arms["role"]) == {"discovery", "validation"}
    assert isinstance(metrics["arm_differences"], dict)
    of_discovery = arms.loc[arms["role"] == "discovery", "differs"].mean()
    assert metrics["arm_differences"]["discovery"]["differs"] == of_discovery
    links = chance.set_index("claim").loc["honest.association.links.paired"]
    assert links["observed"] > links["null_high"]  # what was planted


def test_any_number_of_workers_gives_the_same_bytes(
    params: Params, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    for n in ("1", "2"):
        monkeypatch.setenv("SONOGENOMICS_WORKERS", n)
        run(params)
        written.append([Path(table.path).read_bytes() for table in stage.WRITES])
    assert written[0] == written[1]


def test_a_study_without_gene_sets_says_what_was_not_asked(
    params: Params, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics = run(params, gene_sets=False)
    assert metrics["not_asked"] == ["functions and module: the study has no gene sets"]
    assert "Chance was not asked of functions and module" in capsys.readouterr().out
    assert "enrichment" not in set(CHANCE.read()["step"])


def test_a_study_without_urfs_leaves_empty_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = quick()
    monkeypatch.chdir(tmp_path)
    empty = pd.DataFrame(index=pd.Index([], dtype="str", name="patient_id"))
    URFS.write(empty)
    assert run(params) == {"not_asked": ["anything: the study has no URFs"]}
    assert all(table.read().empty for table in stage.WRITES)
