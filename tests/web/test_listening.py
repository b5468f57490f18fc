"""A port is taken, or one sentence says why not."""

import socket

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.web.listening import listening


def test_a_free_port_is_taken_and_heard() -> None:
    with listening("127.0.0.1", 0, "x") as taken:
        socket.create_connection(taken.getsockname(), timeout=1).close()


def test_a_port_in_use_is_one_sentence_that_names_who_may_hold_it() -> None:
    with listening("127.0.0.1", 0, "x") as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StudyError, match=rf"^Port {port} is in use \(another `x`\?\)"):
            listening("127.0.0.1", port, "x")


@pytest.mark.parametrize("port", [-1, 65_536, 99_999])
def test_a_number_that_is_no_port_is_one_sentence(port: int) -> None:
    with pytest.raises(StudyError, match=f"There is no port {port}"):
        listening("127.0.0.1", port, "x")


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host", ""])
def test_an_address_of_another_machine_is_one_sentence(host: str) -> None:
    with pytest.raises(StudyError, match="is no address of this machine"):
        listening(host, 0, "x")
