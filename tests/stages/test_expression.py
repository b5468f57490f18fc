from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sonogenomics.catalog import EXPRESSION, EXPRESSION_SAMPLES, EXPRESSION_SERIES, SOURCES
from sonogenomics.errors import StudyError
from sonogenomics.params.genes import Expression
from sonogenomics.stages import expression
from sonogenomics.study import Study
from tests.genomics.files import soft
from tests.genomics.specs import series
from tests.sourcing.test_gather import study

MEAN = Expression(aggregate="mean")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    sources = Path(SOURCES.path)
    sources.mkdir(parents=True)
    (sources / "matrix").write_text("gene,S1,S2\nB-1,1,2\nA,3,4\n")
    (sources / "sheet").write_text("sample,her2,patient\nS1,1,P1\nS2,0,P2\n")
    values: dict[str, dict[str, object]] = {"S1": {"p1": 1}, "S2": {"p1": 2}}
    text = soft(values, {"S1": ["her2: 0"], "S2": ["her2: 1"]}, [("p1", "A")])
    (sources / "soft").write_text(text)
    return tmp_path


def of(*specs: Any) -> Study:
    names = ("table", "matrix", "sheet", "soft")
    described = {"origin": {"mirror": "x"}, "licence": "none", "citation": "none"}
    used = {name for spec in specs for name in (spec.source, spec.samples and spec.samples.source)}
    sources = {name: {**described, "file": name} for name in names if name in used | {"table"}}
    return study({"path": "x"}, sources=sources, expression=[spec.model_dump() for spec in specs])


SOFT = series(
    name="other",
    role="validation",
    format="soft",
    source="soft",
    samples=None,
    probes={"id_column": "ID", "symbol_column": "Gene Symbol"},
)


def test_series_are_written_apart_even_if_they_share_sample_names() -> None:
    metrics = expression.main(of(series(paired_by="patient"), SOFT), MEAN)
    toy = pd.read_parquet(EXPRESSION / "toy.parquet")
    assert toy.index.tolist() == ["A", "B-1"]
    assert toy.columns.tolist() == ["S1", "S2"]
    assert list(pd.read_parquet(EXPRESSION / "other.parquet").loc["A"]) == [1, 2]
    samples = EXPRESSION_SAMPLES.read()
    assert samples["series"].tolist() == ["toy", "toy", "other", "other"]
    assert samples["outcome"].tolist() == [1, 0, 0, 1]
    assert samples["patient_id"].fillna("none").tolist() == ["P1", "P2", "none", "none"]
    facts = EXPRESSION_SERIES.read()
    assert facts["role"].tolist() == ["discovery", "validation"]
    assert facts["paired"].tolist() == [True, False]
    assert metrics["n_series"] == 2


def test_arms_of_another_size_are_told_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    metrics: Any = expression.main(of(series(expected={"positive": 3, "negative": 1})), MEAN)
    assert metrics["series"]["toy"]["unexpected"] == {"positive": -2}
    assert metrics["series"]["toy"]["n_genes"] == 2
    assert "toy: -2 HER2-positive samples against" in capsys.readouterr().out


def test_a_study_without_expression_gives_empty_tables() -> None:
    metrics = expression.main(study({"path": "x"}), MEAN)
    assert metrics == {"n_series": 0, "aggregate": "mean", "series": {}}
    assert list(Path(EXPRESSION.path).iterdir()) == []
    assert EXPRESSION_SAMPLES.read().empty
    assert EXPRESSION_SERIES.read().empty


def files(folder: Path) -> dict[str, bytes]:
    paths = [path for path in (folder / "data").rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in paths}


def test_equal_inputs_give_equal_bytes(folder: Path) -> None:
    expression.main(of(series(), SOFT), MEAN)
    first = files(folder)
    expression.main(of(series(), SOFT), MEAN)
    assert files(folder) == first


def test_a_fault_leaves_the_earlier_matrices_as_they_were(folder: Path) -> None:
    expression.main(of(series(), SOFT), MEAN)
    (SOURCES / "soft").write_text("damaged")
    before = files(folder)
    with pytest.raises(StudyError, match="is not a SOFT family file"):
        expression.main(of(series(), SOFT), MEAN)
    assert files(folder) == before
