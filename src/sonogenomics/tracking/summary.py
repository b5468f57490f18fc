"""What came out, in lines a person reads: on the terminal, and as the note of a run."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sonogenomics import catalog
from sonogenomics.catalog.store import Table
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.diagnosis.locked import patients_print, times_opened
from sonogenomics.errors import StudyError
from sonogenomics.reporting.held_out import held_out
from sonogenomics.study import Outcome, Study
from sonogenomics.tracking import openings
from sonogenomics.tracking.flat import flat, numbers

PARAMS = Path("params.yaml")
WHERE = "Look at reports/report.html; compare runs with `sonogenomics ui`."
WARNING = "Research use only, not for diagnosis."  # where the study cannot be asked for more
HOW_TO_READ = """\
**How to read it.** Each child run is a stage; the seven classifiers are runs of their own: tick
them and press *Compare*. `module.auc_mean` is the mean AUC over the random splits with the URF
module, `differential.` that with the differential URFs alone, `all.` that with every URF, which
any selection has to beat. **Chance** is an AUC of 0.5, and balanced accuracy of 0.5; an interval
that holds 0.5 shows nothing. A p < 0.05 without correction is met by 5 of 100 features that mean
nothing. `auc_best` is the luckiest split: never quote it alone.

`dvc.status`: *executed* here; *restored*: up to date or from the cache, computed by the run in
`dvc.source_run_id`; *failed*; *stale*: of an earlier run, because a stage before it failed."""


@dataclass(frozen=True)
class Headline:
    """The headline of a run.

    Attributes
    ----------
    study, profile : str
        What was asked.
    lines : tuple of str
        Patients; images where there are any; features and module; the champion: each beside its
        chance.
    numbers : dict of str to float
        The champion's AUC in random splits and in held-out patients, with their limits.
    caution : str
        What the study's outcome does not replace.
    """

    study: str
    profile: str
    lines: tuple[str, ...]
    numbers: dict[str, float]
    caution: str = WARNING

    def note(self, failed: tuple[str, ...] = ()) -> str:
        """Markdown for MLflow's page of the run."""
        trouble = f"**Failed: {', '.join(failed)}.** What follows stood before.\n\n"
        found = "\n".join(f"* {line}" for line in self.lines)
        return f"{trouble if failed else ''}{found}\n\n{HOW_TO_READ}\n\n*{self.caution}*"


def params() -> dict[str, object]:
    """All of params.yaml, nested; empty where there is none that can be read."""
    try:
        content = YAML(typ="safe").load(PARAMS.read_text(encoding="utf-8"))
    except (FileNotFoundError, YAMLError):  # DVC has said so already
        return {}
    return content if isinstance(content, dict) else {}


def stage_metrics(path: Path) -> dict[str, object]:
    """Numbers and words a stage left, flat; empty where it left none."""
    if not path.is_file():
        return {}
    try:
        return flat(json.loads(path.read_text(encoding="utf-8")))
    except ValueError:
        raise StudyError(f"{path} is not JSON: delete it and run `dvc repro` again.") from None


def headline() -> Headline:
    """Read the headline from the tables in the current folder; what is absent is said to be."""
    given = params()
    study, profile = str(given.get("study", "unknown")), str(given.get("profile", "unknown"))
    best = _champion()
    predicted = _predicted(study)
    arm = "positive" if predicted is None else predicted.positive
    first = f"{study}, {profile} profile: {_patients(arm)}"
    lines = (first, *_images(), _features(), _said(best))
    caution = WARNING if predicted is None else predicted.caution
    return Headline(study, profile, lines, numbers(best), caution)


def _predicted(study: str) -> Outcome | None:
    """What the study predicts; None where its file cannot be read, as DVC has said."""
    try:
        return Study.load(study).outcome
    except StudyError:
        return None


def _table(table: Table) -> pd.DataFrame | None:
    return pd.read_parquet(table.path) if Path(table.path).is_file() else None


