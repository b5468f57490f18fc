"""`sonogenomics publish`: someone tries to publish what may not be published."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics import catalog
from sonogenomics.catalog.store import Table
from sonogenomics.commands import publish
from sonogenomics.errors import StudyError
from sonogenomics.serving.seal import CARD
from sonogenomics.tracking import openings
from sonogenomics.tracking.examination import examine_packaged
from sonogenomics.tracking.packaged import packaged_models
from sonogenomics.tracking.registration import publish as register
from sonogenomics.tracking.store import connect
from tests.tracking.made_up import record

Edit = Callable[[], None]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A made-up study whose model might be published as it stands."""
    folder = record(tmp_path / "study")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    return folder


def by_hand(table: Table, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Edit a table as somebody would who knows parquet and not the rules."""
    change(pd.read_parquet(table.path)).to_parquet(table.path)


def edited_card(**changes: object) -> None:
    path = catalog.SERVABLE / CARD
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def published_profile() -> None:
    edited_card(profile="published")


def everyone_resampled() -> None:
    everyone = catalog.PATIENTS.read()[["outcome"]].reset_index()
    scores = everyone.assign(score=0.5, resampling=0, feature_set="module")
    by_hand(catalog.SCORES.at("logistic"), lambda _: scores)


def champion_by_held_out_score() -> None:
    lower = {"auc_mean": 0.1, "accuracy_mean": 0.1}
    by_hand(catalog.RANKING, lambda t: t.assign(**lower).where(t["feature_set"] == "module", t))


def better_scores() -> None:
    by_hand(catalog.VALIDATION, lambda table: table.assign(score=table["outcome"] * 0.5 + 0.25))


def better_card() -> None:
    held_out = json.loads((catalog.SERVABLE / CARD).read_text())["held_out"]
    edited_card(held_out=held_out | {"auc": 0.93})


def features_from_everyone() -> None:
    by_hand(catalog.DIFFERENTIAL, lambda table: table.assign(n_positive=40, n_negative=40))


def a_patient_moved() -> None:
    by_hand(
        catalog.PATIENTS,
        lambda t: t.assign(split=t["split"].where(t.index != "P006", "train")),
    )


def a_patient_copied() -> None:
    def copied(urfs: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([urfs.drop(index="P006"), urfs.loc[["P000"]].set_axis(["P006"])])

    by_hand(catalog.URFS, lambda urfs: copied(urfs).rename_axis("patient_id"))


def no_null() -> None:
    by_hand(catalog.CHANCE, lambda table: table.iloc[:0])


def no_nested() -> None:
    Path(catalog.CANDIDATES.path).unlink()


def no_record() -> None:
    openings.PATH.unlink()


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (published_profile, "(score) The profile published quotes the best of many random splits"),
        (published_profile, "(features) The profile published selects features on everyone"),
        (everyone_resampled, "(score) 20 of 20 held-out patients"),
        (champion_by_held_out_score, "(score) logistic did best on all or differential URFs"),
        (better_scores, "(score) The card quotes an AUC of 0.710"),
        (better_card, "(score) The card quotes an AUC of 0.930"),
        (features_from_everyone, "(features) Features were compared in 40 positive"),
        (a_patient_moved, "(patients) 1 patients whose scores judge the model (P006)"),
        (a_patient_copied, "(patients) P000, P006 have the very same 12 features"),
        (no_null, "(null) Features of some people were correlated with genes of others"),
        (no_nested, "(features) No nested cross-validation stands beside"),
        (no_record, "(opening) The card quotes an AUC of 0.710 in held-out patients, but the"),
    ],
)
def test_what_may_not_be_published_is_refused_in_a_sentence(
    study: Path, edit: Edit, told: str
) -> None:
    edit()
    with pytest.raises(StudyError, match=r"^models/servable is not published:") as error:
        publish.main([])
    assert told in str(error.value)


def test_all_reasons_are_told_at_once_and_nothing_is_registered(study: Path) -> None:
    for edit in (everyone_resampled, a_patient_copied, features_from_everyone, no_null):
        edit()
    with pytest.raises(StudyError) as error:
        publish.main([])
    rules = [line.split()[0] for line in str(error.value).splitlines()[1:]]
    assert rules == ["(score)", "(features)", "(patients)", "(null)"]
    with connect() as store:
        assert store.client.search_registered_models() == []


def test_the_registry_itself_refuses_whoever_goes_round_the_command(study: Path) -> None:
    no_null()
    models = packaged_models()
    with connect() as store, pytest.raises(StudyError, match=r"\(null\)"):
        register(store, models, examine_packaged(models[0].card))


def test_a_torn_table_is_an_error_not_a_pass(study: Path) -> None:
    by_hand(catalog.CHANCE, lambda table: table.assign(step="nothing"))
    with pytest.raises(StudyError, match=r"chance\.parquet breaks its promise"):
        publish.main([])


def test_a_second_opening_is_told_and_forbids_nothing(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = openings.read().iloc[0].drop("opened").to_dict()
    openings.note({str(name): value for name, value in line.items()} | {"models": "d" * 16})
    publish.main([])
    said = capsys.readouterr().out
    assert "Held-out patients opened 2 times: they are no longer untouched" in said
    with connect() as store:
        version = store.client.get_model_version("sonogenomics-her2", "1")
    assert version.tags["held_out.opened"] == "2"
    assert "no longer untouched" in str(version.description)
