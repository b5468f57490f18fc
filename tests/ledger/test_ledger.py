"""The ledger: every claim with its verdict, and a reason wherever it is not as printed."""

import pandas as pd

from sonogenomics.catalog.ledger import VERDICTS, Ledger
from sonogenomics.ledger.claims import Claim, read_claims
from sonogenomics.ledger.ledger import Setting, counted, ledger
from tests.ledger.made_tables import ENTROPY, ZONES, empty, full
from tests.ledger.test_claims import PAPER

HERE = Setting("made-up", {})
GENELESS = Setting(
    "made-up", {"expression": "nobody was sequenced", "images": "no image is public"}
)


def claim(**cells: str) -> Claim:
    row = dict.fromkeys(Claim.model_fields, "")
    row |= {"claim": "one", "section": "genes", "text": "t", "where": "Fig. 1", "printed": "p"}
    return Claim.model_validate(row | cells)


def asked(quantity: str, rule: str, expected: str, **more: str) -> Claim:
    return claim(quantity=quantity, rule=rule, expected=expected, **more)


def entry(one: Claim, setting: Setting = HERE, **tables: object) -> pd.Series:
    return ledger([one], full(**tables), setting).iloc[0]  # type: ignore[arg-type]


def test_a_claim_that_comes_out_needs_no_reason() -> None:
    row = entry(asked("replication.best.logistic.module", "equal", "0.715", printed="0.715"))
    assert row[["paper", "published", "verdict", "because"]].tolist() == [
        "0.715",
        "0.715",
        "reproduced",
        "",
    ]
    assert row["honest"] == "0.550 [0.450, 0.650] nested (module-logistic)"


def test_a_claim_that_does_not_says_by_how_much() -> None:
    row = entry(asked("module.n", "equal", "24", note="Other series."))
    assert (row["published"], row["verdict"]) == ("2", "differs")
    assert row["because"] == "2 instead of 24. Other series."


def test_many_numbers_are_shown_by_their_ends_and_names_are_counted() -> None:
    counts = entry(asked("association.positive_specific.discovery", "range", "62 248"))
    assert counts["published"] == "80 to 120"
    arms = entry(asked("series.GSE1.arms", "equal", "4 9"))
    assert (arms["published"], arms["verdict"]) == ("4 / 9", "reproduced")
    names = entry(asked("differential.names", "names", f"{ENTROPY} {ZONES}"))
    assert names["published"] == "1: firstorder Entropy"
    assert names["because"] == "not found: glszm ZoneEntropy."


def test_what_must_lie_above_a_limit_is_shown_finer_than_the_limit() -> None:
    row = entry(asked("differential.fold_changes", "above", "1"))
    assert (row["published"], row["verdict"]) == ("1.50", "reproduced")
    assert entry(asked("functions.n_enriched", "above", "0"))["published"] == "9"


def test_arithmetic_needs_no_run() -> None:
    one = asked("percent.989.1002", "equal", "98.7")
    row = ledger([one], empty(), HERE).iloc[0]
    assert (row["published"], row["verdict"]) == ("98.7", "reproduced")


def test_what_nothing_can_check_says_why_and_still_shows_the_honest_answer() -> None:
    one = asked("validation.auc", "range", "0.5 0.6", unanswerable="It is not public.")
    row = entry(one, profile="honest")
    assert (row["verdict"], row["because"]) == ("cannot be checked", "It is not public.")
    assert (row["published"], row["honest"]) == ("-", "0.750 held out")


def test_a_claim_of_another_study_names_it() -> None:
    row = entry(asked("module.n", "equal", "2", studies="her2"))
    assert row["verdict"] == "cannot be checked"
    assert row["because"] == (
        "It needs the study her2, which has the paper's own data; shown is what made-up gives."
    )
    assert row["published"] == "2"
    nothing = entry(asked("edge.one.other", "equal", "2", studies="her2"))
    assert nothing["because"].endswith("the paper's own data.")


def test_a_part_that_the_study_does_not_have_is_told_in_its_own_words() -> None:
    nothing = full().replicated_features.assign(n_terms=float("nan"))
    row = entry(asked("module.n", "equal", "2"), GENELESS, replicated_features=nothing)
    assert row["because"] == "This study has no such data: nobody was sequenced."


def test_what_only_the_published_profile_answers_says_so() -> None:
    one = asked("association.top_genes.names", "includes", "HLA")
    row = entry(one, profile="honest")
    assert row["because"] == "It is answered where the study runs under profile published."
    assert row["honest"] == "B, A, ..."


def test_what_this_run_left_out_is_told() -> None:
    row = entry(asked("replication.best.svm.module", "equal", "0.7"))
    assert row["because"] == "This run left nothing that answers it."


def test_verdicts_are_counted_by_section() -> None:
    table = pd.DataFrame({"section": ["a b", "a b", "c"], "verdict": ["differs", *VERDICTS[1:]]})
    assert counted(table) == {"a_b": {"differs": 2}, "c": {"cannot_be_checked": 1}}


def test_the_papers_claims_all_get_a_verdict_and_those_not_reproduced_a_reason() -> None:
    claims = read_claims(PAPER.read_text(encoding="utf-8"), PAPER.name)
    for study in ("her2", "her2-scanb", "another"):
        table = Ledger.validate(ledger(claims, full(), Setting(study, {})))
        assert table["claim"].tolist() == [one.claim for one in claims]
        assert (table.loc[table["verdict"] != "reproduced", "because"] != "").all()
        assert (table.loc[table["verdict"] == "reproduced", "because"] == "").all()
