"""Claims are data: each row is checked, and every fault is told at once."""

import re

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.ledger.claims import Claim, read_claims
from sonogenomics.ledger.vocabulary import VOCABULARY, is_known
from tests.pipeline.graph import PROJECT

HEAD = "claim,section,text,where,printed,quantity,rule,expected,studies,note,unanswerable"
GOOD = 'size,module,"24, no more",Fig. 5,24,module.n,equal,24,her2,,'
PAPER = PROJECT / "claims" / "cui-2023.csv"


def read(*rows: str) -> list[Claim]:
    return read_claims("\n".join([HEAD, *rows]) + "\n", "claims.csv")


def test_a_row_is_a_claim() -> None:
    (claim,) = read(GOOD)
    assert (claim.text, claim.expected, claim.studies) == ("24, no more", ("24",), ("her2",))


def test_what_cannot_be_checked_needs_a_reason_and_no_rule() -> None:
    (claim,) = read("n,patients,All,Fig. 1,489,,,,,,No list is public.")
    assert claim.unanswerable == "No list is public."


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Size!,m,t,w,24,module.n,equal,24,,,", "line 2, claim: String should match"),
        ("size,m,,w,24,module.n,equal,24,,,", "line 2, text: String should have at least 1"),
        ("size,m,t,w,24,module.n,same,24,,,", "line 2, rule: Input should be '', 'equal'"),
        ("size,m,t,w,24,module.m,equal,24,,,", "there is no quantity 'module.m'"),
        ("size,m,t,w,24,module.n,equal,,,,", "give quantity, rule and expected, or say why"),
        ("size,m,t,w,24,,,,,,", "give quantity, rule and expected, or say why"),
        ("size,m,t,w,24,module.n,equal,many,,,", "many in expected is no number"),
        ("size,m,t,w,24,module.n,above,nan,,,", "nan in expected is no number"),
        ("size,m,t,w,24,module.n,range,24,,,", "range needs two numbers in expected"),
        ("size,m,t,w,24,module.n,share,80.8,,,", "share needs two numbers in expected"),
        ("size,m,t,w,24,module.n,equal,24,,,,more", "more fields than the heading"),
        ("size,m,t,w,24", "line 2, quantity: Input should be a valid string"),
    ],
)
def test_a_fault_is_told_with_its_line_and_column(row: str, told: str) -> None:
    with pytest.raises(StudyError, match=re.escape(told)):
        read(row)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(StudyError, match=r"3 fault\(s\)") as error:
        read(GOOD, GOOD, GOOD.replace("module.n", "nothing"), GOOD.replace("equal", "same"))
    for told in ("line 4", "line 5, rule", "size is named twice"):
        assert told in str(error.value)


def test_a_missing_column_and_an_unknown_one_are_told() -> None:
    with pytest.raises(StudyError, match=r"lacks note\n.*has remark") as error:
        read_claims(HEAD.replace("note", "remark") + f"\n{GOOD}\n", "claims.csv")
    assert "2 fault(s)" in str(error.value)
    with pytest.raises(StudyError, match="line 1 lacks claim, section"):
        read_claims("", "claims.csv")


def test_a_torn_quote_is_told() -> None:
    with pytest.raises(StudyError, match=r"claims\.csv, line \d: .*mend its quotes"):
        read(GOOD, 'size,"module')


def test_a_quantity_is_known_whole_or_not_at_all() -> None:
    assert is_known("edge.original_glszm_ZoneEntropy.original_firstorder_Entropy")
    assert is_known("series.GSE45827.arms")
    assert not is_known("module.n.more")
    assert not is_known("seriesXGSE45827.arms")


def test_the_papers_claims_are_well_formed() -> None:
    claims = read_claims(PAPER.read_text(encoding="utf-8"), PAPER.name)
    assert len(claims) > 40
    assert {one.rule for one in claims} >= {"equal", "range", "names", "share"}
    assert all(
        studies <= {"her2", "her2-scanb"} for studies in map(set, (c.studies for c in claims))
    )


def test_the_readme_lists_the_whole_vocabulary_and_every_column() -> None:
    text = (PROJECT / "claims" / "README.md").read_text(encoding="utf-8")
    assert all(f"| `{one.written}` | {one.means} |" in text for one in VOCABULARY)
    assert all(f"| `{name}` |" in text for name in Claim.model_fields)
