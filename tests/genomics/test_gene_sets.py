import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.errors import StudyError
from sonogenomics.genomics.gene_sets import canonical_gmt, read_gene_sets, read_libraries
from sonogenomics.study import Study

STUDIES = Path(__file__).parents[2] / "studies"


def written(folder: Path, text: str) -> Path:
    path = folder / "toy.gmt"
    path.write_text(text)
    return path


def test_sets_are_read_in_their_order_and_blank_lines_do_not_matter(tmp_path: Path) -> None:
    sets = read_gene_sets(written(tmp_path, "b\tNA\tX\tNKX6-1\n\na\t\tY\n\n"))
    assert list(sets.items()) == [("b", ["X", "NKX6-1"]), ("a", ["Y"])]


def test_every_broken_line_is_told_by_number(tmp_path: Path) -> None:
    text = "a\t\tX\nno tab\nempty\t\t\n\t\tX\na\t\tY\ndescription only\tX\n"
    with pytest.raises(StudyError) as caught:
        read_gene_sets(written(tmp_path, text))
    for part in (
        "toy.gmt has 5 broken line(s)",
        "line 2 has no tab ('no tab')",
        "line 3 ('empty') has no gene",
        "line 4 has no set name",
        "line 5 repeats 'a' of line 1",
        "line 6 ('description only') has no gene",
        "Mend or remove them",
    ):
        assert part in str(caught.value)


def test_a_file_without_sets_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="holds no gene set"):
        read_gene_sets(written(tmp_path, "\n"))


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "toy.gmt").write_bytes(b"a\t\t\xff\xfe\n")
    with pytest.raises(StudyError, match=r"is not text \(UTF-8\)"):
        read_gene_sets(tmp_path / "toy.gmt")


def test_a_library_that_came_empty_is_never_frozen() -> None:
    with pytest.raises(StudyError, match=r"The library toy came with no gene set"):
        canonical_gmt({}, "toy")
    with pytest.raises(StudyError, match=r"sets without a gene \(a\)"):
        canonical_gmt({"a": ["", " "]}, "toy")


NAME = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)


@given(st.dictionaries(NAME, st.lists(NAME, min_size=1), min_size=1), st.randoms())
def test_the_frozen_form_knows_no_order_and_no_weights(
    sets: dict[str, list[str]], random: st.DataObject
) -> None:
    shuffled = {name: [f"{gene},1.0" for gene in sets[name][::-1]] for name in reversed(sets)}
    frozen = canonical_gmt(sets, "toy")
    assert canonical_gmt(shuffled, "toy") == frozen
    read = {line.split("\t")[0]: line.split("\t")[2:] for line in frozen.splitlines()}
    assert read == {name: sorted(set(genes)) for name, genes in sets.items()}


def test_libraries_become_one_tidy_table(tmp_path: Path) -> None:
    frame = read_libraries({"toy": written(tmp_path, "b\t\tX,1.0\tX\na\t\tZ\tY\n")})
    assert frame.to_dict("split")["data"] == [
        ["toy", "a", "Y"],
        ["toy", "a", "Z"],
        ["toy", "b", "X"],
    ]
    assert read_libraries({}).columns.tolist() == ["library", "term", "gene"]


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("library", "source", "n_sets"),
    [
        ("GO_Biological_Process_2018", "go-bp", 5103),
        ("GO_Molecular_Function_2018", "go-mf", 1151),
        ("GO_Cellular_Component_2018", "go-cc", 446),
        ("KEGG_2016", "kegg", 293),
    ],
)
def test_real_libraries_freeze_to_the_fingerprint_of_the_studies(
    mirror: Path, library: str, source: str, n_sets: int
) -> None:
    sets = read_gene_sets(mirror / "genesets" / f"{library}.gmt")
    assert len(sets) == n_sets
    found = hashlib.sha256(canonical_gmt(sets, library).encode()).hexdigest()
    for study in ("her2", "her2-scanb"):
        assert Study.load(study, STUDIES).sources[source].sha256 == found


def test_a_library_that_gseapy_would_not_read_by_its_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "sets.txt").write_text("cell cycle\t\tCDK1\n")
    with pytest.raises(StudyError, match="not named"):
        read_gene_sets(tmp_path / "sets.txt")
