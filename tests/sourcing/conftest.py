"""A loopback site, and no waiting between attempts."""

from collections.abc import Iterator

import pytest

from sonogenomics.sourcing import download
from tests.sourcing.server import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "WAITS_S", (0.0, 0.0, 0.0))
    monkeypatch.setattr(download, "PIECE", 500)
    for name in ("SONOGENOMICS_MIRROR", "SONOGENOMICS_GEO", "SONOGENOMICS_ENRICHR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