def _patients(arm: str) -> str:
    frame = _table(catalog.PATIENTS)
    if frame is None:
        return "no patients yet."
    positive, held = int((frame["outcome"] == 1).sum()), int((frame["split"] == "test").sum())
    return f"{len(frame)} patients, {positive} {arm}, {held} held out."


def _images() -> tuple[str, ...]:
    """How well the network outlines and how much nobody reviewed; nothing without images."""
    used = stage_metrics(Path("reports", "lesions", "metrics.json"))
    seen = stage_metrics(Path("reports", "masks", "metrics.json"))
    if not used.get("n_images"):
        return ()
    said = f"{used['n_images']} images; {used['n_by_origin.unreviewed']} of {used['n_lesions']}"
    found = (seen.get(f"held_out.dice.{name}") for name in ("patient_mean", "low", "high"))
    ends = [end for end in found if isinstance(end, float)]
    match ends:
        case [mean, low, high]:
            dice = f"Dice {mean:.2f} [{low:.2f}, {high:.2f}]"
        case _:
            return (f"{said} masks unreviewed.",)
    return (f"{said} masks unreviewed; {dice} in held-out patients with an outline.",)


def _features() -> str:
    frame = _table(catalog.DIFFERENTIAL)
    if frame is None or frame.empty:
        return "No URFs to compare, so no module."
    said = f"URFs: {int(frame['selected'].sum())} of {len(frame)} differential ({_by_chance()})"
    module = _table(catalog.MODULES)
    if module is None or module.empty:
        return f"{said}; no module."
    n_auxiliary = int((module["kind"] == "auxiliary").sum())
    return f"{said}; module of {len(module)}, {n_auxiliary} of them by shared function."


def _by_chance() -> str:
    found = stage_metrics(Path("reports", "differential", "metrics.json"))
    seen, expected = found.get("n_p_below_alpha"), found.get("expected_by_chance")
    if not isinstance(seen, int) or not isinstance(expected, (int, float)):
        return "chance unknown"
    return f"at raw p {seen}, chance alone {expected:.1f}"


def _champion() -> dict[str, object]:
    """Name, features and AUC of the champion, resampled and held out; empty without one."""
    ranking = _table(catalog.RANKING)
    if ranking is None or not ranking["champion"].any():
        return {}
    best = ranking[ranking["champion"]].iloc[0]
    found = {"classifier": best["classifier"], "feature_set": best["feature_set"]}
    found |= {
        "auc_resampled": float(best["auc_mean"]),
        "auc_resampled_low": float(best["auc_low"]),
        "auc_resampled_high": float(best["auc_high"]),
    }
    frame = _table(catalog.VALIDATION)
    if frame is not None:
        same = (frame["classifier"] == best["classifier"]) & (
            frame["feature_set"] == best["feature_set"]
        )
        for row in held_out(frame[same]).to_dict("records"):
            ends = {"": "auc", "_low": "auc_low", "_high": "auc_high"}
            found |= {f"auc_held_out{end}": float(row[name]) for end, name in ends.items()}
    return found


def _said(best: dict[str, object]) -> str:
    if not best:
        return "No classifier was chosen."
    met = f"{_interval(best, 'auc_held_out')} in" if "auc_held_out" in best else "not yet met"
    return (
        f"Champion {best['classifier']} on {best['feature_set']} URFs: AUC "
        f"{_interval(best, 'auc_resampled')} in random splits, {met} held-out patients{_opened()}; "
        "chance is 0.50."
    )


def _opened() -> str:
    """Whether the held-out patients are still what they should be; nothing where they are."""
    patients, urfs = _table(catalog.PATIENTS), _table(catalog.URFS)
    if patients is None or urfs is None:
        return ""
    measured = with_urfs(patients, urfs)
    left = patients_print(measured[measured["split"] == "test"])
    try:
        times = times_opened(openings.read(), left)
    except StudyError:
        return " (how often they were opened cannot be read: `sonogenomics openings`)"
    return f" (opened {times} times: no longer untouched)" if times > 1 else ""


def _interval(best: dict[str, object], name: str) -> str:
    return "{:.2f} [{:.2f}, {:.2f}]".format(*(best[name + end] for end in ("", "_low", "_high")))
