"""Stage ledger: the claims a study brings, judged; without claims an empty ledger."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sonogenomics.catalog import FLOW, LEDGER
from sonogenomics.errors import StudyError
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import ledger as stage
from sonogenomics.study import Study
from tests.ledger.test_claims import HEAD
from tests.stages.diagnosed import FEATURES, simple_study, write_inputs

CLAIMS = f"""{HEAD}
n,patients,Sixty women took part.,Fig. 1,60,cohort.n_patients,equal,60,,,
positive,patients,29 are positive.,Table 1,29,cohort.n_positive,equal,29,,One was lost.,
urfs,features,Five URFs.,Text,5,features.n,equal,5,,,
module,module,The module has 24.,Fig. 5,24,module.n,equal,24,,,
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "cui.csv").write_text(CLAIMS, encoding="utf-8")
    write_inputs()
    FLOW.write(pd.DataFrame({"step": ["asked"], "n_excluded": [0], "n_left": [60]}))
    return tmp_path


def with_claims(name: str | None) -> Study:
    return simple_study().model_copy(update={"claims": name})


def run(study: Study) -> Any:
    return stage.main(study, PROFILES["honest"])


def test_each_claim_is_judged_by_the_tables_of_the_run(folder: Path) -> None:
    metrics = run(with_claims("cui"))
    table = LEDGER.read().set_index("claim")
    assert table["verdict"].to_dict() == {
        "n": "reproduced",
        "positive": "differs",
        "urfs": "reproduced",
        "module": "cannot be checked",
    }
    assert table.loc["positive", "because"] == "30 instead of 29. One was lost."
    assert table.loc["module", "because"] == "This study has no such data: not here; not here."
    assert len(FEATURES) == 5
    assert metrics["all"] == {"reproduced": 2, "differs": 1, "cannot_be_checked": 1}
    assert metrics["by_section"]["patients"] == {"reproduced": 1, "differs": 1}
    readable = pd.read_csv(folder / stage.READABLE, keep_default_na=False)
    assert readable["claim"].tolist() == table.index.tolist()


def test_the_same_run_gives_the_same_bytes(folder: Path) -> None:
    paths = [folder / LEDGER.path, folder / stage.READABLE]
    run(with_claims("cui"))
    before = [path.read_bytes() for path in paths]
    run(with_claims("cui"))
    assert [path.read_bytes() for path in paths] == before


def test_a_study_without_claims_has_an_empty_ledger_and_says_so(folder: Path) -> None:
    metrics = run(with_claims(None))
    assert metrics == {"n_claims": 0, "told": "small names no claims, so the ledger is empty."}
    assert LEDGER.read().empty
    assert json.dumps(metrics)


def test_claims_that_are_not_there_are_told_with_those_that_are() -> None:
    with pytest.raises(StudyError, match=r"no claims/another\.csv.*name one of cui"):
        run(with_claims("another"))


def test_a_faulty_file_of_claims_is_told(folder: Path) -> None:
    (folder / "claims" / "cui.csv").write_text(f"{HEAD}\nx,,,,,,,,,,\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"claims/cui\.csv has 4 fault\(s\)"):
        run(with_claims("cui"))
