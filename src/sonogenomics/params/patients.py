"""Patients: a section of params.yaml."""

from pydantic import Field

from sonogenomics.params.section import Section


class Cohort(Section):
    """Who is held out."""

    test_fraction: float = Field(gt=0, lt=1, description="Share of patients held out.")
