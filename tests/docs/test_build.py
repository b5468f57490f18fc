"""The site builds without a warning, needs nobody else to be read, and no link of it is dead."""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import DOCS
from tests.pipeline.graph import PROJECT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("docs")]
LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
# A link that only tells a reader or a machine where something is, and fetches nothing.
TELLS = {"canonical", "license", "author", "next", "prev", "search", "index", "genindex"}
FETCHED_BY_CSS = re.compile(r"(?:@import\s+|url\(\s*)['\"]?(https?:)?//")


@dataclass
class Page(HTMLParser):
    """What one page loads, names, and links to."""

    loads: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag in LOADING and not TELLS.intersection(given.get("rel", "").split()):
            self.loads += [given[LOADING[tag]]] if given.get(LOADING[tag]) else []
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built as `make docs` builds it."""
    out = tmp_path_factory.mktemp("site")
    strict = ["-b", "html", "-W", "--keep-going", "-q", "-j", "auto"]
    command = [sys.executable, "-m", "sphinx", *strict, "-d", str(out / "trees")]
    done = subprocess.run(
        [*command, str(DOCS), str(out / "html")],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return out / "html"


@pytest.fixture(scope="module")
def read(site: Path) -> dict[Path, Page]:
    """Every page of the site, parsed."""
    found = {}
    own = (path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts)
    for path in own:
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        found[path.resolve()] = page
    return found


def test_every_page_is_there(site: Path, read: dict[Path, Page]) -> None:
    wanted = {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}
    wanted = {path for path in wanted if path.parts[0] not in {"_build"}}
    assert wanted <= {path.relative_to(site.resolve()) for path in read}
    assert len(read) > 60


def test_no_page_loads_anything_from_elsewhere(site: Path, read: dict[Path, Page]) -> None:
    strange = [(path.name, url) for path, page in read.items() for url in page.loads if away(url)]
    assert strange == []
    for sheet in site.rglob("*.css"):
        assert not FETCHED_BY_CSS.search(sheet.read_text(encoding="utf-8")), sheet.name


def away(url: str) -> bool:
    return bool(urlsplit(url).netloc) or urlsplit(url).scheme in {"http", "https"}


def test_no_link_is_dead(read: dict[Path, Page]) -> None:
    dead = []
    for path, page in read.items():
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or (parts.fragment and not holds(read, target, parts.fragment)):
                dead.append((path.name, link))
    assert dead == []


def holds(read: dict[Path, Page], target: Path, fragment: str) -> bool:
    return target not in read or unquote(fragment) in read[target].ids


def test_formulas_are_drawn_by_the_browser_itself(site: Path) -> None:
    for page in (DOCS / "method").glob("*.md"):
        html = (site / "method" / page.with_suffix(".html").name).read_text(encoding="utf-8")
        assert html.count('display="block"') == page.read_text(encoding="utf-8").count("\n$$") / 2
        assert "MathJax" not in html


def test_every_page_says_research_use_only(read: dict[Path, Page]) -> None:
    for path in read:
        assert "not for diagnosis" in path.read_text(encoding="utf-8"), path.name
