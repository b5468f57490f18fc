"""Images and masks: what is listed, what is there, what can be opened, what names a person."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sonogenomics.checking.fault import Fault
from sonogenomics.checking.headers import Header, names_a_person, read_header
from sonogenomics.checking.people import People
from sonogenomics.checking.places import Where
from sonogenomics.errors import StudyError, listed
from sonogenomics.imaging.image_list import read_image_list
from sonogenomics.imaging.listing import Listing, match_images
from sonogenomics.progress import track
from sonogenomics.sourcing.folders import files_below, visible
from sonogenomics.study import Absent, Images, Study

BY_FILE = {"png", "nifti"}  # masks whose size stands in their own header


def picture_faults(study: Study, where: Where, people: People) -> Iterator[Fault]:
    """Everything wrong with the images, the masks and the list that ties them to patients.

    Parameters
    ----------
    study : Study
        Its rules.
    where : dict of str to Path
        The sources that are at hand.
    people : People
        Whom the other tables name.
    """
    images = study.images
    if isinstance(images, Absent) or images.source not in where or images.list not in where:
        return
    folder = where[images.source]
    try:
        table = read_image_list(where[images.list], images, study.masks, _folds(images, where))
        present, masks = _present(folder), _mask_files(study, where)
        listing = match_images(table, present, present_masks=masks)
    except StudyError as error:
        said = str(error).removeprefix("The image table: ")
        yield from (Fault("images", part.strip()) for part in said.split("; "))
        return
    yield from _absent(listing, images)
    yield from _between(table, people)
    yield from _opened(listing.usable, study, where)


def _folds(images: Images, where: Where) -> Path | None:
    return None if images.folds is None else where.get(images.folds)


def _present(folder: Path) -> list[str]:
    return visible(files_below(folder), str(folder))[0]


def _mask_files(study: Study, where: Where) -> list[str] | None:
    """Mask files, where they have a folder of their own."""
    masks = study.masks
    if isinstance(masks, Absent) or isinstance(study.images, Absent) or masks.source not in where:
        return None
    folder = where[masks.source]
    return _present(folder) if folder.is_dir() and folder != where[study.images.source] else None


def _absent(listing: Listing, images: Images) -> Iterator[Fault]:
    if listing.absent_images:
        names = listed(listing.absent_images)
        said = f"{len(listing.absent_images)} listed images are not there ({names})"
        yield Fault("images", said, f"correct column {images.image.column}, or add the files")
    if listing.absent_masks:
        said = f"{len(listing.absent_masks)} listed masks are not there"
        yield Fault("masks", f"{said} ({listed(listing.absent_masks)})", "correct the list")
    if listing.unlisted:
        said = f"{len(listing.unlisted)} files are in no row ({listed(listing.unlisted)})"
        yield Fault("images", said, "they are left out", grave=False)
    if listing.usable.empty:
        yield Fault("images", "not one listed image is there", "check images.source and image")


def _between(table: pd.DataFrame, people: People) -> Iterator[Fault]:
    if not people.ids:
        return
    pictured, known = set(table["patient_id"]), set(people.ids)
    if strange := sorted(pictured - known):
        said = f"{len(strange)} patients of the images are not in the patient list"
        yield Fault("images", f"{said} ({listed(strange)})", "write their ids alike, or add them")
    if without := sorted(known - pictured):
        said = f"{len(without)} patients have no image ({listed(without)})"
        yield Fault("images", said, "they leave the study", grave=False)


def _opened(usable: pd.DataFrame, study: Study, where: Where) -> Iterator[Fault]:
    images, masks = study.images, study.masks
    if isinstance(images, Absent):
        return
    folder = where[images.source]
    names = list(dict.fromkeys(usable["image"]))
    headers = {one: read_header(folder / one) for one in track(names, "headers of images")}
    yield from _of_headers(headers)
    if isinstance(masks, Absent) or masks.format not in BY_FILE or masks.source not in where:
        return
    rows = usable[usable["mask"] != ""]
    pairs = list(zip(rows["image"], rows["mask"], strict=True))
    for image, mask in track(pairs, "headers of masks"):
        yield from _mask(mask, read_header(where[masks.source] / mask), headers[image])


def _of_headers(headers: dict[str, Header]) -> Iterator[Fault]:
    for name, header in headers.items():
        if header.fault:
            yield Fault("images", f"{name} {header.fault}", "export it anew, or take its row out")
        if header.camera:
            said = f"{name} is a photograph ({header.camera}), no export of a scanner"
            yield Fault("images", said, "export the image from the ultrasound machine")
    named = {name: header.identity for name, header in headers.items() if header.identity}
    if named:
        tags = sorted({tag for tags in named.values() for tag in tags})
        said = f"headers of {len(named)} images hold {listed(tags)} ({listed(named, 3)})"
        yield Fault("identity", said, "dropped when images are read, but the files keep it", False)
    persons = {name: part for name in headers if (part := names_a_person(name))}
    if persons:
        said = (
            f"names of {len(persons)} files look like a person's or a date ({listed(persons, 3)})"
        )
        yield Fault("identity", said, "rename them: file names reach tables and reports", False)


def _mask(name: str, mask: Header, image: Header) -> Iterator[Fault]:
    if mask.fault:
        yield Fault("masks", f"{name} {mask.fault}", "save it anew, or leave its cell blank")
    elif image.width and (mask.height, mask.width) != (image.height, image.width):
        said = (
            f"{name} is {mask.width} x {mask.height} px, its image "
            f"{image.width} x {image.height} px"
        )
        yield Fault("masks", said, "draw it on the image as it is")
