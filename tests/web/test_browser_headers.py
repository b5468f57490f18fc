"""What a browser is told to trust, and under which names this machine answers."""

import pytest

from sonogenomics.web.browser import is_loopback, locked_headers


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:80", "localhost:5001", "[::1]", "[::1]:1"]
)
def test_names_of_this_machine_are_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "evil.example", "127.0.0.1.evil.example:80", "localhost.", "10.0.0.1", "[::1]x"]
)
def test_other_names_are_strangers(host: str) -> None:
    assert not is_loopback(host)


def test_pictures_come_from_here_unless_said_otherwise() -> None:
    assert "img-src 'self';" in locked_headers()["content-security-policy"]
    assert "img-src 'self' blob:;" in locked_headers("blob:")["content-security-policy"]
