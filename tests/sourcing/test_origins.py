import hashlib
from pathlib import Path

import pytest

from sonogenomics.sourcing.mirror import Mirror
from sonogenomics.sourcing.origins import address, mirrored, origin_text
from sonogenomics.study import Geo, Origin, Source

SOFT = Origin(geo=Geo(accession="GSE45827"))


def source(origin: Origin, sha256: str | None = None) -> Source:
    return Source(origin=origin, file="mine.txt", sha256=sha256, licence="none", citation="none")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = ["GSE45827_family.soft.gz", "table.txt", "GO_Toy.gmt", "mine.txt"]
    for name in names:
        (tmp_path / name).write_text(name)
    lines = [f"{hashlib.sha256(name.encode()).hexdigest()}  ./{name}\n" for name in names]
    (tmp_path / "MANIFEST.sha256").write_text("".join(lines))
    return tmp_path


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin(simulated="urfs.csv"), "urfs.csv"),
        (Origin(path=Path("own/urfs.csv")), "own/urfs.csv"),
        (Origin(url="https://example.org/a.txt"), "https://example.org/a.txt"),
        (Origin(enrichr="KEGG_2016"), "KEGG_2016"),
        (Origin(mirror="GEO GSE2109"), "GEO GSE2109"),
        (SOFT, "GSE45827 (soft)"),
    ],
)
def test_an_origin_is_told_as_in_a_methods_section(origin: Origin, text: str) -> None:
    assert origin_text(origin) == text


def test_an_address_is_the_url_or_geos() -> None:
    assert address(Origin(url="https://example.org/a.txt")) == "https://example.org/a.txt"
    assert address(SOFT).endswith("/GSE45827_family.soft.gz")


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        (SOFT, "GSE45827_family.soft.gz"),
        (Origin(url="https://example.org/a/table.txt?raw=1"), "table.txt"),
        (Origin(enrichr="GO_Toy"), "GO_Toy.gmt"),
        (Origin(mirror="a colleague"), "mine.txt"),
    ],
)
def test_without_a_fingerprint_the_name_at_the_origin_decides(
    folder: Path, origin: Origin, name: str
) -> None:
    assert mirrored(source(origin), Mirror.of(folder)) == folder / name


def test_a_library_is_looked_for_by_name_even_if_its_frozen_form_is_known(folder: Path) -> None:
    library = source(Origin(enrichr="GO_Toy"), "0" * 64)
    assert mirrored(library, Mirror.of(folder)) == folder / "GO_Toy.gmt"


@pytest.mark.parametrize("origin", [Origin(simulated="table.txt"), Origin(path=Path("table.txt"))])
def test_what_is_made_or_given_here_is_never_taken_from_a_mirror(
    folder: Path, origin: Origin
) -> None:
    assert mirrored(source(origin), Mirror.of(folder)) is None
