"""Verdicts are computed: rounded as printed, within which ends, under which names."""

import pytest

from sonogenomics.ledger.claims import Claim
from sonogenomics.ledger.people import Fact
from sonogenomics.ledger.verdict import DIFFERS, REPRODUCED, judge


def claim(rule: str, expected: str, note: str = "") -> Claim:
    return Claim.model_validate(
        dict.fromkeys(Claim.model_fields, "")
        | {"claim": "c", "section": "s", "text": "t", "where": "w", "printed": "p"}
        | {"quantity": "module.n", "rule": rule, "expected": expected, "note": note}
    )


def test_a_number_is_reproduced_to_the_digits_printed_and_not_beyond() -> None:
    # the logistic model's best split: 0.71507... and 0.80792...
    assert judge(claim("equal", "0.715"), (0.7150710032,)).verdict == REPRODUCED
    assert judge(claim("equal", "0.808"), (0.8079172290,)) == (REPRODUCED, "")
    assert judge(claim("equal", "0.8080"), (0.8079172290,)).because == "0.8079 instead of 0.8080."


def test_half_a_digit_counts_as_rounding_either_way() -> None:
    assert judge(claim("equal", "0.72"), (0.715,)).verdict == REPRODUCED
    assert judge(claim("equal", "0.71"), (0.715,)).verdict == REPRODUCED
    assert judge(claim("equal", "0.71"), (0.7151,)).verdict == DIFFERS


def test_several_numbers_are_compared_in_their_order() -> None:
    assert judge(claim("equal", "46 63"), (46.0, 63.0)).verdict == REPRODUCED
    told = judge(claim("equal", "46 63"), (46.0, 1063.0))
    assert told == (DIFFERS, "1,063 instead of 63.")
    assert judge(claim("equal", "46 63"), (46.0,)).because == "1 numbers were found, 2 are printed."


def test_a_range_is_reproduced_where_both_ends_are() -> None:
    assert judge(claim("range", "0.62 0.715"), (0.65, 0.7151, 0.6188)).verdict == REPRODUCED
    told = judge(claim("range", "1364 1871"), (20.0, 1364.0, 1900.0)).because
    assert told == "20 instead of 1364; 1,900 instead of 1871."
    assert judge(claim("lowest", "0.600"), (0.9, 0.6004)).verdict == REPRODUCED
    assert judge(claim("lowest", "0.600"), (0.9, 0.61)).because == "0.610 instead of 0.600."


def test_every_number_must_be_above() -> None:
    assert judge(claim("above", "1"), (1.1, 2.0)).verdict == REPRODUCED
    assert judge(claim("above", "1"), (1.0, 2.0)).because == "only 1 of 2 are above 1."


def test_names_are_a_set_and_both_sides_are_told() -> None:
    found = ("original_glszm_ZoneEntropy", "B")
    assert judge(claim("names", "B original_glszm_ZoneEntropy"), found).verdict == REPRODUCED
    told = judge(claim("names", "A B"), found).because
    assert told == "not found: A; found besides: glszm ZoneEntropy."
    assert judge(claim("includes", "B"), found).verdict == REPRODUCED
    assert judge(claim("includes", "HLA B"), found).because == "not among them: HLA."


@pytest.mark.parametrize("printed", ["80.8", "83.3"])
def test_neither_specificity_of_the_paper_can_be_a_share_of_its_negatives(printed: str) -> None:
    for n in (57, 55):  # worked out apart from the code: no k / n rounds to it
        assert all(f"{100 * k / n:.1f}" != printed for k in range(n + 1))
    told = judge(claim("share", f"{printed} 57 55"), (83.0508,))
    assert told.verdict == DIFFERS
    assert f"never {printed} %; 83.1 % was found" in told.because


def test_the_nearest_shares_are_told() -> None:
    # 46 / 57 = 80.70 %, 45 / 55 = 81.82 %
    told = judge(claim("share", "80.8 57 55"), (80.0,)).because
    assert "80.7 % and 81.8 % are the nearest that can be" in told


def test_a_share_that_can_be_is_compared_like_a_number() -> None:
    assert judge(claim("share", "80.7 57"), (100 * 46 / 57,)).verdict == REPRODUCED
    assert judge(claim("share", "80.7 57"), (50.0,)).because == "50.0 instead of 80.7."
    assert judge(claim("share", "0.0 57"), (0.0,)).verdict == REPRODUCED
    assert judge(claim("share", "100.0 57"), (100.0,)).verdict == REPRODUCED


def test_what_is_known_of_a_claim_is_told_only_where_it_does_not_come_out() -> None:
    fact: Fact = (1.0,)
    assert judge(claim("equal", "1", note="Known."), fact).because == ""
    assert judge(claim("equal", "2", note="Known."), fact).because == "1 instead of 2. Known."
