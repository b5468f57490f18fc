"""What the page says of images, lesions and the trust that features deserve."""

from sonogenomics.figures.dice_by_patient import dice_by_patient
from sonogenomics.figures.hygiene_counts import SERIOUS, hygiene_counts
from sonogenomics.figures.image_flow import image_flow
from sonogenomics.figures.judged import mean_interval
from sonogenomics.figures.lesion_gallery import lesion_gallery
from sonogenomics.figures.quality_scatter import quality_scatter
from sonogenomics.figures.reliability import reliability
from sonogenomics.figures.scanner_effects import scanner_effects
from sonogenomics.figures.training_curves import training_curves
from sonogenomics.figures.wording import counted, interval, number
from sonogenomics.reporting import imaging_tables as tables
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.section import Section
from sonogenomics.study import Absent


def imaging_sections(run: Run) -> list[Section]:
    """Images, lesions, trust; one sentence in their place where a study has no images."""
    if isinstance(run.study.images, Absent):
        reason = run.study.images.absent.rstrip(". ")
        lead = f"The study has no images ({reason}): its features come ready made."
        return [Section("images", "Images", lead)]
    return [_images(run), _lesions(run), _trust(run)]


def _images(run: Run) -> Section:
    seen = run.imaging
    return Section(
        "images",
        "Images",
        "Which images could be used, and what they bring along that features should not.",
        (
            image_flow(seen.flow, run.profile),
            hygiene_counts(seen.findings, seen.images, run.profile),
        ),
        (
            tables.scanners_table(seen),
            tables.image_faults_table(seen),
            tables.findings_table(seen),
        ),
    )


def _lesions(run: Run) -> Section:
    seen = run.imaging
    return Section(
        "lesions",
        "Lesions",
        "How well the network outlines lesions it has not seen, and who answers for the outlines.",
        (
            training_curves(seen.curves, seen.weights, run.profile),
            dice_by_patient(seen.agreement, seen.images, seen.weights, run.profile),
            lesion_gallery(list(seen.examples), run.profile),
            quality_scatter(seen.agreement, run.profile),
        ),
        (tables.agreement_table(seen), tables.origins_table(seen), tables.losses_table(seen)),
    )


def _trust(run: Run) -> Section:
    seen, name = run.imaging, run.study.outcome.name
    return Section(
        "trust",
        "How far each feature can be trusted",
        "Whether a feature survives another outline, another view and another scanner.",
        (
            reliability(seen.reliability, run.selected(), run.profile),
            scanner_effects(seen.scanner_effects, run.differential, name, run.profile),
        ),
        (tables.reliability_table(seen, run.selected()), tables.scanner_table(seen)),
    )


def imaging_sentences(run: Run) -> list[str]:
    """The abstract's sentences on images: how many, how well outlined, who looked at them."""
    if isinstance(run.study.images, Absent):
        return []
    if run.imaging.images.empty:
        return ["No image can be used, so no lesion was outlined."]
    return [part for part in (_used(run), _outlined(run), _unreviewed(run)) if part]


def _used(run: Run) -> str:
    seen = run.imaging
    n_patients = int(seen.images["patient_id"].nunique())
    lost = int((seen.image_faults["part"] == "image").sum())
    scanners = len(set(seen.images["scanner"]) - {""})
    machines = f" from {counted(scanners, 'scanner')}" if scanners else ""
    twice = seen.findings[seen.findings["scope"].isin(SERIOUS)]["image"].nunique()
    same = f"; {counted(int(twice), 'image')} also stand under another patient" if twice else ""
    return (
        f"{counted(len(seen.images), 'image')} of {counted(n_patients, 'patient')}{machines} could "
        f"be used, {lost or 'none'} could not{same}."
    )


def _outlined(run: Run) -> str:
    fresh = run.imaging.unseen()
    if fresh.empty:
        return "How well the network outlines lesions is not known: no unseen patient was outlined."
    mean, low, high = mean_interval(fresh)
    n = int(fresh["patient_id"].nunique())
    return (
        f"On {counted(n, 'patient')} it had not seen, the network ({run.imaging.weights}) "
        f"reached a mean Dice of {number(mean)} (95 % interval {interval(low, high)}) with the "
        "expert's outline."
    )


def _unreviewed(run: Run) -> str:
    lesions = run.imaging.lesions
    if lesions.empty:
        return "No image gave a lesion."
    bare = lesions[lesions["origin"] == "unreviewed"]
    if bare.empty:
        return f"Each of {counted(len(lesions), 'lesion')} was outlined or reviewed by a person."
    n = int(bare["patient_id"].nunique())
    return (
        f"{len(bare):,} of {counted(len(lesions), 'lesion')} ({counted(n, 'patient')}) entered the "
        "features with a mask that nobody has reviewed."
    )
