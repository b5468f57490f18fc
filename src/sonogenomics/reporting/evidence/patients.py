"""Answers on the study, its patients, their outcome and their data."""

import re

from sonogenomics.figures.wording import counted
from sonogenomics.reporting.evidence.seen import (
    Found,
    Seen,
    beside_the_point,
    left_open,
    no,
    person,
    person_unless_simulated,
    yes,
)
from sonogenomics.study import ByAssay

CENTRES = re.compile(r"hospital|site|cent(?:re|er)|institution", re.IGNORECASE)
NOBODY = "There is no patient in the study."


def title_names_method(seen: Seen) -> Found:
    """The title names the radiomic method."""
    title = seen.run.study.title
    if re.search(r"radiomic|radiogenomic", title, re.IGNORECASE):
        return yes(f"“{title}” names it.", "abstract")
    return no(f"“{title}” does not say radiomic or radiogenomic.", "abstract")


def title_names_prediction(seen: Seen) -> Found:
    """The title says: prediction model, for whom, of what."""
    title = seen.run.study.title
    if re.search(r"predict|diagnos|prognos", title, re.IGNORECASE):
        return yes(f"“{title}” says that something is predicted.", "abstract")
    return no(f"“{title}” does not say that a model predicts.", "abstract")


def structured_abstract(seen: Seen) -> Found:
    """A structured summary."""
    if seen.run.patients.empty:
        return no(NOBODY)
    return yes("Background, methods, results and conclusion, each from this run.", "abstract")


def objective(seen: Seen) -> Found:
    """Objectives: development, evaluation or both."""
    if seen.run.patients.empty:
        return no(NOBODY)
    outcome, n = seen.run.study.outcome, seen.run.patients["split"].value_counts()
    return yes(
        f"To tell {outcome.positive} from {outcome.negative}: developed on {n.get('train', 0)} "
        f"patients, evaluated on {n.get('test', 0)}.",
        "abstract",
    )


def ethics(seen: Seen) -> Found:
    """Approval and consent."""
    return person_unless_simulated(seen)


def dates(seen: Seen) -> Found:
    """Dates of collection."""
    return person_unless_simulated(seen)


def treatments(seen: Seen) -> Found:
    """Treatments received."""
    steps = [one.step for one in seen.run.study.patients.exclusions if "treat" in one.step.lower()]
    if steps and len(seen.run.flow):
        return yes(f"Patients had to meet: {steps[0]}.", "table-flow")
    return person_unless_simulated(seen)


def sample_size(seen: Seen) -> Found:
    """How the study size was decided."""
    if seen.has("table-paired-power"):
        return left_open(
            "No size was calculated beforehand by this software; afterwards the power of the gene "
            "links is shown.",
            "table-paired-power",
        )
    return person(seen)


def study_kind(seen: Seen) -> Found:
    """Kind of study: retrospective or prospective, one centre or more."""
    if seen.run.study.simulation is not None:
        return yes("Simulated patients with known truth, no clinical study.", "sources")
    return person(seen)


def eligibility(seen: Seen) -> Found:
    """Who could take part."""
    flow = seen.run.flow
    if len(flow) < 2 or not seen.has("table-flow"):  # noqa: PLR2004 - a start and a rule
        return left_open("No rule of exclusion is known: patients came as a ready list.")
    n = int(flow["n_excluded"].sum())
    return yes(f"{len(flow)} steps, {counted(n, 'patient')} excluded.", "table-flow")


def representative(seen: Seen) -> Found:
    """Eligibility gives a study population like the one meant."""
    if seen.run.study.simulation is not None:
        return no("Simulated patients represent nobody.", "table-flow")
    found = eligibility(seen)
    told = f"{found.evidence} Whether they stand for those meant, only a person can say."
    return left_open(told, found.place)


def earlier_publications(seen: Seen) -> Found:
    """Whether patients took part in earlier publications."""
    return person_unless_simulated(seen)


