import os
import pickle
from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.batch import Engine, extract_all
from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.radiomics.region import Lesion, Pixels
from tests.radiomics.lesions import ellipse, lesion, speckle


def several(n: int = 7) -> list[Lesion]:
    rng = np.random.default_rng(2)
    good = [lesion(f"P{number}", rng) for number in range(n)]
    small = Lesion("P9", "left", speckle(rng), ellipse(across=0.05, down=0.05))
    unreadable = Lesion("P8", "left", speckle(rng), broken)
    return [*good[:3], small, unreadable, *good[3:]]


def broken() -> Pixels:
    raise StudyError("mask.png is cut short: copy it again.")


def killing() -> Pixels:
    os._exit(9)


def test_each_lesion_gives_a_row_in_the_order_it_came() -> None:
    features = extract_all(several(), Extraction()).features
    assert features["patient_id"].tolist() == [f"P{number}" for number in range(7)]
    assert features.columns.tolist() == ["patient_id", "image", "lesion", "n_px", *PUBLISHED]
    assert (features[list(PUBLISHED)].dtypes == "float64").all()


def test_a_lesion_at_fault_is_counted_with_its_reason_and_the_others_go_on() -> None:
    faults = extract_all(several(), Extraction()).faults
    assert faults["patient_id"].tolist() == ["P9", "P8"]
    assert faults["reason"].tolist() == ["small", "unreadable"]
    assert "fewer than 100" in faults["fault"][0]
    assert faults["fault"][1] == "mask.png is cut short: copy it again."


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_any_number_of_workers_and_either_engine_give_the_same_bytes(engine: Engine) -> None:
    alone = extract_all(several(), Extraction())
    shared = extract_all(several(), Extraction(), workers=2, engine=engine)
    assert pickle.dumps(shared.features) == pickle.dumps(alone.features)
    pd.testing.assert_frame_equal(shared.faults, alone.faults)


def test_lesions_at_the_edge_of_their_image_are_counted() -> None:
    rng = np.random.default_rng(2)
    cut = np.roll(ellipse(), 40, axis=1)
    cut[:, :40] = 0
    at_edge = Lesion("P9", "left", speckle(rng), cut)
    assert cut[:, -1].any()
    assert extract_all([*several(), at_edge], Extraction()).n_at_edge == 1
    assert extract_all(several(), Extraction()).n_at_edge == 0


def test_lesions_are_taken_from_a_generator_as_they_are_needed() -> None:
    taken = []

    def stream() -> Iterator[Lesion]:
        for one in several():
            taken.append(one.patient_id)
            yield one

    assert len(extract_all(stream(), Extraction()).features) == 7
    assert len(taken) == 9


def test_no_lesion_gives_an_empty_table_with_every_column() -> None:
    result = extract_all([], Extraction())
    assert result.features.shape == (0, 90)
    assert result.faults.columns.tolist() == ["patient_id", "image", "lesion", "reason", "fault"]


def test_a_killed_worker_is_told_in_a_sentence() -> None:
    lesions = [*several(), Lesion("P7", "left", killing, partial(ellipse, 64))]
    with pytest.raises(StudyError, match=r"worker was killed.*run again with fewer workers"):
        extract_all(lesions, Extraction(), workers=2)
