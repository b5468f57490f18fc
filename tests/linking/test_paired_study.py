from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import PAIRED, PAIRED_POWER, PAIRED_REPLICATION
from sonogenomics.errors import StudyError
from sonogenomics.linking.paired_study import (
    PairedFindings,
    PairedRule,
    PairedSeries,
    paired_study,
)
from sonogenomics.linking.power import CorrelationTest

WHO = pd.Index([f"P{i:03}" for i in range(120)], dtype="str", name="patient_id")
TRAINED = WHO[:80]
RULE = PairedRule(fdr=0.05)


@pytest.fixture
def urfs(rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(rng.standard_normal((120, 3)), WHO, ["a", "b", "c"])


@pytest.fixture
def patients(rng: np.random.Generator) -> pd.DataFrame:
    site = rng.choice(["A", "B"], 120)
    return pd.DataFrame({"age": rng.normal(55, 9, 120), "site": site}, WHO)


def series(urfs: pd.DataFrame, name: str, role: str, who: pd.Index) -> PairedSeries:
    """Sixty genes in some patients' tumours; G07 goes with feature b."""
    values = np.random.default_rng(len(name)).standard_normal((60, len(who)))
    values[7] += 1.5 * urfs.loc[who, "b"].to_numpy()
    samples = [f"{name}-{patient}" for patient in who]
    genes = pd.Index([f"G{i:02}" for i in range(60)], dtype="str")
    return PairedSeries(name, role, pd.DataFrame(values, genes, samples), pd.Series(who, samples))


def run(
    many: list[PairedSeries],
    urfs: pd.DataFrame,
    patients: pd.DataFrame,
    rule: PairedRule = RULE,
    compared: pd.Index = TRAINED,
) -> PairedFindings:
    found = paired_study(many, urfs, patients, compared, rule, np.random.default_rng(1))
    for schema, parts in zip((PAIRED, PAIRED_REPLICATION, PAIRED_POWER), found[:3], strict=True):
        for part in parts:
            schema.schema.validate(part)
    return found


def told(found: PairedFindings, *path: str) -> object:
    value: object = found.numbers
    for key in path:
        assert isinstance(value, dict)
        value = value[key]
    return value


def test_held_out_patients_are_the_second_cohort(
    urfs: pd.DataFrame, patients: pd.DataFrame
) -> None:
    found = run([series(urfs, "one", "discovery", WHO)], urfs, patients)
    assert told(found, "one", "n_patients") == 80
    assert told(found, "one", "second_cohort") == "held-out"
    again = pd.concat(found.replication).set_index(["feature", "gene"])
    assert (again["n_patients"] == 40).all()
    assert again.loc[("b", "G07"), "replicated"]
    assert (
        told(found, "one", "replication", "held-out", "n_replicated") == again["replicated"].sum()
    )


def test_discovery_does_not_see_the_held_out(urfs: pd.DataFrame, patients: pd.DataFrame) -> None:
    one = series(urfs, "one", "discovery", WHO)
    values = one.expression.to_numpy(copy=True)
    values[:, 80:] = 1e3 * np.arange(60)[:, None] * np.arange(40)
    other = replace(
        one, expression=pd.DataFrame(values, one.expression.index, one.patient_of.index)
    )
    first, second = (run([which], urfs, patients) for which in (one, other))
    pd.testing.assert_frame_equal(first.links[0], second.links[0])
    assert not first.replication[0].equals(second.replication[0])


def test_a_validation_series_comes_before_the_held_out_and_shares_no_patient(
    urfs: pd.DataFrame, patients: pd.DataFrame
) -> None:
    one = series(urfs, "one", "discovery", WHO[:60])
    other = series(urfs, "two-b", "validation", WHO[30:])
    found = run([one, other], urfs, patients)
    assert told(found, "one", "second_cohort") == "two-b"
    assert list(found.numbers) == ["one"]  # nothing is discovered in a validation series
    assert found.replication[0]["n_patients"].unique().tolist() == [60]  # 30 were used before


def test_a_gene_that_the_second_series_lacks_is_counted(
    urfs: pd.DataFrame, patients: pd.DataFrame
) -> None:
    other = series(urfs, "two-b", "validation", WHO[80:])
    other = replace(other, expression=other.expression.drop(index="G07"))
    found = run([series(urfs, "one", "discovery", WHO), other], urfs, patients)
    untested = told(found, "one", "replication", "two-b", "n_untested")
    assert untested == {"not_measured_there": 1}


def test_where_everyone_took_part_there_is_no_second_cohort(
    urfs: pd.DataFrame, patients: pd.DataFrame
) -> None:
    found = run([series(urfs, "one", "discovery", WHO)], urfs, patients, compared=WHO)
    assert found.replication == []
    assert told(found, "one", "second_cohort") == "none: everyone took part in discovery"
    assert found.power[0]["cohort"].unique().tolist() == ["discovery"]


def test_power_is_stated_for_one_link_and_beside_those_found(
    urfs: pd.DataFrame, patients: pd.DataFrame
) -> None:
    rule = replace(RULE, covariates=("age", "site"))
    found = run([series(urfs, "one", "discovery", WHO)], urfs, patients, rule)
    n_links = len(found.links[0])
    rows = {(row["cohort"], row["level"]): row for row in found.power[0].to_dict("records")}
    alone = rows["discovery", "alone"]
    assert alone["alpha"] == pytest.approx(0.05 / 180)
    assert rows["discovery", "as found"]["alpha"] == pytest.approx(0.05 * n_links / 180)
    test = CorrelationTest(80, 0.05 / 180, n_covariates=2)
    assert alone["smallest_r"] == pytest.approx(test.detectable())
    assert alone["power_r40"] == pytest.approx(test.power(0.4))
    test = CorrelationTest(40, 0.05 / n_links, two_sided=False, n_covariates=2)
    assert rows["held-out", "alone"]["power_r50"] == pytest.approx(test.power(0.5))
    assert told(found, "one", "power", "alone", "power_r40") == pytest.approx(alone["power_r40"])


def test_covariates_are_told(urfs: pd.DataFrame, patients: pd.DataFrame) -> None:
    patients["scanner"] = patients["site"].map({"A": "old", "B": "new"})
    patients.loc[WHO[:3], "age"] = np.nan
    rule = replace(RULE, covariates=("age", "site", "scanner"))
    found = run([series(urfs, "one", "discovery", WHO)], urfs, patients, rule)
    assert told(found, "one", "covariates") == {
        "n_columns": 2,
        "columns": "age, site: B",
        "dropped": "scanner: old (follows from the others)",
        "n_patients_left_out": 3,
    }
    assert told(found, "one", "n_patients") == 77


def test_shuffled_patients_stand_beside_the_links(
    urfs: pd.DataFrame, patients: pd.DataFrame
) -> None:
    rule = replace(RULE, permutations=20)
    found = run([series(urfs, "one", "discovery", WHO)], urfs, patients, rule)
    assert told(found, "one", "chance", "n_shufflings") == 20
    without = run([series(urfs, "one", "discovery", WHO)], urfs, patients)
    assert "chance" not in without.numbers["one"]


def test_what_never_varies_leaves_no_row(urfs: pd.DataFrame, patients: pd.DataFrame) -> None:
    found = run([series(urfs, "one", "discovery", WHO)], urfs * 0, patients)
    assert (found.links, found.replication, found.power) == ([], [], [])
    assert told(found, "one", "n_tests") == 0
    assert told(found, "one", "n_undefined") == 180


def test_covariates_are_asked_for_only_where_there_is_a_paired_series(
    urfs: pd.DataFrame, patients: pd.DataFrame
) -> None:
    rule = replace(RULE, covariates=("grade",))
    assert run([], urfs, patients, rule).numbers == {}
    with pytest.raises(StudyError, match="association.covariates in params.yaml names grade"):
        run([series(urfs, "one", "discovery", WHO)], urfs, patients, rule)
