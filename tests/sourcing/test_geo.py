import pytest

from sonogenomics.sourcing.geo import geo_url
from sonogenomics.study import Geo

NCBI = "https://ftp.ncbi.nlm.nih.gov/geo/series"


# addresses as NCBI's own documentation and public scripts write them
@pytest.mark.parametrize(
    ("accession", "file", "url"),
    [
        ("GSE45827", "soft", f"{NCBI}/GSE45nnn/GSE45827/soft/GSE45827_family.soft.gz"),
        (
            "GSE129559",
            "matrix",
            f"{NCBI}/GSE129nnn/GSE129559/matrix/GSE129559_series_matrix.txt.gz",
        ),
        ("GSE1", "soft", f"{NCBI}/GSEnnn/GSE1/soft/GSE1_family.soft.gz"),
        ("GSE81538", "x.csv.gz", f"{NCBI}/GSE81nnn/GSE81538/suppl/x.csv.gz"),
    ],
)
def test_files_of_a_series_lie_where_geo_keeps_them(accession: str, file: str, url: str) -> None:
    assert geo_url(Geo(accession=accession, file=file)) == url


def test_an_institutions_copy_of_geo_is_used_when_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONOGENOMICS_GEO", "http://127.0.0.1:8000/geo/")
    url = geo_url(Geo(accession="GSE45827"))
    assert url.startswith("http://127.0.0.1:8000/geo/series/GSE45nnn/")
