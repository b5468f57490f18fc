"""The image table against the files that are there: what is usable, what is lost, what is wrong."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from sonogenomics.errors import StudyError, listed

REQUIRED = ("patient_id", "image")
OPTIONAL = ("mask", "frame", "view", "device", "site", "split")


@dataclass(frozen=True)
class Listing:
    """Which images can be used, and which cannot.

    Attributes
    ----------
    usable : DataFrame
        The table's rows whose image is present; without the mask where the mask is absent.
    absent_images, absent_masks : tuple of str
        Listed files that are not there, sorted.
    unlisted : tuple of str
        Image files that are there and that no row names, sorted; with those of masks, where images
        and masks share a folder.
    unlisted_masks : tuple of str
        Mask files that no row names, where masks have a folder of their own.
    """

    usable: pd.DataFrame
    absent_images: tuple[str, ...]
    absent_masks: tuple[str, ...]
    unlisted: tuple[str, ...]
    unlisted_masks: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Numbers for the stage's metrics.

        Examples
        --------
        >>> Listing(pd.DataFrame({"patient_id": ["P1"]}), (), (), ("x.png",)).counts()
        {'usable_images': 1, 'patients': 1, 'absent_images': 0, 'absent_masks': 0, 'unlisted': 1, \
'unlisted_masks': 0}
        """
        return {
            "usable_images": len(self.usable),
            "patients": int(self.usable["patient_id"].nunique()),
            "absent_images": len(self.absent_images),
            "absent_masks": len(self.absent_masks),
            "unlisted": len(self.unlisted),
            "unlisted_masks": len(self.unlisted_masks),
        }


def _named(table: pd.DataFrame, column: str) -> "pd.Series[str]":
    """Names in a column; an empty series where the column or the name is not given."""
    if column not in table:
        return pd.Series([], dtype="str")
    names = table[column]
    return names[names.notna() & (names != "")]


def _outside(name: str) -> bool:
    """Whether a name leads out of the folder of images."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or "\0" in name or name[1:2] == ":"


def _several(table: pd.DataFrame, key: str, value: str) -> list[str]:
    """Keys that stand beside more than one value."""
    different = table.dropna(subset=[key, value]).groupby(key)[value].nunique()
    return sorted(str(name) for name in different.index[different > 1])


def _name_faults(table: pd.DataFrame) -> Iterator[str]:
    for column in REQUIRED:
        blank = table.index[table[column].isna() | (table[column] == "")]
        if len(blank):
            yield f"row {listed(blank + 1)} has no {column}"
    names = [*_named(table, "image"), *_named(table, "mask")]
    if outside := sorted({name for name in names if _outside(name)}):
        yield f"{listed(map(repr, outside))} leads out of the folder: give names within it"


def _identity_faults(table: pd.DataFrame, sha256: Mapping[str, str]) -> Iterator[str]:
    shared = _several(table, "image", "patient_id")
    if shared:
        yield f"image {listed(shared)} stands under two patients: keep the right one"
    images = table["image"]
    keys = [key for key in ("image", "frame") if key in table]  # frames of a clip are images
    doubled = sorted(set(images[table.duplicated(keys)]) - {*shared, ""})
    if doubled:
        yield f"image {listed(doubled)} is listed twice: keep one row"
    contents = table.assign(content=images.map(sha256))
    contents = contents[~contents["image"].isin(shared)]
    for content in _several(contents, "content", "patient_id"):
        same = contents[contents["content"] == content]
        rows = [f"{row.image} of {row.patient_id}" for row in same.itertuples()]
        yield f"{listed(rows)} are the same file under two patients: find out whose it is"
    if "split" in table and (both := _several(table, "patient_id", "split")):
        yield f"patient {listed(both)} is in two splits: all images of a patient go into one"
    masks = _named(table, "mask")
    if reused := sorted(set(masks[masks.duplicated()])):
        yield f"mask {listed(reused)} is listed for several images: give each image its own"


def match_images(
    table: pd.DataFrame,
    present: Collection[str],
    sha256: Mapping[str, str] | None = None,
    present_masks: Collection[str] | None = None,
) -> Listing:
    """Match the image table with the files present, and name all faults of the table at once.

    Files that are absent or unlisted are counted losses, and the rest of the cohort goes on.
    Faults are what could put one patient's image under another or into both splits.

    Parameters
    ----------
    table : DataFrame
        One row an image: patient_id, image; optionally mask, frame, view, device, site, split and
        others, which are carried along.
    present : collection of str
        Names of the image and mask files that are there, relative to their folder, "/" between.
    sha256 : mapping of str to str, optional
        Fingerprints of the image files, so that one image under two names is seen too.
    present_masks : collection of str, optional
        Names of the mask files, where they have a folder of their own; `present` are images only.

    Returns
    -------
    Listing

    Raises
    ------
    StudyError
        A column or a cell is missing; a name leads out of the folder; an image is listed twice or
        under two patients, by name or by content; a patient is in two splits; a mask serves two
        images.

    Examples
    --------
    >>> table = pd.DataFrame({"patient_id": ["P1", "P2"], "image": ["a.png", "b.png"]})
    >>> listing = match_images(table, ["a.png", "c.png"])
    >>> listing.usable["image"].to_list(), listing.absent_images, listing.unlisted
    (['a.png'], ('b.png',), ('c.png',))
    """
    if missing := [column for column in REQUIRED if column not in table]:
        raise StudyError(
            f"The image table has no column {listed(missing)}: it needs one row an image with "
            f"{listed(REQUIRED)}, and may have {listed(OPTIONAL)}."
        )
    texts = [column for column in (*REQUIRED, *OPTIONAL) if column in table]
    table = table.reset_index(drop=True).astype(dict.fromkeys(texts, "str"))
    faults = [*_name_faults(table), *_identity_faults(table, sha256 or {})]
    if faults:
        raise StudyError(f"The image table: {'; '.join(faults)}.")
    images, masks = _named(table, "image"), _named(table, "mask")
    there = set(present)
    there_masks = there if present_masks is None else set(present_masks)
    lost = masks.index[~masks.isin(there_masks)]
    if len(lost):
        table.loc[lost, "mask"] = ""
    shared = set(masks) if present_masks is None else set()
    return Listing(
        usable=table[images.isin(there)].reset_index(drop=True),
        absent_images=tuple(sorted(set(images) - there)),
        absent_masks=tuple(sorted(set(masks) - there_masks)),
        unlisted=tuple(sorted(there - set(images) - shared)),
        unlisted_masks=() if present_masks is None else tuple(sorted(there_masks - set(masks))),
    )
