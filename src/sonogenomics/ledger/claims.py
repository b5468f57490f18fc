"""The claims of one paper, read from a table: each row is checked, and all faults told at once."""

import csv
import io
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from sonogenomics.errors import StudyError, listed
from sonogenomics.ledger.vocabulary import is_known

Rule = Literal["", "equal", "range", "lowest", "above", "names", "includes", "share"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
NUMBERS = {"equal", "range", "lowest", "above", "share"}
FIRST_LINE = 2  # of the rows below the heading


def _words(cell: object) -> object:
    return tuple(cell.split()) if isinstance(cell, str) else cell


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]


class Claim(BaseModel):
    """One thing that a paper says, and how to hold it against a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")] = Field(
        description="Its key in the ledger: lower-case words joined by hyphens."
    )
    section: Line = Field(description="Part of the study: patients, features, genes, ...")
    text: Line = Field(description="The claim in one sentence.")
    where: Line = Field(description="Table, figure or part of the paper that says so.")
    printed: Line = Field(description="What is printed there.")
    quantity: str = Field(description="What of a run answers it; empty where nothing can.")
    rule: Rule = Field(
        description="equal: number by number; range: smallest and largest; lowest: the smallest; "
        "above: every one; names: the same names; includes: these among them; share: a percentage "
        "(first) of so many patients (the others)."
    )
    expected: Words = Field(
        description="Numbers as printed, each with the digits that count, or names; blanks between."
    )
    studies: Words = Field(
        description="Studies in which it can be checked; empty for all that bring these claims."
    )
    note: str = Field(description="What is known of it; told where it does not come out.")
    unanswerable: str = Field(description="Why it cannot be checked at all; empty where it can.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.unanswerable:
            return self
        if not self.quantity or not self.rule or not self.expected:
            raise ValueError("give quantity, rule and expected, or say why it is unanswerable")
        n = len(self.expected)
        if (self.rule == "range" and n != 2) or (self.rule == "share" and n < 2):  # noqa: PLR2004
            raise ValueError(f"{self.rule} needs two numbers in expected")
        return self

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.quantity and not is_known(self.quantity):
            raise ValueError(f"there is no quantity {self.quantity!r}")
        wrong = [one for one in self.expected if self.rule in NUMBERS and not _is_number(one)]
        if wrong:
            raise ValueError(f"{listed(wrong)} in expected is no number")
        return self


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.lower() not in {"nan", "inf", "-inf", "infinity"}


def read_claims(text: str, file: str) -> list[Claim]:
    r"""Read a paper's claims from comma-separated text.

    Parameters
    ----------
    text : str
        A heading with the fields of `Claim`, then a row a claim.
    file : str
        Its name, for messages.

    Returns
    -------
    list of Claim
        In the file's order, which is the paper's.

    Raises
    ------
    StudyError
        With every fault at once: which line, which column, and why.

    Examples
    --------
    >>> head = ",".join(Claim.model_fields)
    >>> row = "n,patients,Ten women,Table 1,10,cohort.n_patients,equal,10,,,"
    >>> read_claims(f"{head}\n{row}\n", "claims.csv")[0].expected
    ('10',)
    """
    reader = csv.DictReader(io.StringIO(text), strict=True)
    faults, claims = _heading(reader.fieldnames), []
    try:
        rows = [] if faults else list(reader)
    except csv.Error as error:
        raise StudyError(f"{file}, line {reader.line_num}: {error}; mend its quotes.") from None
    for line, row in enumerate(rows, start=FIRST_LINE):
        try:
            claims.append(Claim.model_validate(row))
        except ValidationError as error:
            faults += [f"line {line}, {_fault(dict(one))}" for one in error.errors()]
    keys = [one.claim for one in claims]
    faults += [f"{key} is named twice" for key in sorted({k for k in keys if keys.count(k) > 1})]
    if faults:
        told = "\n  ".join(faults)
        raise StudyError(f"{file} has {len(faults)} fault(s); mend them and run again:\n  {told}")
    return claims


def _heading(names: object) -> list[str]:
    wanted = list(Claim.model_fields)
    given = list(names) if isinstance(names, (list, tuple)) else []
    missing = [name for name in wanted if name not in given]
    unknown = [name for name in given if name not in wanted]
    return [
        *([f"line 1 lacks {listed(missing, len(wanted))}"] if missing else []),
        *([f"line 1 has {listed(unknown)}, which no claim has"] if unknown else []),
    ]


def _fault(error: dict[str, object]) -> str:
    where = error["loc"]
    column = str(where[0]) if isinstance(where, tuple) and where else "the whole row"
    column = "more fields than the heading" if column == "None" else column
    return f"{column}: {str(error['msg']).removeprefix('Value error, ')}"
