"""Who was asked, who left, who stayed."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import BLUE, GREY, INK, canvas, readable, styled
from sonogenomics.profiles import Profile
from sonogenomics.study import Outcome

NAME, TITLE = "patient-flow", "Patient flow"
STEP, TALL, WIDE = 1.0, 0.62, 4.6  # one step down, and the size of a box, in axis units


@styled
def patient_flow(
    flow: pd.DataFrame, patients: pd.DataFrame, profile: Profile, outcome: Outcome
) -> Figure | Missing:
    """Draw each step of inclusion with the patients it cost.

    Parameters
    ----------
    flow : DataFrame
        `catalog.Flow`, in order.
    patients : DataFrame
        `catalog.Patients`: who was left in the end.
    profile : Profile
        Named in the caption.
    outcome : Outcome
        What the arms are called.

    Returns
    -------
    Figure or Missing
    """
    if flow.empty or patients.empty:
        return Missing(NAME, TITLE, "The cohort holds no patients, so there is no flow to draw.")
    ends = _ends(patients)
    drawing = canvas(6.6, 0.62 * (len(flow) + 1) + 0.3)
    axes = drawing.add_subplot()
    axes.set_axis_off()
    for place, row in enumerate(flow.itertuples()):
        _step(axes, place, readable(row.step, 62), int(str(row.n_left)), int(str(row.n_excluded)))
    _arms(axes, len(flow), ends, outcome)
    axes.set_xlim(-0.1, 8.3)
    axes.set_ylim(-len(flow) - TALL / 2 - 0.12, TALL / 2 + 0.1)
    caption = _caption(flow, ends, profile, outcome)
    return Figure(NAME, TITLE, caption, _alt(flow, ends), drawing, flow)


def _ends(patients: pd.DataFrame) -> dict[str, int]:
    return {
        f"{arm} {part}": int(((patients["outcome"] == value) & (patients["split"] == split)).sum())
        for split, part in (("train", "training"), ("test", "held out"))
        for value, arm in ((1, "positive"), (0, "negative"))
    }


def _step(axes: Axes, place: int, step: str, left: int, excluded: int) -> None:
    y = -place * STEP
    _box(axes, (0, y), WIDE, f"{step}\nn = {left:,}", BLUE)
    if place:
        _arrow(axes, (WIDE / 2, y + STEP - TALL / 2), (WIDE / 2, y + TALL / 2))
    if excluded:
        between = y + STEP / 2 if place else y
        _arrow(axes, (WIDE / 2 if place else WIDE, between), (WIDE + 0.55, between))
        axes.text(WIDE + 0.65, between, f"{excluded:,} excluded", va="center", color=INK)


def _arms(axes: Axes, place: int, ends: dict[str, int], outcome: Outcome) -> None:
    y = -place * STEP
    wide = 3.9
    for x, part in ((0.0, "training"), (wide + 0.4, "held out")):
        positive, negative = ends[f"positive {part}"], ends[f"negative {part}"]
        text = f"{part.capitalize()}: n = {positive + negative:,}\n"
        text += f"{outcome.shorts[0]} {positive:,}   {outcome.shorts[1]} {negative:,}"
        _box(axes, (x, y), wide, text, GREY)
        start = (WIDE / 2, y + STEP - TALL / 2)
        _arrow(axes, start, (x + wide / 2, y + TALL / 2))


def _box(axes: Axes, corner: tuple[float, float], wide: float, text: str, edge: str) -> None:
    x, y = corner
    shape = "round,pad=0,rounding_size=0.06"
    box = FancyBboxPatch((x, y - TALL / 2), wide, TALL, shape, fill=False, ec=edge, lw=1.3)
    axes.add_patch(box)
    axes.text(x + wide / 2, y, text, ha="center", va="center", linespacing=1.35)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": GREY, "lw": 1.0, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, start, arrowprops=style)


def _caption(flow: pd.DataFrame, ends: dict[str, int], profile: Profile, outcome: Outcome) -> str:
    out = int(flow["n_excluded"].sum())
    kept = (
        "those are kept from every choice until the end"
        if profile.resample == "train"
        else "this profile lets them take part in feature selection and resampling"
    )
    return (
        f"Of {int(flow['n_left'].iloc[-1]) + out:,} patients {out:,} were excluded and "
        f"{sum(ends.values()):,} included: {ends['positive training']:,} {outcome.positive} and "
        f"{ends['negative training']:,} {outcome.negative} for training, "
        f"{ends['positive held out']:,} and {ends['negative held out']:,} held out; {kept}. "
        f"Profile: {profile.name}."
    )


def _alt(flow: pd.DataFrame, ends: dict[str, int]) -> str:
    steps = "; ".join(f"{row.step}: {row.n_left} left" for row in flow.itertuples())
    return f"Flow chart from the first patient asked to {sum(ends.values())} included. {steps}."
