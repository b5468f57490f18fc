import errno
from pathlib import Path
from typing import Any

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.sourcing.download import download
from sonogenomics.sourcing.fingerprint import sha256_of
from tests.sourcing.server import Site

BODY = bytes(range(256)) * 20  # 5,120 bytes


def fetch(site: Site, folder: Path) -> bytes:
    return download(f"{site.base}/data/table.txt", folder).read_bytes()


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    site.files["/data/table.txt"] = BODY
    return tmp_path / "downloads"


def leftovers(folder: Path) -> list[str]:
    return sorted(f.suffix for f in folder.iterdir() if f.suffix in {".part", ".txt"})


def test_a_file_arrives_whole(site: Site, folder: Path) -> None:
    assert fetch(site, folder) == BODY
    assert leftovers(folder) == [".txt"]
    assert (folder / ".gitignore").read_text() == "*\n"


def test_a_broken_connection_is_resumed_where_it_broke(site: Site, folder: Path) -> None:
    site.faults = ["cut", "cut"]
    assert fetch(site, folder) == BODY
    assert [asked[1:] for asked in site.asked] == [
        ("", 200),
        ("bytes=1000-", 206),
        ("bytes=2000-", 206),
    ]


def test_a_later_run_goes_on_where_an_earlier_one_gave_up(site: Site, folder: Path) -> None:
    site.faults = ["cut"] + ["busy"] * 3
    with pytest.raises(StudyError, match=r"4 attempts .*503.*1,000 bytes are kept.*run the same"):
        fetch(site, folder)
    assert leftovers(folder) == [".part"]
    assert fetch(site, folder) == BODY
    assert site.asked[-1][1:] == ("bytes=1000-", 206)


def test_a_server_that_ignores_the_range_is_heard_from_the_start(site: Site, folder: Path) -> None:
    site.faults = ["cut", "ignore_range"]
    assert fetch(site, folder) == BODY
    assert site.asked[-1][1:] == ("bytes=1000-", 200)


def test_a_file_that_changed_meanwhile_is_fetched_from_the_start(site: Site, folder: Path) -> None:
    site.faults = ["cut"] + ["busy"] * 3
    with pytest.raises(StudyError):
        fetch(site, folder)
    site.files["/data/table.txt"] = BODY[::-1]
    assert fetch(site, folder) == BODY[::-1]


def test_without_an_entity_tag_nothing_is_pieced_together(site: Site, folder: Path) -> None:
    site.tags = False
    site.faults = ["cut"]
    assert fetch(site, folder) == BODY
    assert [asked[1:] for asked in site.asked] == [("", 200), ("", 200)]


def test_a_run_killed_before_the_last_rename_asks_for_nothing_more(
    site: Site, folder: Path
) -> None:
    whole = download(f"{site.base}/data/table.txt", folder)
    whole.rename(whole.with_name(f"{whole.name}.part"))
    assert fetch(site, folder) == BODY
    assert site.asked[-1][1:] == ("bytes=5120-", 416)


def test_a_part_longer_than_the_file_is_dropped(site: Site, folder: Path) -> None:
    whole = download(f"{site.base}/data/table.txt", folder)
    whole.rename(whole.with_name(f"{whole.name}.part")).write_bytes(BODY + b"x")
    assert fetch(site, folder) == BODY


def test_an_unchanged_file_is_not_transferred_twice(site: Site, folder: Path) -> None:
    fetch(site, folder)
    assert fetch(site, folder) == BODY
    assert [asked[2] for asked in site.asked] == [200, 304]


def test_a_file_of_known_fingerprint_is_not_even_asked_for(site: Site, folder: Path) -> None:
    whole = download(f"{site.base}/data/table.txt", folder)
    download(f"{site.base}/data/table.txt", folder, sha256_of(whole))
    assert len(site.asked) == 1


def test_a_busy_server_is_asked_again(site: Site, folder: Path) -> None:
    site.faults = ["busy", "busy"]
    assert fetch(site, folder) == BODY


def test_a_missing_file_is_one_sentence_and_leaves_nothing(site: Site, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"/gone\.txt is not there: the server answered 404"):
        download(f"{site.base}/gone.txt", tmp_path)
    assert len(site.asked) == 1  # asking again would not help
    assert leftovers(tmp_path) == []


def test_a_web_page_in_place_of_data_is_refused(site: Site, folder: Path) -> None:
    site.faults = ["html"]
    with pytest.raises(StudyError, match=r"gave a web page \(HTML\), not data"):
        fetch(site, folder)
    assert leftovers(folder) == []


def test_a_server_that_is_not_there_is_named(site: Site, folder: Path) -> None:
    with pytest.raises(StudyError, match=r"could not be fetched .*SONOGENOMICS_MIRROR"):
        download("http://127.0.0.1:9/table.txt", folder)


def test_an_address_that_cannot_be_asked_is_named(folder: Path) -> None:
    with pytest.raises(StudyError, match=r"http:///table\.txt cannot be asked for"):
        download("http:///table.txt", folder)


def test_a_full_disk_passes_through_and_leaves_room(
    site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.open

    class Full:
        def __init__(self, file: Any) -> None:
            self.file = file

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *args: object) -> None:
            self.file.close()

        def write(self, piece: bytes) -> int:
            raise OSError(errno.ENOSPC, f"No space left on device for {len(piece)} bytes")

    def opened(self: Path, *args: Any, **options: Any) -> Any:
        file = original(self, *args, **options)
        return Full(file) if self.suffix == ".part" else file

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(OSError, match="No space left") as caught:
        fetch(site, folder)
    assert caught.value.errno == errno.ENOSPC
    assert leftovers(folder) == []