def split(seen: Seen) -> Found:
    """How patients were split into training and test."""
    n, held = seen.run.patients["split"].value_counts(), seen.run.study.patients.held_out
    if not n.get("test", 0):
        return no("Nobody was held out.", "patients")
    how = f"by {held.column}" if held else "at random, by patient, stratified by outcome"
    return yes(
        f"{n.get('train', 0)} training and {n['test']} held-out patients, {how}.", "patients"
    )


def clinical_variables(seen: Seen) -> Found:
    """What the non-radiomic variables are."""
    n = len(seen.run.study.patients.variables)
    if not n:
        return beside_the_point("The study gives no clinical variables.")
    return yes(
        f"{counted(n, 'variable')}, each with label and kind.", "table-characteristics-train"
    )


def reference_standard(seen: Seen) -> Found:
    """What the outcome is and how it is assessed."""
    rule, standard = seen.run.study.patients.outcome, seen.run.study.outcome.reference_standard
    if standard is None:
        return left_open("The study's file names no reference standard.")
    if isinstance(rule, ByAssay):
        return yes(f"{standard}: 0 and 1+ negative, 3+ positive, 2+ settled by FISH.", "patients")
    return left_open(f"{standard}, as the study's list says; how it was read, a person must say.")


def interval_to_standard(seen: Seen) -> Found:
    """Time between imaging and reference standard."""
    return person_unless_simulated(seen)


def missing_values(seen: Seen) -> Found:
    """How missing data were handled."""
    if seen.run.patients.empty:
        return no(NOBODY)
    run = seen.run
    columns = [v.column for v in run.study.patients.variables if v.column in run.patients]
    n = int(run.patients[columns].isna().sum().sum())
    urfs = int(run.urfs.isna().sum().sum()) if len(run.urfs) else 0
    return yes(
        f"Counted, never filled in: {n} clinical and {urfs} radiomic values are missing; such "
        "patients take no part in the test concerned.",
        "patients",
    )


def class_imbalance(seen: Seen) -> Found:
    """Methods for unequal arms and later recalibration."""
    if seen.run.patients.empty:
        return no(NOBODY)
    n, profile = seen.run.patients["outcome"].value_counts(), seen.run.profile
    arms = f"{n.get(1, 0)} positive and {n.get(0, 0)} negative patients"
    if profile.stratify:
        return yes(f"{arms}; every split keeps their share, no patient is copied.", "rules")
    return no(f"{arms}; this profile's splits are not stratified.", "rules")


def several_centres(seen: Seen) -> Found:
    """Setting: number and place of centres."""
    run = seen.run
    named = [
        v
        for v in run.study.patients.variables
        if CENTRES.search(f"{v.label} {v.column}") and v.column in run.patients
    ]
    if not named:
        return left_open("No variable of the study names the centre.")
    n = int(run.patients[named[0].column].nunique())
    told = f"{named[0].label}: {n} in this study."
    place = "table-characteristics-train"
    return yes(told, place) if n > 1 else no(told, place)


def patient_table(seen: Seen) -> Found:
    """Characteristics, with missing values."""
    if not seen.has("table-characteristics-train"):
        return no("The study gives no clinical variables.")
    return yes("Tables 1 and 2, by arm, missing values counted.", "table-characteristics-train")


def flow_figure(seen: Seen) -> Found:
    """Flow of participants."""
    if not seen.has("figure-patient-flow"):
        return no("The patient flow could not be drawn.")
    return yes(f"{len(seen.run.flow)} steps, drawn.", "figure-patient-flow")


def development_evaluation(seen: Seen) -> Found:
    """How development and evaluation data differ."""
    if not seen.has("table-characteristics-test"):
        return no("Held-out patients are not described.")
    return yes(
        "Table 2 gives the standardised difference of held-out from training patients.",
        "table-characteristics-test",
    )


def numbers_in_analyses(seen: Seen) -> Found:
    """Participants and outcomes in each analysis."""
    if not seen.has("table-s1-held-out"):
        return no("No model met held-out patients.")
    return yes("Table S1 gives patients of each analysis.", "table-s1-held-out")
