"""An origin in words, as an address, and as a file of the mirror."""

from pathlib import Path
from urllib.parse import urlsplit

from sonogenomics.sourcing.geo import geo_url
from sonogenomics.sourcing.mirror import Mirror
from sonogenomics.study import Origin, Source


def origin_text(origin: Origin) -> str:
    """Where a source comes from, as one would write it in a methods section.

    Examples
    --------
    >>> origin_text(Origin(geo={"accession": "GSE45827", "file": "matrix"}))
    'GSE45827 (matrix)'
    """
    if origin.geo is not None:
        return f"{origin.geo.accession} ({origin.geo.file})"
    return str(getattr(origin, origin.kind))


def mirrored(source: Source, mirror: Mirror) -> Path | None:
    """The source's file in the mirror, or None; simulated and local ones are never looked for.

    A library of Enrichr is looked for by name: its sha256 is that of the frozen form.
    """
    origin = source.origin
    if origin.kind in {"simulated", "path"}:
        return None
    if origin.enrichr is not None:
        return mirror.find(None, f"{origin.enrichr}.gmt")
    name = source.file if origin.mirror is not None else Path(urlsplit(address(origin)).path).name
    return mirror.find(source.sha256, name)


def address(origin: Origin) -> str:
    """Where on the internet a `url` or `geo` origin lies.

    Examples
    --------
    >>> address(Origin(url="https://example.org/table.txt"))
    'https://example.org/table.txt'
    """
    return str(origin.url) if origin.geo is None else geo_url(origin.geo)
