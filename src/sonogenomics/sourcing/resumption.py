"""What is kept of a download between two attempts: the bytes so far, and which file they are of."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import requests

from sonogenomics.output import write_json

HEAD = 1024  # bytes in which a web page shows itself
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True)
class Resumption:
    """A download's files: `whole` once complete, beside it `.part` and `.json` (the entity tag).

    Attributes
    ----------
    whole : Path
        Where the complete file stands.
    """

    whole: Path

    @property
    def partial(self) -> Path:
        """The bytes so far."""
        return self.whole.with_name(f"{self.whole.name}.part")

    @property
    def note(self) -> Path:
        """Which version of the file they are of."""
        return self.whole.with_name(f"{self.whole.name}.json")

    @property
    def n_bytes(self) -> int:
        """How many bytes are already here."""
        return self.partial.stat().st_size if self.partial.is_file() else 0

    def headers(self) -> dict[str, str]:
        """What to ask: the rest, if the file is still the same; nothing, if it is complete."""
        tag = self._tag()
        asked = {"Accept-Encoding": "identity"}  # lengths and ranges count the file's own bytes
        if tag and self.whole.is_file():
            asked["If-None-Match" if tag.startswith('"') else "If-Modified-Since"] = tag
        elif tag and self.n_bytes:
            asked |= {"Range": f"bytes={self.n_bytes}-", "If-Range": tag}
        return asked

    def begin(self, response: requests.Response) -> int | None:
        """Prepare for an answer's bytes and give the length of the whole file, if it is told.

        A server that ignores the range, or whose file has changed, sends all of it: then the
        earlier bytes are dropped.
        """
        match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if response.status_code == requests.codes.partial_content and match is not None:
            if int(match[1]) == self.n_bytes:
                return int(match[2]) if match[2].isdigit() else None
            self.forget()
            raise requests.ConnectionError("the server sent another part than it was asked for")
        self.forget()
        tag = response.headers.get("ETag", "")
        if not tag.startswith('"'):  # a weak tag does not promise equal bytes
            tag = response.headers.get("Last-Modified", "")
        write_json(self.note, {"tag": tag})
        length = response.headers.get("Content-Length", "")
        return int(length) if length.isdigit() else None

    def is_web_page(self) -> bool:
        """Whether the bytes are HTML: a login form or an error page in place of data."""
        with self.partial.open("rb") as file:
            head = file.read(HEAD).lstrip().lower()
        return head.startswith((b"<!doctype html", b"<html"))

    def finish(self) -> None:
        """The partial file becomes the whole one."""
        self.partial.replace(self.whole)

    def forget(self) -> None:
        """Start from nothing."""
        for file in (self.partial, self.whole, self.note):
            file.unlink(missing_ok=True)

    def _tag(self) -> str:
        try:
            return str(json.loads(self.note.read_text(encoding="utf-8"))["tag"])
        except (OSError, ValueError, KeyError):
            return ""
