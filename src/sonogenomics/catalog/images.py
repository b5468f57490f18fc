"""Images, masks and lesions: what a row is, what its columns hold."""

import pandera.pandas as pa
from pandera.typing import Index, Series


class Images(pa.DataFrameModel):
    """One row per usable image, read, without the patient's identity, and grey."""

    image: Index[str] = pa.Field(unique=True, check_name=True, description="Stem of its file.")
    patient_id: Series[str]
    split: Series[str] = pa.Field(isin=["train", "test"])
    fold: Series[int] = pa.Field(ge=0, description="Of the segmenter; 0 for held-out patients.")
    view: Series[str] = pa.Field(description="Empty where the list does not say.")
    scanner: Series[str] = pa.Field(description="Empty where the list does not say.")
    format: Series[str]
    n_rows: Series[int] = pa.Field(ge=1)
    n_columns: Series[int] = pa.Field(ge=1)
    row_mm: Series[float] = pa.Field(nullable=True, gt=0, description="Height of a pixel.")
    column_mm: Series[float] = pa.Field(nullable=True, gt=0, description="Width of a pixel.")
    n_outlined: Series[int] = pa.Field(ge=0, description="Lesions that an expert outlined on it.")
    pixel_sha256: Series[str]


class ImageFaults(pa.DataFrameModel):
    """One row per image or mask that was asked for and cannot be used, and why."""

    image: Series[str]
    patient_id: Series[str] = pa.Field(description="Empty where nobody is listed.")
    part: Series[str] = pa.Field(isin=["image", "mask"], description="mask: the image is kept.")
    reason: Series[str] = pa.Field(description="In one word, for counting.")
    fault: Series[str] = pa.Field(description="In one sentence.")


class Findings(pa.DataFrameModel):
    """One row per image and finding of hygiene; `imaging.hygiene` says what each means."""

    image: Series[str]
    patient_id: Series[str]
    finding: Series[str]
    scope: Series[str] = pa.Field(description="Of duplicates: same_patient, across_patients, ...")
    partner: Series[str]
    value: Series[float] = pa.Field(nullable=True)
    limit: Series[float] = pa.Field(nullable=True)


class Detections(pa.DataFrameModel):
    """One row per image and detection above the score, whether chosen or not, best first."""

    image: Series[str]
    patient_id: Series[str]
    fold: Series[int] = pa.Field(ge=1, description="Whose network drew it.")
    seen: Series[bool] = pa.Field(description="That network was trained on this patient.")
    detection: Series[int] = pa.Field(ge=1)
    score: Series[float] = pa.Field(ge=0, le=1)
    quality: Series[float] = pa.Field(ge=0, le=1, description="Agreement under flips.")
    n_px: Series[int] = pa.Field(ge=0)
    lesion: Series[int] = pa.Field(ge=0, description="Its number in the mask; 0: not chosen.")


class Agreement(pa.DataFrameModel):
    """One row per image with an expert's outline: how the drawn mask agrees with it."""

    image: Index[str] = pa.Field(unique=True, check_name=True)
    patient_id: Series[str]
    split: Series[str] = pa.Field(isin=["train", "test"])
    fold: Series[int] = pa.Field(ge=1, description="Whose network drew it.")
    seen: Series[bool] = pa.Field(description="That network was trained on this patient.")
    n_reference: Series[int] = pa.Field(ge=1)
    n_detections: Series[int] = pa.Field(ge=0)
    n_hit: Series[int] = pa.Field(ge=0, description="Outlined lesions met by a detection.")
    n_false: Series[int] = pa.Field(ge=0, description="Detections that meet no outlined lesion.")
    accepted: Series[bool] = pa.Field(description="Exactly one detection, the study's criterion.")
    quality: Series[float] = pa.Field(ge=0, le=1, description="Predicted; 0 where none is drawn.")
    dice: Series[float] = pa.Field(ge=0, le=1)
    iou: Series[float] = pa.Field(ge=0, le=1)
    hd95_px: Series[float] = pa.Field(ge=0, nullable=True, description="Missing: nothing drawn.")
    asd_px: Series[float] = pa.Field(ge=0, nullable=True)
    hd95_mm: Series[float] = pa.Field(ge=0, nullable=True, description="Missing: no spacing.")
    asd_mm: Series[float] = pa.Field(ge=0, nullable=True)


class Lesions(pa.DataFrameModel):
    """One row per lesion whose features are taken, and who answers for its outline."""

    patient_id: Series[str]
    image: Series[str]
    lesion: Series[int] = pa.Field(ge=1, description="Its number in the image's mask.")
    origin: Series[str] = pa.Field(isin=["outlined", "accepted", "redrawn", "unreviewed"])
    quality: Series[float] = pa.Field(ge=0, le=1, nullable=True, description="Where predicted.")
    n_px: Series[int] = pa.Field(ge=1)


class LesionFaults(pa.DataFrameModel):
    """One row per image that gives no lesion, or lesion that gives no features, and why."""

    patient_id: Series[str]
    image: Series[str]
    lesion: Series[int] = pa.Field(ge=0, description="0: the image as a whole.")
    reason: Series[str] = pa.Field(description="In one word, for counting.")
    fault: Series[str] = pa.Field(description="In one sentence.")
