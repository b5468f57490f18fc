import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.reporting.downloads import downloads
from sonogenomics.reporting.page import page, printable
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.section import Section
from sonogenomics.reporting.sections import figures_of, sections
from tests.outcomes import MALIGNANCY
from tests.reporting import fake_run
from tests.reporting.reported import read

VOID = {"meta", "link", "br", "img", "hr"}


class Outline(HTMLParser):
    """What a browser would see: balanced tags, ids, links, headings, texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [str(value) for key, value in attrs if key == "id"]
        self.links += [str(value) for key, value in attrs if key == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open = self.open[:-1] if tag not in VOID else self.open

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing every figure for print too would take half of such a test's time."""
    monkeypatch.setattr(Figure, "pdf", b"%PDF")


def written(run: Run) -> str:
    return page(run, sections(run))


@pytest.fixture(scope="module")
def parts() -> list[Section]:
    return sections(fake_run.full_run())


@pytest.fixture(scope="module")
def text(parts: list[Section]) -> str:
    return page(fake_run.full_run(), parts)


def test_the_page_is_well_formed_and_its_ids_are_unique(text: str) -> None:
    outline = Outline(text)
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))


def test_every_link_leads_to_a_place_on_the_page(text: str) -> None:
    outline = Outline(text)
    assert outline.links
    inside = {link[1:] for link in outline.links if link.startswith("#")}
    assert inside <= set(outline.ids)
    others = [link for link in outline.links if not link.startswith("#")]
    assert all(link.startswith(("data:application/pdf;", "data:text/csv;")) for link in others)


def test_the_page_needs_nothing_from_elsewhere(text: str) -> None:
    outline = Outline(text)
    assert not {"link", "iframe", "object"} & set(outline.tags)
    loaded = [value for key, value in outline.attributes if key in {"src", "xlink:href"}]
    assert all(str(value).startswith(("data:image/png", "#")) for value in loaded)
    assert not re.search(r"url\((?!#)", text)
    assert "@import" not in text


def test_the_policy_names_the_one_script_and_every_style_by_fingerprint(text: str) -> None:
    allowed = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert allowed is not None
    policy = allowed[1].replace("&#39;", "'")
    assert "default-src 'none'" in policy
    for tag in ("script", "style"):
        bodies = re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", text, flags=re.DOTALL)
        assert len(bodies) == 1 or tag == "style"
        for body in bodies:
            digest = hashlib.sha256(body.encode()).digest()
            assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'unsafe" not in policy


def test_a_hostile_name_stays_a_name(text: str) -> None:
    assert "<script" not in read(text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "\x07" not in text


def test_the_study_file_cannot_inject_markup() -> None:
    evil = '"><img src=x onerror=alert(1)>'
    run = fake_run.full_run(study=fake_run.study(title=evil, citation=evil))
    assert "<img" not in page(run, [])


def test_every_figure_has_a_caption_an_alternative_and_its_files(
    text: str, parts: list[Section]
) -> None:
    n = len(figures_of(parts))
    assert n >= 11
    assert text.count("<figure ") == text.count("<figcaption ") == n
    assert text.count('role="img" aria-label="') == n
    assert text.count('.pdf" aria-label="PDF of Figure ') == n


def test_files_beyond_the_budget_are_linked_beside_the_page(parts: list[Section]) -> None:
    figure = figures_of(parts)[0]
    (pdf, numbers) = downloads([figure], most_bytes=5_000)[figure.name].links
    assert (pdf.is_embedded, pdf.href) == (False, f"figures/01-{figure.name}.pdf")
    assert numbers.is_embedded


def test_headings_descend_without_a_gap(text: str) -> None:
    levels = [int(tag[1]) for tag in Outline(text).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_the_page_says_what_it_is_not_for(text: str) -> None:
    assert "Research use only, not for diagnosis. It does not replace IHC or ISH." in text


@pytest.mark.usefixtures("no_pdf")
def test_every_figure_table_and_sentence_takes_the_studys_own_words() -> None:
    flow = fake_run.flow().replace("HER2 settled by FISH", "Histology is known")
    text = read(written(fake_run.full_run(study=fake_run.study(outcome=MALIGNANCY), flow=flow)))
    assert not re.search("HER2|IHC", text)
    for told in (
        "Telling malignant from benign",
        "80 patients, 40 malignant and 40 benign",
        "higher in malignant",
        "It does not replace histology.",
        "Splits keep the share of malignant",
        "of malignant patients with malignant samples",
        ">malignant, n = 24<",
        "radiogenomics of breast ultrasound: malignancy",
    ):
        assert told in text


def test_equal_runs_give_equal_pages(text: str) -> None:
    assert written(fake_run.full_run()) == text


def test_a_run_of_nothing_is_told_in_words_not_in_a_crash() -> None:
    full = fake_run.full_run()
    names = [name for name in vars(full) if hasattr(getattr(full, name), "iloc")]
    empty = {name: getattr(full, name).iloc[:0] for name in names}
    run = fake_run.full_run(**empty)
    parts = sections(run)
    text = page(run, parts)
    assert figures_of(parts) == []
    assert text.count("No figure “") == sum(
        isinstance(f, Missing) for p in parts for f in p.figures
    )
    assert "This run has no URF table, so no feature was tested." in text
    assert "No verdict" in text


@pytest.mark.parametrize("left_out", ["counts", "performance", "ranking"])
@pytest.mark.usefixtures("no_pdf")
def test_any_one_table_may_be_absent(left_out: str) -> None:
    full = fake_run.full_run()
    run = fake_run.full_run(**{left_out: getattr(full, left_out).iloc[:0]})
    assert Outline(written(run)).open == []


def test_what_the_study_does_not_have_is_repeated_with_its_reason(text: str) -> None:
    assert "<dt>Gene sets</dt><dd>left out</dd>" in text


@pytest.mark.usefixtures("no_pdf")
def test_an_unsimulated_study_has_no_section_on_truth() -> None:
    source = {"origin": {"url": "https://example.org/u"}, "file": "urfs.csv", "licence": "none"}
    study = fake_run.study(truth=None, sources={"urfs": {**source, "citation": "x"}})
    assert "The planted truth" not in written(fake_run.full_run(study=study))


def test_only_text_loses_its_control_characters() -> None:
    assert printable("a\x00b\nc") == "a b c"
    assert printable(3) == 3
