import pandas as pd
import pytest

from sonogenomics.reporting.flow_links import flow_links
from tests.reporting import fake_proof, fake_run


def told(*, profile: str = "honest", **changes: object) -> dict[str, tuple[str, str]]:
    links = flow_links(fake_run.full_run(profile, **changes))
    return {one.what: (one.number, one.by_chance) for one in links}


def test_the_chain_counts_what_the_tables_hold() -> None:
    links = told()
    assert links["Patients"][0] == "80"
    assert links["Features"][0] == str(len(fake_run.FEATURES))
    assert links["Differential URFs"][0] == "3"
    assert links["URF module"][0] == "7"
    paired = fake_run.enrichment().query("role == 'paired'")
    assert links["Functions"][0] == str(int(paired["enriched"].sum()))


def test_what_was_not_permuted_is_not_called_chance() -> None:
    assert told()["Functions"][1] == "not set beside chance in this run"


def test_raw_p_values_let_through_one_in_twenty() -> None:
    n = len(fake_run.FEATURES)
    assert told(profile="published")["Differential URFs"][1] == f"chance {0.05 * n:.1f} on average"


def test_random_pairing_stands_beside_the_number_that_theory_gives() -> None:
    number, by_chance = told(profile="published")["Genes, random pairing"]
    counts = fake_run.counts().query("role == 'discovery'")
    assert float(number) == pytest.approx(counts["positive_specific"].mean(), abs=0.06)
    assert by_chance.endswith("by theory")


def test_with_everything_inside_folds_the_chosen_procedure_is_quoted() -> None:
    links = {one.what: one for one in flow_links(fake_proof.proved_run())}
    chosen = fake_proof.proved_run().proof.role("chosen")
    assert chosen is not None
    assert links["Training patients"].number == f"{chosen['auc']:.2f}"


@pytest.mark.parametrize("part", ["urfs", "differential", "counts", "enrichment", "validation"])
def test_a_part_that_is_absent_is_left_out(part: str) -> None:
    whole = flow_links(fake_run.full_run("published"))
    empty = getattr(fake_run.full_run(), part).iloc[:0]
    fewer = flow_links(fake_run.full_run("published", **{part: empty}))
    assert len(fewer) == len(whole) - 1


def test_nobody_makes_no_chain() -> None:
    nobody = pd.DataFrame({"outcome": [], "split": []})
    assert flow_links(fake_run.full_run(patients=nobody)) == []
