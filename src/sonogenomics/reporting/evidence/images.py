"""Answers on images, lesions and how features are taken from them."""

from importlib.metadata import version

from sonogenomics.figures.style import family_of
from sonogenomics.figures.wording import counted, number
from sonogenomics.params.features import Radiomics, Robustness, Urfs
from sonogenomics.reporting.evidence.seen import (
    Found,
    Seen,
    beside_the_point,
    left_open,
    no,
    yes,
)
from sonogenomics.study import Absent

READY = "Features came ready made; the run knows nothing of it."


def _has_images(seen: Seen) -> bool:
    return not isinstance(seen.run.study.images, Absent) and len(seen.run.imaging.images) > 0


def _radiomics(seen: Seen) -> Radiomics | None:
    section = seen.run.settings.get("radiomics")
    return section if isinstance(section, Radiomics) and _has_images(seen) else None


def pipeline_figure(seen: Seen) -> Found:
    """A picture of the technical pipeline."""
    if seen.has("figure-study-flow"):
        return yes(
            "From images to a model, drawn with the counts of this run.", "figure-study-flow"
        )
    return no("The pipeline is not drawn.")


def acquisition(seen: Seen) -> Found:
    """The imaging protocol with its settings."""
    if not _has_images(seen):
        return left_open(READY)
    images = seen.run.imaging.images
    n, known = len(set(images["scanner"]) - {""}), int(images["row_mm"].notna().sum())
    return left_open(
        f"{counted(n, 'scanner')} named, pixel spacing known in {known} of {len(images)} images; "
        "probe, frequency and settings a person must give.",
        "images",
    )


def segmentation_described(seen: Seen) -> Found:
    """Segmentation is described openly."""
    lesions = seen.run.imaging.lesions
    if lesions.empty:
        return left_open(READY)
    by = lesions["origin"].value_counts()
    told = ", ".join(f"{n} {origin}" for origin, n in by.items())
    return yes(f"{len(lesions)} lesions: {told}; {seen.run.imaging.weights}.", "lesions")


def segmentation_readers(seen: Seen) -> Found:
    """Who assessed subjective predictors."""
    lesions = seen.run.imaging.lesions
    if lesions.empty:
        return left_open(READY)
    if seen.run.study.simulation is not None:
        return yes("The simulation drew the outlines; no person took part.", "lesions")
    n = int((lesions["origin"] == "unreviewed").sum())
    return left_open(
        f"{n} of {len(lesions)} masks were reviewed by nobody; who drew the others, and with what "
        "experience, a person must say.",
        "lesions",
    )


def segmentation_evaluated(seen: Seen) -> Found:
    """Fully automatic segmentation is formally evaluated."""
    if not _has_images(seen):
        return beside_the_point("No network outlined lesions in this run.")
    fresh = seen.run.imaging.unseen()
    dice = fresh.groupby("patient_id")["dice"].mean().dropna()
    if dice.empty:
        return no("No lesion of an unseen patient has an expert's outline.", "lesions")
    return yes(f"Mean Dice {number(float(dice.mean()))} in {len(dice)} unseen patients.", "lesions")


def one_source_of_test_masks(seen: Seen) -> Found:
    """Test masks come from one reader or one tool."""
    lesions = seen.run.imaging.lesions
    if lesions.empty:
        return left_open(READY)
    test = seen.run.patients.index[seen.run.patients["split"] == "test"]
    origins = sorted(set(lesions.loc[lesions["patient_id"].isin(test), "origin"]))
    told = f"Masks of held-out patients: {', '.join(origins) or 'none'}."
    return yes(told, "lesions") if len(origins) == 1 else no(told, "lesions")


def preprocessing(seen: Seen) -> Found:
    """Pre-processing is fitting and openly described."""
    settings = _radiomics(seen)
    if settings is None:
        return left_open(READY)
    grey = f"brought to SD {settings.normalise_to:g}" if settings.normalise_to else "as read"
    return yes(
        f"Colour to luma, names dropped, blank frames left out; grey levels {grey}.", "images"
    )


