"""Tables of images, outlines and how far features can be trusted."""

import numpy as np
import pandas as pd

from sonogenomics.figures.hygiene_counts import counted_findings, label
from sonogenomics.figures.image_flow import lesion_origins
from sonogenomics.figures.judged import STREAM, groups, unseen
from sonogenomics.figures.style import readable, short_feature
from sonogenomics.figures.wording import counted, interval, number, p_number
from sonogenomics.imaging.hygiene import FINDINGS
from sonogenomics.reporting.imaging_run import Imaging
from sonogenomics.reporting.tables import Column, View, Words, shown
from sonogenomics.segmentation.summary import agreement_summary

TOP = 12


def _whole(value: float) -> str:
    return number(float(value), 0)


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _reason(value: object) -> str:
    return readable(value).replace("_", " ").capitalize()


COUNTS = [
    Column("Images", "images", _whole, is_number=True),
    Column("Patients", "patients", _whole, is_number=True),
]


def scanners_table(run: Imaging) -> View | str:
    """Images by scanner: how many, of whom, outlined, with a known pixel size."""
    frame = run.images
    if len(frame):
        named = frame["scanner"].replace("", "not said")
        known = frame.assign(
            scanner=named,
            outlined=frame["n_outlined"] > 0,
            sized=frame["row_mm"].notna(),
            held=frame["split"] == "test",
        )
        frame = known.groupby("scanner", as_index=False).agg(
            images=("patient_id", "size"),
            patients=("patient_id", "nunique"),
            held=("held", "sum"),
            outlined=("outlined", "sum"),
            sized=("sized", "sum"),
        )
    columns = [
        Column("Scanner", "scanner", readable),
        *COUNTS,
        Column("Of held-out patients", "held", _whole, is_number=True),
        Column("Outlined by an expert", "outlined", _whole, is_number=True),
        Column("Pixel size known", "sized", _whole, is_number=True),
    ]
    note = "Images in use; distances in mm are given only where the size of a pixel is known."
    return shown(frame, columns, Words("scanners", "Images by scanner", note, "There is no image."))


def image_faults_table(run: Imaging) -> View | str:
    """Images and outlines that cannot be used, by reason, with an example."""
    columns = [
        Column("What", "part", readable),
        Column("Reason", "reason", _reason),
        *COUNTS,
        Column("For example", "fault", lambda text: readable(text, 160)),
    ]
    note = "The rest of the cohort goes on without them; an image without its outline is kept."
    absent = "Every image and every outline that was listed can be used."
    words = Words("image-faults", "Images and outlines left out", note, absent)
    return shown(_by_reason(run.image_faults, ["part", "reason"]), columns, words)


