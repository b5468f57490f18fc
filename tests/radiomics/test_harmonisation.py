import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sonogenomics.errors import StudyError
from sonogenomics.radiomics.harmonisation import harmonised, is_known, learn

N = 240
NAMES = [f"P{number:03}" for number in range(N)]
SCANNER = pd.Series(np.array(["A", "B", "C"])[np.arange(N) % 3], index=NAMES, name="scanner")
TRAINING, OTHERS = NAMES[:180], NAMES[180:]


@pytest.fixture
def urfs(rng: np.random.Generator) -> pd.DataFrame:
    """Twenty features of very different size; B is shifted and wider, C shifted down."""
    same = (
        rng.standard_normal((N, 20))
        * SCANNER.map({"A": 1.0, "B": 2.0, "C": 1.0}).to_numpy()[:, None]
    )
    shift = SCANNER.map({"A": 0.0, "B": 1.5, "C": -1.5}).to_numpy()[:, None]
    values = (same + shift * rng.uniform(0.5, 1.5, 20)) * 10.0 ** np.arange(-9, 11)
    columns = [f"original_glcm_{number}" for number in range(20)]
    return pd.DataFrame(values, index=NAMES, columns=columns)


def p_of_scanner(urfs: pd.DataFrame, test: str) -> list[float]:
    return [
        getattr(stats, test)(*(values[SCANNER[values.index] == name] for name in "ABC")).pvalue
        for _, values in urfs.items()
    ]


def test_shift_and_spread_of_scanners_leave_patients_that_were_not_learnt_from(
    urfs: pd.DataFrame,
) -> None:
    new = harmonised(learn(urfs.loc[TRAINING], SCANNER), urfs.loc[OTHERS], SCANNER)
    for test in ("f_oneway", "levene"):
        assert np.median(p_of_scanner(urfs.loc[OTHERS], test)) < 0.02
        assert np.median(p_of_scanner(new, test)) > 0.2


def test_held_out_patients_teach_nothing(urfs: pd.DataFrame) -> None:
    combat = learn(urfs.loc[TRAINING], SCANNER)
    alone = harmonised(combat, urfs.loc[OTHERS[:1]], SCANNER)
    together = harmonised(combat, urfs, SCANNER)
    pd.testing.assert_frame_equal(alone, together.loc[OTHERS[:1]], check_exact=True)


def test_each_scanner_is_moved_by_a_line_and_keeps_its_patients_order(urfs: pd.DataFrame) -> None:
    new = harmonised(learn(urfs.loc[TRAINING], SCANNER), urfs, SCANNER)
    for feature in urfs:
        for name in "ABC":
            before, after = urfs[feature], new[feature]
            fit = stats.linregress(before[name == SCANNER], after[name == SCANNER])
            assert fit.rvalue == pytest.approx(1)
            assert fit.slope > 0


def test_patients_of_unknown_or_rare_scanners_stay_as_they_are(urfs: pd.DataFrame) -> None:
    scanner = SCANNER.copy()
    scanner.iloc[[0, 1, 200]] = ["", "rare", "new"]
    combat = learn(urfs.loc[TRAINING], scanner)
    new = harmonised(combat, urfs, scanner)
    assert combat.scanners == ("A", "B", "C")
    left = urfs.index[~is_known(combat, urfs, scanner)]
    assert left.tolist() == ["P000", "P001", "P200"]
    pd.testing.assert_frame_equal(new.loc[left], urfs.loc[left], check_exact=True)
    assert (new.drop(index=left) != urfs.drop(index=left)).all().all()


def test_a_feature_that_does_not_vary_on_some_scanner_is_left_as_it_is(urfs: pd.DataFrame) -> None:
    urfs["original_glcm_Id"] = 3.0
    urfs["original_glcm_Idm"] = urfs["original_glcm_9"].where(SCANNER != "B", 7.0)
    combat = learn(urfs.loc[TRAINING], SCANNER)
    new = harmonised(combat, urfs, SCANNER)
    assert len(combat.features) == 20
    for left in ("original_glcm_Id", "original_glcm_Idm"):
        assert new[left].tolist() == urfs[left].tolist()


def test_one_feature_alone_is_harmonised_too(
    urfs: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    one = urfs[["original_glcm_9"]]
    new = harmonised(learn(one.loc[TRAINING], SCANNER), one, SCANNER)
    assert np.median(p_of_scanner(new, "f_oneway")) > 0.2
    assert capsys.readouterr().out == ""


def test_the_global_random_state_is_left_alone(urfs: pd.DataFrame) -> None:
    before = np.random.get_state()[1].tolist()  # type: ignore[index] # noqa: NPY002
    learn(urfs, SCANNER)
    assert np.random.get_state()[1].tolist() == before  # type: ignore[index] # noqa: NPY002


def test_equal_input_gives_equal_bytes(urfs: pd.DataFrame) -> None:
    first, again = (harmonised(learn(urfs, SCANNER), urfs, SCANNER) for _ in range(2))
    assert first.to_numpy().tobytes() == again.to_numpy().tobytes()


def test_one_scanner_cannot_be_harmonised(urfs: pd.DataFrame) -> None:
    with pytest.raises(StudyError, match="two scanners with 10 training patients.*there are 1"):
        learn(urfs, SCANNER.where(SCANNER == "A", ""))
    with pytest.raises(StudyError, match="there are 0"):
        learn(urfs.iloc[:12], SCANNER)


def test_features_that_never_vary_cannot_be_harmonised(urfs: pd.DataFrame) -> None:
    with pytest.raises(StudyError, match="nothing to learn"):
        learn(urfs * 0, SCANNER)


def test_copies_of_one_feature_are_refused_and_not_turned_into_nan(urfs: pd.DataFrame) -> None:
    twins = urfs[["original_glcm_9", "original_glcm_9"]].set_axis(
        ["original_a", "original_b"], axis=1
    )
    with pytest.raises(StudyError, match="copies of one another"):
        harmonised(learn(twins, SCANNER), twins, SCANNER)
