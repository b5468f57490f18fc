import pytest

from sonogenomics.errors import StudyError
from sonogenomics.simulation.settings import Settings


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(StudyError) as caught:
        Settings.of({"seed": 1, "n_patient": 300, "her2_share": 1.5, "n_genes": 1500.5})
    message = str(caught.value)
    assert "3 fault(s)" in message
    assert all(key in message for key in ("n_patient", "her2_share", "n_genes"))


def test_a_simulation_without_a_seed_is_refused() -> None:
    with pytest.raises(StudyError, match="seed: Field required"):
        Settings.of({})


def test_more_pairs_than_patients_are_refused() -> None:
    with pytest.raises(StudyError, match="pair at most 80"):
        Settings.of({"seed": 1, "n_patients": 100, "n_paired": 90})


@pytest.mark.parametrize(("key", "value"), [("link_correlation", 0.7), ("effect", -1.0)])
def test_a_truth_that_cannot_be_planted_is_refused(key: str, value: float) -> None:
    with pytest.raises(StudyError, match=key):
        Settings.of({"seed": 1, key: value})
