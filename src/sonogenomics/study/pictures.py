"""Images, the lesions outlined on them, and features made of them already."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sonogenomics.study.part import Name, Part


class FileColumn(Part):
    """A column of the image list whose values lead to files.

    The value is matched by `pattern`, and `file` is what it becomes: by default the value itself.
    """

    column: str
    pattern: str = r"^(.+)$"
    file: str = r"\1"


class Images(Part):
    """Ultrasound images of the patients, and the list that says whose they are."""

    source: Name = Field(description="A source with a `folder`: the image files.")
    list: Name = Field(description="A source: comma-separated, one row per image.")
    image: FileColumn
    patient: str = Field(description="Column with the patient's id.")
    view: str | None = Field(None, description="Column: which view of the lesion.")
    scanner: str | None = Field(None, description="Column: which machine.")
    frame: str | None = Field(None, description="Column: which frame of a clip, from 0.")
    fold: str | None = Field(None, description="Column: the study's own folds, 1, 2, ...")
    folds: Name | None = Field(None, description="A source: a table by image, if it holds `fold`.")
    row_mm: str | None = Field(None, description="Column: height of a pixel, where files lack it.")
    column_mm: str | None = Field(None, description="Column: width of a pixel, likewise.")


class Masks(Part):
    """Lesions that experts outlined; images without one are outlined by the segmenter alone."""

    source: Name = Field(description="A source: a folder of masks, or one annotation file.")
    format: Literal["png", "nifti", "coco", "labelme"]
    mask: FileColumn | None = Field(None, description="Mask files; none for COCO's one file.")

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.mask is None) != (self.format == "coco"):
            raise ValueError("give `mask` (which column leads to its file), but not for coco")
        return self


class UrfTable(Part):
    """Ultrasound radiomic features, ready made."""

    source: Name
    orientation: Literal["features_in_rows", "patients_in_rows"] = "patients_in_rows"
    separator: Literal["tab", "comma", "semicolon"] = "comma"