def _by_reason(faults: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    if faults.empty:
        return faults
    grouped = faults.assign(patient_id=faults["patient_id"].replace("", np.nan))
    table = grouped.groupby(keys, as_index=False).agg(
        images=("image", "size"), patients=("patient_id", "nunique"), fault=("fault", "first")
    )
    return table.sort_values("images", ascending=False, kind="stable", ignore_index=True)


def findings_table(run: Imaging) -> View | str:
    """What hygiene found, by kind and scope."""
    frame = run.findings
    if len(frame):
        frame = counted_findings(frame)
        frame = frame.assign(
            words=[label(a, b) for a, b in zip(frame["finding"], frame["scope"], strict=True)],
            meaning=[FINDINGS.get(str(name), "") for name in frame["finding"]],
        )
    columns = [
        Column("Finding", "words"),
        *COUNTS,
        Column("What it means", "meaning"),
    ]
    note = (
        "By rule, not by eye; which findings leave an image out is said in params.yaml, all others "
        "are only shown. Marked: one picture under two patients."
    )
    words = Words("hygiene", "Findings of hygiene", note, "Nothing was found on any image.")
    serious = frame["scope"].str.startswith("across") if len(frame) else ()
    return shown(frame, columns, words, serious)


def agreement_table(run: Imaging) -> View | str:
    """Agreement with the expert by fold, held-out patients and scanner."""
    rows = unseen(run.agreement, run.images) if len(run.agreement) else run.agreement
    frame = pd.DataFrame([_judged(name, part) for name, part in _parts(rows)])
    columns = [
        Column("Patients not seen in training", "name", lambda text: readable(text, 40)),
        Column("Patients", "n_patients", _whole, is_number=True),
        Column("Images", "n_images", _whole, is_number=True),
        Column("Dice [95 % interval]", "dice", is_number=True),
        Column("IoU", "iou", number, is_number=True),
        Column("HD95, px", "hd95_px", _one_decimal, is_number=True),
        Column("HD95, mm", "hd95_mm", number, is_number=True),
        Column("ASD, px", "asd_px", number, is_number=True),
        Column("ASD, mm", "asd_mm", number, is_number=True),
        Column("Lesions found", "sensitivity", _percent, is_number=True),
        Column("False, an image", "false_positives_per_image", number, is_number=True),
        Column("Accepted", "acceptance_rate", _percent, is_number=True),
    ]
    note = (
        "Means over patients, each the mean of his or her images; interval by bootstrap over "
        f"patients. Network: {run.weights}. HD95, ASD: 95th percentile and mean of the distance "
        "between the outlines, where anything was drawn. Accepted: exactly one detection, as the "
        "published study judged; it says nothing of how well the outline fits."
    )
    absent = "No patient whom the network had not seen was outlined by an expert."
    words = Words("agreement", "Agreement of network and expert", note, absent)
    return shown(frame, columns, words)


def _one_decimal(value: float) -> str:
    return number(value, 1)


def _parts(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    if rows.empty:
        return []
    parts = [("All", rows)] + [(name, rows[rows["group"] == name]) for name in groups(rows)]
    scanners = sorted(set(rows["scanner"]) - {""})
    return parts + [(f"Scanner {name}", rows[rows["scanner"] == name]) for name in scanners]


def _judged(name: str, rows: pd.DataFrame) -> dict[str, object]:
    told = agreement_summary(rows, np.random.default_rng(STREAM))
    means = {}
    for measure in ("dice", "iou", "hd95_px", "hd95_mm", "asd_px", "asd_mm"):
        values = told.get(measure)
        means[measure] = values["patient_mean"] if isinstance(values, dict) else np.nan
    dice = told["dice"]
    limits = ""
    if isinstance(dice, dict) and np.isfinite(dice["low"]):
        limits = f" [{interval(dice['low'], dice['high'])}]"
    counts = {key: value for key, value in told.items() if not isinstance(value, dict)}
    return {"name": name, **counts, **means, "dice": f"{number(means['dice'])}{limits}"}


def origins_table(run: Imaging) -> View | str:
    """Who answers for the outlines that features are taken from."""
    frame = lesion_origins(run.lesions)
    columns = [
        Column("Outline", "words", lambda text: str(text).capitalize()),
        Column("Lesions", "lesions", _whole, is_number=True),
        *COUNTS,
    ]
    bare = frame.loc[frame["origin"] == "unreviewed", "lesions"].sum() if len(frame) else 0
    note = (
        f"{counted(int(bare), 'lesion').capitalize()} of {len(run.lesions):,} entered the features "
        "with an outline that nobody has looked at (marked); `make review` shows them, worst "
        "predicted quality first."
        if bare
        else "Every outline was drawn, accepted or redrawn by a person."
    )
    words = Words("origins", "Who answers for the outlines", note, "No image gave a lesion.")
    marked = frame["origin"] == "unreviewed" if len(frame) else ()
    return shown(frame, columns, words, marked)


def losses_table(run: Imaging) -> View | str:
    """Images without a lesion, and lesions without features, by reason."""
    parts = (("no lesion", run.lesion_faults), ("no features", run.feature_faults))
    tables = [_by_reason(rows.assign(part=part), ["part", "reason"]) for part, rows in parts]
    frame = pd.concat([table for table in tables if len(table)] or [pd.DataFrame()])
    columns = [
        Column("What", "part"),
        Column("Reason", "reason", _reason),
        Column("Cases", "images", _whole, is_number=True),
        Column("Patients", "patients", _whole, is_number=True),
        Column("For example", "fault", lambda text: readable(text, 160)),
    ]
    note = "Images that give no lesion, and lesions that give no features, each with its reason."
    absent = "Every usable image gave a lesion, and every lesion its features."
    return shown(frame, columns, Words("losses", "Lost on the way to features", note, absent))


def reliability_table(run: Imaging, selected: list[str]) -> View | str:
    """The differential features' reliability, and the least reliable of the others."""
    frame = run.reliability
    if len(frame):
        worst = frame[["icc_masks", "icc_views"]].min(axis=1)
        frame = frame.assign(selected=frame.index.isin(selected), worst=worst)
        chosen, others = frame[frame["selected"]], frame[~frame["selected"]]
        least = others.sort_values("worst", kind="stable").head(max(TOP - len(chosen), 4))
        frame = pd.concat([chosen.sort_values("worst", kind="stable"), least]).reset_index()
        for kind in ("icc_masks", "icc_views"):
            frame[kind] = [_with_limits(row, kind) for row in frame.to_dict("records")]
    columns = [
        Column("Feature", "feature", short_feature),
        Column("ICC, outlines [95 %]", "icc_masks", is_number=True),
        Column("ICC, views [95 %]", "icc_views", is_number=True),
        Column("Differential", "selected", lambda yes: "yes" if yes else "no"),
        Column("Barred", "barred", lambda yes: "yes" if yes else "no"),
    ]
    note = (
        f"Differential features (marked), then the least reliable of all {len(run.reliability)}. "
        "ICC(2,1): 1, another outline or view changes nothing; 0, what chance alone would give."
    )
    absent = "No feature was measured twice."
    words = Words("reliability", "Reliability of features", note, absent)
    return shown(frame, columns, words, frame["selected"] if len(frame) else ())


def _with_limits(row: dict[object, object], kind: str) -> str:
    value, low, high = (float(str(row[f"{kind}{end}"])) for end in ("", "_low", "_high"))
    if not np.isfinite(value):
        return "–"
    return f"{number(value)} [{interval(low, high)}]" if np.isfinite(low) else number(value)


def scanner_table(run: Imaging) -> View | str:
    """The features the scanner explains most."""
    frame = run.scanner_effects.sort_values("epsilon_squared", ascending=False, kind="stable")
    frame = frame.head(TOP).reset_index()
    columns = [
        Column("Feature", "feature", short_feature),
        Column("ε², scanner", "epsilon_squared", lambda x: number(x, 3), is_number=True),
        Column("p, adjusted", "p_bh", p_number, is_number=True),
        Column("ε², after ComBat", "epsilon_squared_after", lambda x: number(x, 3), is_number=True),
    ]
    note = (
        f"The {len(frame)} features of {len(run.scanner_effects)} that the scanner explains most."
    )
    absent = "Fewer than two scanners are known, so none can be told from another."
    return shown(frame, columns, Words("scanner-effects", "Scanner effects", note, absent))
