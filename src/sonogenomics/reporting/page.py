"""The page itself: sections into one HTML file that needs nothing else."""

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sonogenomics import __version__
from sonogenomics.checklists.answers import FILE as ANSWERS
from sonogenomics.figures.figure import Figure
from sonogenomics.profiles import Profile
from sonogenomics.reporting.assets import policy, script, style
from sonogenomics.reporting.diagnosis_tables import sources_table
from sonogenomics.reporting.downloads import downloads
from sonogenomics.reporting.evidence.answered import answered
from sonogenomics.reporting.findings import findings_table
from sonogenomics.reporting.headlines import headlines
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.section import Section
from sonogenomics.reporting.sections import figures_of
from sonogenomics.reporting.settings_table import settings_table
from sonogenomics.reporting.structured import structured
from sonogenomics.reporting.tables import View
from sonogenomics.study import STUDIES, Outcome

TEMPLATE = "page.html.j2"


def page(run: Run, parts: Sequence[Section]) -> str:
    """Write the report.

    Parameters
    ----------
    run : Run
        For the abstract, the sources and what is absent.
    parts : sequence of Section
        From `sections`.

    Returns
    -------
    str
        HTML; whatever came from the data is escaped, and the page forbids every script but its own.
    """
    environment = Environment(
        loader=PackageLoader("sonogenomics.reporting", "."),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["drawn"] = lambda item: isinstance(item, Figure)
    environment.tests["view"] = lambda item: isinstance(item, View)
    figures = figures_of(parts)
    text = environment.get_template(TEMPLATE).render(
        study=run.study,
        profile=run.profile,
        rules=profile_rules(run.profile, run.study.outcome),
        abstract=structured(run),
        headlines=headlines(run),
        findings=findings_table(run),
        sections=parts,
        files=downloads(figures),
        checklists=answered(run, parts),
        answers_file=f"{STUDIES}/{run.study.name}/{ANSWERS}",
        settings=settings_table(run),
        sources=sources_table(run),
        style=style(),
        script=script(),
        policy=policy(figures),
        version=__version__,
    )
    return text.rstrip() + "\n"


def printable(value: object) -> object:
    """Replace control characters in any text that comes from the data; HTML allows none."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return "".join(letter if letter.isprintable() else " " for letter in value)


def profile_rules(profile: Profile, outcome: Outcome) -> list[tuple[str, str]]:
    """What the profile decides, as questions and answers."""
    paired = "the paired series where there is one" if profile.link_by == "paired" else "no"
    tuned = "yes, inside each training fold" if profile.tune else "no, settings as published"
    return [
        ("Whose URFs choose the features", _who(profile.select_on)),
        ("Corrected for many features", "yes" if profile.correct_differential else "no"),
        ("Features and genes from the same people", paired),
        ("Background of over-representation", f"genes {profile.universe}"),
        ("Whose scores are resampled", _who(profile.resample)),
        (f"Splits keep the share of {outcome.positive}", "yes" if profile.stratify else "no"),
        ("Settings tuned", tuned),
        ("Split quoted first", f"the {profile.headline}"),
    ]


def _who(whose: str) -> str:
    return "training patients only" if whose == "train" else "all, held-out ones too"
