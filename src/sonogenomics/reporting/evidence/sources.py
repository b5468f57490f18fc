"""Answers on where data come from, and whether others can get them."""

from sonogenomics.figures.wording import counted
from sonogenomics.reporting.evidence.seen import Found, Seen, left_open, no, yes
from sonogenomics.study import Absent

PUBLIC = {"url", "geo", "enrichr", "simulated"}  # anybody can get or make these again


def data_sources(seen: Seen) -> Found:
    """Sources of data for development and evaluation."""
    sources = seen.run.study.sources
    return yes(f"{counted(len(sources), 'file')}, each with origin and licence.", "sources")


def data_shared(seen: Seen) -> Found:
    """Availability of data."""
    kinds = {name: one.origin.kind for name, one in seen.run.study.sources.items()}
    private = [name for name, kind in kinds.items() if kind not in PUBLIC]
    if private:
        return left_open(f"{len(private)} of {len(kinds)} files are not from a public address.")
    if seen.run.study.simulation is not None:
        return yes(f"All {len(kinds)} files are made again from the seed in study.yaml.", "sources")
    return yes(f"All {len(kinds)} files are fetched from public addresses.", "sources")


def images_shared(seen: Seen) -> Found:
    """Images shared with their outlines."""
    study = seen.run.study
    if isinstance(study.images, Absent):
        return no(f"No images in this study: {study.images.absent}.", "absences")
    masks = [] if isinstance(study.masks, Absent) else [study.masks.source]
    kinds = {study.sources[name].origin.kind for name in [study.images.source, *masks]}
    if kinds <= PUBLIC and masks:
        return yes("Images and outlines are public, or simulated from the seed.", "sources")
    return left_open("Images or outlines do not come from a public address.", "sources")


def features_shared(seen: Seen) -> Found:
    """Feature values shared."""
    if not seen.has("figure-urf-heatmap"):
        return no("There are no features.")
    found = data_shared(seen)
    if found.verdict == "yes":
        return yes(
            "The features follow from public files; their CSV is under the heatmap.",
            "figure-urf-heatmap",
        )
    return left_open("Their CSV is under the heatmap; whether it may be shared, a person must say.")
