import re
from functools import cache

import matplotlib.figure
import pandas as pd
import pytest

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.reporting.figure_data import FigureData
from sonogenomics.reporting.gene_sections import gene_sections
from sonogenomics.reporting.paper_figures import PANELS, paper_table
from sonogenomics.reporting.section import Section
from sonogenomics.reporting.tables import View
from tests.reporting import fake_run


def figure(name: str) -> Figure:
    drawing = matplotlib.figure.Figure()
    return Figure(name, "A title", "A caption.", "An alternative.", drawing, pd.DataFrame())


def rows(*parts: Section) -> dict[tuple[str, str], str]:
    table = paper_table(parts)
    assert isinstance(table, View)
    return {(row[0], row[1]): row[2] for row in table.rows}


def test_every_figure_of_the_paper_has_its_panels_in_order() -> None:
    numbers = [int(panel.figure) for panel in PANELS]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 9))


def test_figures_are_numbered_as_the_page_numbers_them() -> None:
    lost = Missing("patient-flow", "Patient flow", "Nobody came.")
    first = Section("a", "A", "a", (lost, figure("study-flow")))
    second = Section("b", "B", "b", (figure("other"), figure("urf-heatmap")))
    told = rows(first, second)
    assert told["Figure 1", "Patient flow"] == "Not drawn: Nobody came."
    assert told["Figure 2", "Study flow"] == "Figure 1"
    assert told["Figure 3", "Heatmaps of all and of the differential URFs by arm"] == "Figure 3"


def test_a_panel_that_no_section_has_is_told_as_missing() -> None:
    assert set(rows(Section("a", "A", "a")).values()) == {"Not drawn: the study has no such part."}


@cache
def sections_of_genes() -> list[Section]:
    return gene_sections(fake_run.full_run(), FigureData())


def test_a_study_without_validation_series_says_so_in_one_sentence() -> None:
    last = sections_of_genes()[-1]
    assert last.anchor == "validation-series"
    assert last.lead == "The study has no validation series of expression."
    assert last.figures == ()


@pytest.mark.parametrize("anchor", ["genes", "functions", "module"])
def test_figures_that_lack_their_data_say_why(anchor: str) -> None:
    (part,) = [one for one in sections_of_genes() if one.anchor == anchor]
    lost = [item for item in part.figures if isinstance(item, Missing)]
    assert all(re.fullmatch(r"[A-Z].*\.", item.reason) for item in lost)
    assert any(isinstance(item, Figure) for item in part.figures)
