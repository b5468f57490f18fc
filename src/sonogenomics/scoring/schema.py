"""What goes in and what comes out, typed: /openapi.json is made of these."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

Value = float | int | str | None
Rows = list[dict[str, Value]]
EXAMPLE = {"original_firstorder_Skewness": 0.15, "original_glcm_Contrast": 0.54}
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


class Split(BaseModel):
    """Column names once, then rows."""

    model_config = ConfigDict(extra="forbid")
    columns: list[str] = Field(examples=[list(EXAMPLE)])
    data: list[list[Value]] = Field(examples=[[list(EXAMPLE.values())]])
    index: list[Value] | None = None


class SplitRequest(BaseModel):
    """A table as `DataFrame.to_dict("split")` gives it."""

    dataframe_split: Split


class RecordsRequest(BaseModel):
    """A table as `DataFrame.to_dict("records")` gives it; images come this way, as base64."""

    dataframe_records: Rows = Field(
        examples=[[EXAMPLE], [{"image": PIXEL, "patient": "P1", "mask": ""}]]
    )


class InstancesRequest(BaseModel):
    """A list of records, or a list of values for each column."""

    instances: Rows | dict[str, list[Value]] = Field(examples=[[EXAMPLE]])


class InputsRequest(BaseModel):
    """A list of values for each column, a list of records, or one record."""

    inputs: dict[str, list[Value] | Value] | Rows = Field(
        examples=[{name: [value] for name, value in EXAMPLE.items()}]
    )


Share = Annotated[float, Field(ge=0, le=1)]


class Prediction(BaseModel):
    """One patient. `probability_<positive arm>` is there, too, named after the outcome."""

    model_config = ConfigDict(extra="allow")
    call: str = Field(description="The arm, from the cut-off on the model's card.")
    probability_low: Share | None = Field(None, description="Lower end of the 95 % interval.")
    probability_high: Share | None = Field(None, description="Upper end of the 95 % interval.")
    outside_training_range: bool = Field(description="The model has not seen the like.")


class UrfPrediction(Prediction):
    """Of a vector of URFs."""

    features_outside: str = Field(description="Features beyond their training range, by comma.")


class Picture(BaseModel):
    """One image of a patient."""

    model_config = ConfigDict(extra="allow")
    sha256: str
    contour: list[list[list[float]]] = Field(description="Polygons of [x, y] in pixels.")
    quality: Share | None = None
    fault: str | None = Field(None, description="Why this image was left out.")


class ImagePrediction(Prediction):
    """Of the images of a patient."""

    call: str | None = Field(description="None where no image of the patient could be read.")  # type: ignore[assignment]
    patient: str
    quality: Share | None = None
    reasons: list[str] = Field(description="Why the model may not apply, in sentences.")
    urfs: dict[str, float | None] = Field(description="The patient's URFs by name.")
    images: list[Picture]


class AnsweredBy(BaseModel):
    """The model behind an answer; the same stands in the header x-model-version."""

    where: str = Field(description="Folder, or models:/name@alias.")
    version: str = Field(description="In the registry; empty for a folder.")
    fingerprint: str = Field(description="SHA-256 over the model's files.")


class Answer(BaseModel):
    """What a request gets."""

    predictions: list[ImagePrediction | UrfPrediction]
    model: AnsweredBy
    statement: str = Field(examples=["Research use only, not for diagnosis."])


class Fault(BaseModel):
    """Why a request got no answer; nothing that was sent is repeated."""

    error_code: str
    message: str


class ModelCard(BaseModel):
    """One model that is served here."""

    kind: str = Field(description="urfs or image.")
    answered_by: AnsweredBy
    card: dict[str, Any] = Field(description="What the model was trained on, how well it does.")


class About(BaseModel):
    """What is served here."""

    statement: str
    sonogenomics: str
    limits: str
    models: list[ModelCard]


FORMS = (SplitRequest, RecordsRequest, InstancesRequest, InputsRequest)
REF = "#/components/schemas/{model}"


def request_body(json: str, csv: str) -> dict[str, Any]:
    """What /invocations takes, for its operation in the OpenAPI schema."""
    forms = [{"$ref": REF.format(model=form.__name__)} for form in FORMS]
    text = ",".join(EXAMPLE) + "\n" + ",".join(map(str, EXAMPLE.values())) + "\n"
    return {
        "required": True,
        "content": {
            json: {"schema": {"anyOf": forms}},
            csv: {"schema": {"type": "string"}, "example": text},
        },
    }


def with_requests(openapi: dict[str, Any]) -> dict[str, Any]:
    """Add the schemas of `request_body`, which FastAPI does not know since it does not read it."""
    _, made = models_json_schema([(form, "validation") for form in FORMS], ref_template=REF)
    openapi.setdefault("components", {}).setdefault("schemas", {}).update(made["$defs"])
    return openapi
