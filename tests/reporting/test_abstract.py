import numpy as np
import pandas as pd
import pytest

from sonogenomics.reporting.abstract import verdict
from sonogenomics.reporting.findings import findings
from sonogenomics.reporting.run import Run
from tests.reporting import fake_run


def with_scores(profile: str, positive: list[float], negative: list[float]) -> Run:
    champion = fake_run.full_run().champion()
    assert champion is not None
    frame = pd.DataFrame({"score": [*positive, *negative]})
    frame = frame.assign(
        outcome=[1] * len(positive) + [0] * len(negative),
        patient_id=[f"P{i}" for i in range(len(frame))],
        classifier=champion["classifier"],
        feature_set=champion["feature_set"],
    )
    return fake_run.full_run(profile, validation=frame)


HIGH, LOW = list(np.linspace(0.5, 0.9, 20)), list(np.linspace(0.1, 0.6, 20))


@pytest.mark.parametrize(
    ("positive", "negative", "words"),
    [
        (HIGH, LOW, "better than chance in held-out patients"),
        (LOW, HIGH, "worse than chance"),
        (HIGH, HIGH, "do not show"),
        ([0.9], LOW, "No verdict"),
    ],
)
def test_the_verdict_follows_the_interval_of_the_held_out_auc(
    positive: list[float], negative: list[float], words: str
) -> None:
    assert words in verdict(with_scores("honest", positive, negative))


def test_the_published_procedure_earns_no_verdict_on_new_patients() -> None:
    assert "No verdict on new patients" in verdict(with_scores("published", HIGH, LOW))


def test_the_number_of_features_stands_beside_the_number_by_chance() -> None:
    lines = {line.asked: line for line in findings(fake_run.full_run())}
    seen = int((fake_run.differential()["p"] < 0.05).sum())
    raw = lines["URFs at raw p < 0.05"]
    assert raw.seen == f"{seen} of 24"
    assert raw.by_chance == "1.2 of 24"  # 0.05 x 24


def test_every_finding_has_a_chance_level() -> None:
    assert all(line.by_chance for line in findings(fake_run.full_run()))


def test_the_abstract_counts_patients_and_arms() -> None:
    assert fake_run.sentences(fake_run.full_run())[0] == (
        "80 patients, 40 HER2-positive and 40 HER2-negative, of whom 24 were held out."
    )


def test_a_simulated_study_tells_how_much_truth_was_found() -> None:
    assert "6 of 8 differential features" in fake_run.sentences(fake_run.full_run())[-1]
