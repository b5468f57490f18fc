"""A study of malignancy without a gene in it passes through every stage, and says so."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from sonogenomics.catalog import ENRICHMENT, EXPRESSION_SERIES, MODULES, RANKING, URFS
from sonogenomics.diagnosis.classifiers import NAMES
from sonogenomics.params import Params
from sonogenomics.profiles import PROFILES
from sonogenomics.serving.servable import Servable
from sonogenomics.stages import (
    association,
    champion,
    classifiers,
    differential,
    enrichment,
    expression,
    modules,
    package,
    report,
    validation,
)
from sonogenomics.study import Study
from tests.pipeline.graph import PROJECT
from tests.reporting.reported import left_by_every_stage, read
from tests.stages.diagnosed import FEATURES, quick_params, write_inputs

STUDY = Study.load("bus-bra", PROJECT / "studies")
HONEST = replace(PROFILES["honest"], tune=False)  # tuning is tested elsewhere, and slow


def learn(params: Params) -> None:
    """From URFs to a packaged model, by the stages in their order."""
    differential.main(HONEST, params.differential)
    expression.main(STUDY, params.expression)
    association.main(HONEST, 1, params.association)
    enrichment.main(STUDY, HONEST, params.enrichment)
    modules.main(HONEST, params.modules)
    for name in NAMES:
        sections = params.resampling, params.tuning, params.classifiers, params.compute
        classifiers.main(name, 1, HONEST, *sections)
    champion.main(params.champion)
    validation.main(STUDY, 1, HONEST, params.tuning, params.classifiers)
    untrained = Path("models/segmenter/1/README.txt")
    untrained.parent.mkdir(parents=True)
    untrained.write_text("No network: not in this test.\n")
    pixels = params.segmenter, params.masks, params.lesions
    features = params.radiomics, params.robustness, params.urfs
    package.main(STUDY, 1, HONEST, *pixels, *features, params.tuning, params.classifiers)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    whole = tmp_path_factory.mktemp("malignancy")
    params = quick_params()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(whole)
        write_inputs()
        learn(params)
        rules = (params.differential, params.association, params.enrichment, params.modules)
        left_by_every_stage(whole)
        told = (params.radiomics, params.robustness, params.urfs, params.nested)
        report.main(STUDY, HONEST, *rules, params.chance, params.seed, *told)
    return whole


@pytest.fixture
def page(folder: Path) -> str:
    return read((folder / "reports/report.html").read_text(encoding="utf-8"))


def test_the_gene_stages_leave_empty_tables_and_the_model_is_learnt_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert EXPRESSION_SERIES.read().empty
    assert ENRICHMENT.read().empty
    assert MODULES.read()["kind"].unique().tolist() == ["differential"]
    assert RANKING.read()["champion"].sum() == 1


def test_the_page_speaks_of_the_studys_own_outcome_and_never_of_her2(page: str) -> None:
    assert "60 patients, 30 malignant and 30 benign, of whom 18 were held out." in page
    assert "Telling malignant from benign" in page
    assert "It does not replace histology." in page
    assert not re.search("HER2|IHC", page)


def test_each_section_without_genes_says_why(page: str) -> None:
    reason = (
        "Left out here, because the study has no expression (no tumour of these patients was "
        "sequenced) and gene sets (without expression there is no gene to ask about)."
    )
    assert page.count(reason) == 3  # genes, functions, module
    assert "differential feature alone: none joins by shared function." in page
    assert "random pairing" not in page


def test_the_served_model_answers_in_the_studys_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    servable = Servable.load("models/servable")
    told = servable.predict(URFS.read()[servable.features])
    assert told["probability_malignant"].between(0, 1).all()
    assert set(told["call"]) == {"malignant", "benign"}
    assert set(servable.features) <= set(FEATURES)
    card = json.loads(Path("models/servable/servable.json").read_text())
    assert card["outcome"]["key"] == "malignancy"
    assert "It does not replace histology." in card["statement"]
    assert Path("models/servable/README.md").read_text().startswith("# Malignancy from")
