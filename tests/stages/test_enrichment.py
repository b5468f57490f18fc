from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.catalog import ASSOCIATION, ENRICHMENT, EXPRESSION, PAIRED, SOURCES
from sonogenomics.params.genes import Enrichment
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import enrichment as stage
from sonogenomics.study import Study
from tests.outcomes import HER2

SETTINGS = Enrichment(alpha=0.05, min_size=3, max_size=500)
HONEST = PROFILES["honest"]
GENES = [f"G{i:02}" for i in range(40)]


def described(**parts: object) -> Study:
    source = {"origin": {"path": "x"}, "licence": "none", "citation": "nobody"}
    names = ("patients", "first", "second", "sets")
    series = {
        "role": "discovery",
        "format": "series_matrix",
        "platform": "x",
        "scale": "log2",
        "outcome": {"column": "her2", "positive": ["1"], "negative": ["0"]},
    }
    return Study.model_validate(
        {
            "name": "small",
            "title": "A small study",
            "citation": "nobody",
            "outcome": HER2,
            "sources": {name: {**source, "file": f"{name}.gmt"} for name in names},
            "patients": {
                "source": "patients",
                "outcome": {"positive_id": "^p", "negative_id": "^n"},
            },
            **{part: {"absent": "not here"} for part in ("images", "masks", "urfs")},
            "expression": [
                {"name": "first", "source": "first", **series},
                {"name": "second", "source": "second", **series, "paired_by": "patient"},
            ],
            "gene_sets": [{"source": "sets", "library": "GO"}],
            **parts,
        }
    )


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.chdir(tmp_path)
    for name, genes in (("first", GENES[:30]), ("second", GENES[5:])):
        Path(EXPRESSION.path).mkdir(parents=True, exist_ok=True)
        matrix = pd.DataFrame({"s": 1.0}, pd.Index(genes, name="gene", dtype="str"))
        matrix.to_parquet(EXPRESSION / f"{name}.parquet")
    Path(SOURCES.path).mkdir(parents=True)
    sets = {"cycle": GENES[5:11], "repair": GENES[20:40], "tiny": GENES[:2]}
    lines = ("\t".join([name, "", *genes]) for name, genes in sets.items())
    (SOURCES / "sets.gmt").write_text("\n".join(lines) + "\n")
    rows = {"feature": "original_a", "gene": GENES[5:11] + GENES[20:22]}
    hits = {"hits_positive": 9, "hits_negative": 0, "positive_specific": True}
    unspecific = {"feature": "original_b", "gene": GENES[5:11], "hits_positive": 1}
    tables = [
        pd.DataFrame({"role": "discovery", **rows, **hits}),
        pd.DataFrame(
            {"role": "discovery", **unspecific, "hits_negative": 1, "positive_specific": False}
        ),
    ]
    ASSOCIATION.write(pd.concat(tables, ignore_index=True))
    PAIRED.write(
        pd.DataFrame(
            {"series": "second", "feature": "original_c", "gene": GENES[30:36]}
            | {"r": 0.9, "p": 1e-9, "p_bh": 1e-8}
        )
    )
    return described()


def test_every_role_with_a_list_is_tested_against_what_it_measured(study: Study) -> None:
    metrics = stage.main(study, HONEST, SETTINGS)
    table = ENRICHMENT.read()
    assert table.groupby("role")["feature"].unique().map(list).to_dict() == {
        "discovery": ["original_a"],
        "paired": ["original_c"],
    }
    # both series measured G05-G29; the paired one G05-G39
    universe = table.groupby("role")["n_universe"].unique().map(list).to_dict()
    assert universe == {"discovery": [25], "paired": [35]}
    cycle = table[table["term"] == "cycle"]
    assert cycle[["n_overlap", "n_list", "n_set"]].to_numpy().tolist() == [[6, 8, 6]]
    assert cycle["p"].item() == pytest.approx(28 / 177100)  # choose(8, 6) of choose(25, 6)
    assert "tiny" not in set(table["term"])
    assert metrics["n_sets"] == {"GO": 3}


def test_a_paired_validation_series_does_not_narrow_the_universe(study: Study) -> None:
    series = described().model_dump()["expression"]
    kept_for_later = {**series[1], "name": "third", "role": "validation"}
    wider = described(expression=[*series, kept_for_later])
    matrix = pd.DataFrame({"s": 1.0}, pd.Index(GENES[:10], name="gene", dtype="str"))
    matrix.to_parquet(EXPRESSION / "third.parquet")
    stage.main(wider, HONEST, SETTINGS)
    table = ENRICHMENT.read()
    assert table.loc[table["role"] == "paired", "n_universe"].unique().tolist() == [35]


def test_the_published_universe_is_all_annotated_genes(study: Study) -> None:
    stage.main(study, replace(HONEST, universe="annotated"), SETTINGS)
    assert set(ENRICHMENT.read()["n_universe"]) == {6 + 20 + 2}


def test_without_lists_there_are_no_terms(study: Study) -> None:
    ASSOCIATION.write(ASSOCIATION.schema.empty())
    PAIRED.write(PAIRED.schema.empty())
    stage.main(study, HONEST, SETTINGS)
    assert ENRICHMENT.read().empty


@pytest.mark.usefixtures("study")
def test_a_study_without_gene_sets_leaves_an_empty_table() -> None:
    source = {"origin": {"path": "x"}, "licence": "none", "citation": "nobody", "file": "p.txt"}
    absent = {part: {"absent": "not here"} for part in ("expression", "gene_sets")}
    bare = described(**absent, sources={"patients": source})
    assert stage.main(bare, HONEST, SETTINGS) == {"n_libraries": 0}
    assert ENRICHMENT.read().empty
