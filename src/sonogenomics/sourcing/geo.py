"""Where the files of a GEO series lie; GEOparse reads them but asks by FTP and forgets some."""

import os

from sonogenomics.study import Geo

VARIABLE = "SONOGENOMICS_GEO"  # an institution's copy of GEO's tree
NCBI = "https://ftp.ncbi.nlm.nih.gov/geo"


def geo_url(geo: Geo) -> str:
    """The address of one file of a GEO series.

    Parameters
    ----------
    geo : Geo
        Accession, and which file: `soft` (the family file: platform, samples and tables),
        `matrix` (the series matrix) or the name of a supplementary file.

    Returns
    -------
    str
        Below https://ftp.ncbi.nlm.nih.gov/geo, or below SONOGENOMICS_GEO where that is set.

    References
    ----------
    NCBI, Programmatic access to GEO: https://www.ncbi.nlm.nih.gov/geo/info/geo_paccess.html

    Examples
    --------
    >>> geo_url(Geo(accession="GSE45827"))
    'https://ftp.ncbi.nlm.nih.gov/geo/series/GSE45nnn/GSE45827/soft/GSE45827_family.soft.gz'
    """
    number = geo.accession.removeprefix("GSE")
    folder = f"GSE{number[:-3]}nnn/{geo.accession}"
    file = {
        "soft": f"soft/{geo.accession}_family.soft.gz",
        "matrix": f"matrix/{geo.accession}_series_matrix.txt.gz",
    }.get(geo.file, f"suppl/{geo.file}")
    base = (os.environ.get(VARIABLE) or NCBI).rstrip("/")
    return f"{base}/series/{folder}/{file}"