def data_preparation(seen: Seen) -> Found:
    """How data were prepared and checked."""
    if not _has_images(seen):
        return yes("Checked tables; every fault is counted.", "patients")
    n = len(seen.run.imaging.image_faults)
    kinds = seen.run.imaging.findings["finding"].nunique()
    return yes(
        f"{counted(n, 'file')} at fault left out; {kinds} kinds of finding counted.", "images"
    )


def resampling_of_pixels(seen: Seen) -> Found:
    """Resampling of pixels and its settings."""
    settings = _radiomics(seen)
    if settings is None:
        return left_open(READY)
    told = (
        f"to {settings.resample_mm:g} mm ({settings.interpolator})" if settings.resample_mm else ""
    )
    return yes(
        f"Pixels resampled {told}." if told else "Pixels as read, not resampled.", "table-settings"
    )


def discretisation(seen: Seen) -> Found:
    """Discretisation of grey levels and its settings."""
    settings = _radiomics(seen)
    if settings is None:
        return left_open(READY)
    bins = (
        f"{settings.bin_width:g} grey levels a bin"
        if settings.bin_width
        else f"{settings.bin_count} bins"
    )
    return yes(f"{bins}.", "table-settings")


def image_types(seen: Seen) -> Found:
    """Which image types features come from: original, filtered."""
    settings = _radiomics(seen)
    if settings is None:
        if seen.run.urfs.empty:
            return left_open(READY)
        kinds = sorted({str(name).partition("_")[0] for name in seen.run.urfs.columns})
        return yes(f"From the columns: {', '.join(kinds)}.", "urfs")
    return yes(f"{', '.join(settings.filters)}.", "table-settings")


def extraction_software(seen: Seen) -> Found:
    """Definition of all predictors."""
    settings = _radiomics(seen)
    if settings is None:
        return left_open(READY)
    return yes(f"PyRadiomics {version('pyradiomics')}, engine {settings.engine}.", "table-settings")


def feature_classes(seen: Seen) -> Found:
    """How the first predictors were chosen."""
    if seen.run.urfs.empty:
        return no("There are no features.")
    families = [family_of(name) for name in seen.run.urfs.columns]
    told = [f"{family} {families.count(family)}" for family in dict.fromkeys(families)]
    return yes(f"{', '.join(told)}.", "urfs")


def feature_number(seen: Seen) -> Found:
    """How many features."""
    if seen.run.urfs.empty:
        return no("There are no features.")
    return yes(f"{seen.run.urfs.shape[1]} a lesion, averaged by patient.", "urfs")


def default_settings(seen: Seen) -> Found:
    """Settings of extraction are given."""
    if _radiomics(seen) is None:
        return left_open(READY)
    return yes(
        "All settings are printed; what is not named is PyRadiomics' default.", "table-settings"
    )


def outline_robustness(seen: Seen) -> Found:
    """How far features survive another outline."""
    table, settings = seen.run.imaging.reliability, seen.run.settings.get("robustness")
    icc = table["icc_masks"].dropna()
    if icc.empty:
        return no("No feature was taken again from another outline.")
    how = f" ({settings.lesions} lesions)" if isinstance(settings, Robustness) else ""
    good = int((icc >= 0.75).sum())  # noqa: PLR2004 - the usual threshold of good agreement
    return yes(f"ICC under changed outlines{how}: {good} of {len(icc)} reach 0.75.", "trust")


def unstable_removed(seen: Seen) -> Found:
    """Features that are not robust are removed."""
    table, settings = seen.run.imaging.reliability, seen.run.settings.get("urfs")
    if table.empty:
        return no("Reliability was not measured.")
    n = int(table["barred"].sum())
    least = settings.min_icc_masks if isinstance(settings, Urfs) else 0.0
    if least > 0:
        return yes(f"{n} features below an ICC of {least:g} are barred.", "trust")
    return no("Reliability is measured, but no threshold is set (urfs.min_icc_masks).", "trust")


def settings_shared(seen: Seen) -> Found:
    """Settings or scripts of pre-processing shared."""
    if not seen.run.settings:
        return no("The settings are not on the page.")
    return yes(f"{len(seen.run.settings) + 4} sections of params.yaml, printed.", "table-settings")
