"""Each rule, and someone who tries to get past it."""

from typing import Any

import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.guard.evidence import Evidence
from sonogenomics.guard.nested import nested_score
from sonogenomics.guard.opening import held_out_print, opening_finding
from sonogenomics.guard.rules import RULES, as_card, examine, refuse
from tests.guard.sound import CARD, FEATURES, IDS, TEST, TRAIN, frame, sound


def faults(evidence: Evidence) -> dict[str, str]:
    """The sentences of every rule that is broken."""
    return {one.rule: " ".join(one.faults) for one in examine(evidence) if not one.holds}


def card(**changes: Any) -> dict[str, Any]:
    return CARD | changes


def test_a_sound_model_passes_every_rule() -> None:
    findings = examine(sound())
    assert [one.rule for one in findings] == list(RULES)
    assert all(one.holds for one in findings)
    refuse(findings, "nothing")
    assert as_card(findings)["passed"] is True


# a score that was chosen on test data


def test_the_best_of_many_splits_is_no_score() -> None:
    told = faults(sound(card=card(profile="published")))
    assert "best of many random splits" in told["score"]
    assert "selects features on everyone" in told["features"]


def test_held_out_patients_among_the_resampled_are_told_whatever_the_card_says() -> None:
    told = faults(sound(resampled=pd.DataFrame({"patient_id": IDS})))
    assert "8 of 8 held-out patients (P12, P13" in told["score"]
    assert list(told) == ["score"]


def test_a_champion_that_only_held_out_patients_prefer_is_refused() -> None:
    told = faults(sound(ranking=frame("ranking", auc_mean=[0.5, 0.6], accuracy_mean=[0.5, 0.6])))
    assert (
        "did best on differential URFs in the resamplings, but its model on module"
        in (told["score"])
    )


def test_either_metric_of_the_champion_may_have_put_it_first() -> None:
    assert faults(sound(ranking=frame("ranking", auc_mean=[0.5, 0.6]))) == {}


def test_a_model_that_was_never_resampled_is_refused() -> None:
    assert (
        "No resampling ranks logistic" in faults(sound(ranking=frame("ranking").iloc[:0]))["score"]
    )


def test_a_score_of_hand_picked_held_out_patients_is_refused() -> None:
    told = faults(sound(validation=frame("validation").query("patient_id != 'P17'")))
    assert "1 held-out patients (P17) were not scored" in told["score"]


@pytest.mark.parametrize("quoted", [0.85, 0.7501])
def test_a_card_that_quotes_another_score_than_the_table_gives_is_refused(quoted: float) -> None:
    told = faults(sound(card=card(held_out={"n": 8, "auc": quoted})))
    assert "the held-out scores of this model give 0.750" in told["score"]


def test_held_out_scores_that_were_bettered_by_hand_no_longer_fit_the_card() -> None:
    better = frame("validation")["outcome"].astype(float)
    told = faults(sound(validation=frame("validation", score=better)))
    assert "The card quotes an AUC of 0.750" in told["score"]
    assert "give 1.000" in told["score"]


# features that were selected outside folds


def test_features_compared_on_more_than_the_training_patients_are_refused() -> None:
    told = faults(sound(differential=frame("differential", n_positive=10, n_negative=10)))
    assert "10 positive and 10 negative patients, but only 6 and 6 are training" in told["features"]


def test_a_model_on_features_that_no_table_selected_is_refused() -> None:
    other = [{"name": name} for name in (FEATURES[0], FEATURES[4])]
    told = faults(sound(card=card(features=other)))
    assert "differ by original_glcm_F1, original_glcm_F4" in told["features"]


def test_a_module_that_was_edited_afterwards_is_told() -> None:
    members = pd.DataFrame({"feature": FEATURES[:3], "kind": "differential"})
    assert "differ by original_glcm_F2" in faults(sound(modules=members))["features"]


def test_a_feature_that_is_in_no_table_is_told() -> None:
    members = pd.DataFrame({"feature": ["original_made_Up"], "kind": "differential"})
    assert "original_made_Up" in faults(sound(modules=members))["features"]


def test_without_a_nested_score_nobody_knows_what_the_features_are_worth() -> None:
    told = faults(sound(candidates=frame("candidates").iloc[:0]))
    assert "run the stage nested" in told["features"]


def test_the_nested_score_is_that_of_the_procedure_nearest_to_the_model() -> None:
    names = ["module", "module-logistic", "ridge"]
    table = pd.concat([frame("candidates", candidate=name) for name in names], ignore_index=True)
    table = table.assign(chosen=[False, False, True])
    asked = [("logistic", "module"), ("tree", "module"), ("logistic", "all")]
    found = [nested_score(*which, table) for which in asked]
    assert [score and score["candidate"] for score in found] == [
        "module-logistic",
        "module",
        "ridge",
    ]
    assert nested_score("logistic", "module", table.iloc[:0]) is None


# patients who cross splits


def test_one_patient_under_two_spellings_is_told() -> None:
    names = [*IDS[:-1], " p00"]
    patients = frame("patients").set_axis(names)
    told = faults(sound(patients=patients, urfs=frame("urfs").set_axis(names)))
    assert "p00 is a training and a held-out patient" in told["patients"]


def test_a_patient_of_both_parts_is_told() -> None:
    both = pd.concat([frame("patients"), frame("patients").loc[["P00"]].assign(split="test")])
    assert "p00 is a training and a held-out patient" in faults(sound(patients=both))["patients"]


def test_training_patients_among_the_judges_are_told() -> None:
    validation = frame("validation", patient_id=[*TEST[:-1], "P00"])
    told = faults(sound(validation=validation))
    assert "1 patients whose scores judge the model (P00) are not held out" in told["patients"]


def test_a_patient_moved_to_the_other_side_by_hand_is_told() -> None:
    moved = ["test", *frame("patients")["split"][1:]]
    told = faults(sound(patients=frame("patients", split=moved)))
    assert "1 images (P00_1) stand on the other side than their patients" in told["patients"]
    assert {"score", "features"} <= set(told)  # it was resampled, compared, and never scored


def test_the_same_picture_on_both_sides_is_told() -> None:
    prints = [*frame("images")["pixel_sha256"][:-1], f"{0:064}"]
    told = faults(sound(images=frame("images", pixel_sha256=prints)))
    assert "same picture is in training and held out (P00_1, P19_1)" in told["patients"]


def test_an_image_row_given_to_another_patient_is_told() -> None:
    told = faults(sound(lesions=frame("lesions", patient_id=["P19", *IDS[1:]])))
    assert "Features of P00_1 are counted to another patient" in told["patients"]


def test_one_row_of_features_under_two_names_is_told_across_the_split_only() -> None:
    urfs = frame("urfs")
    urfs.loc["P01"] = urfs.loc["P00"]
    assert faults(sound(urfs=urfs)) == {}
    urfs.loc["P19"] = urfs.loc["P00"]
    told = faults(sound(urfs=urfs))
    assert "P00, P01, P19 have the very same 5 features" in told["patients"]


def test_a_patient_tested_in_two_folds_is_told() -> None:
    again = frame("nested").iloc[[0]].assign(fold=2)
    nested = pd.concat([frame("nested"), again], ignore_index=True)
    assert "P00 is tested in two folds of one repeat" in faults(sound(nested=nested))["patients"]
    views = pd.concat([frame("nested"), frame("nested")])  # two images of each, in the same fold
    assert faults(sound(nested=views)) == {}
    assert faults(sound(nested=pd.concat([frame("nested"), again.assign(repeat=1)]))) == {}


def test_a_held_out_patient_in_the_nested_cross_validation_is_told() -> None:
    nested = frame("nested", patient_id=[*TRAIN[:-1], "P19"])
    told = faults(sound(nested=nested))
    assert "1 held-out patients (P19) are in the nested cross-validation too" in told["patients"]


def test_patients_without_images_are_asked_all_the_rest() -> None:
    without = sound(images=frame("images").iloc[:0], lesions=frame("lesions").iloc[:0])
    assert faults(without) == {}


# associations without their null


@pytest.mark.parametrize("quantity", ["differential.n_raw", "association.links.paired"])
def test_an_unpaired_association_without_its_null_is_refused(quantity: str) -> None:
    told = faults(sound(chance=frame("chance", quantity=quantity)))
    assert list(told) == ["null"]
    assert "genes of others (discovery)" in told["null"]
    assert "run the stage chance" in told["null"]


def test_each_role_needs_a_null_of_its_own() -> None:
    both = pd.concat([frame("counts"), frame("counts", role="validation")], ignore_index=True)
    assert "genes of others (validation)" in faults(sound(counts=both))["null"]


def test_the_null_of_another_profile_does_not_count() -> None:
    told = faults(sound(chance=frame("chance", profile="published")))
    assert "no null of it under profile honest stands beside" in told["null"]
    twice = pd.concat([frame("chance"), frame("chance", profile="published")], ignore_index=True)
    assert faults(sound(chance=twice)) == {}


def test_the_null_of_another_run_does_not_count() -> None:
    told = faults(sound(counts=frame("counts", positive_specific=[3, 3, 3, 3, 8])))
    assert "(discovery) was asked for other counts than those that were found" in told["null"]


def test_a_null_that_is_empty_does_not_count() -> None:
    assert "run the stage chance" in faults(sound(chance=frame("chance", null_mean=None)))["null"]


def test_without_unpaired_series_no_null_is_asked_for() -> None:
    none = sound(chance=frame("chance").iloc[:0], counts=frame("counts").iloc[:0])
    assert faults(none) == {}


# what becomes of it


def test_all_reasons_are_told_at_once() -> None:
    findings = examine(sound(card=card(profile="published"), chance=frame("chance").iloc[:0]))
    with pytest.raises(StudyError) as error:
        refuse(findings, "models/servable is not published")
    lines = str(error.value).splitlines()
    assert lines[0] == "models/servable is not published:"
    assert [line.split()[0] for line in lines[1:]] == ["(score)", "(features)", "(null)"]
    assert as_card(findings)["passed"] is False


def test_a_rule_that_was_left_out_is_no_rule_that_holds() -> None:
    with pytest.raises(StudyError, match="nobody asked the rules patients"):
        refuse([one for one in examine(sound()) if one.rule != "patients"], "nothing")


def test_the_quoted_score_must_be_on_record() -> None:
    evidence = sound()
    patients = held_out_print(evidence)
    record = pd.DataFrame({"patients": [patients, "other"], "served_auc": [0.75, 0.8]})
    assert opening_finding(evidence, record).holds
    for lines, told in ((record.iloc[1:], "never saw them opened"), (record.iloc[:0], "never saw")):
        assert told in opening_finding(evidence, lines).faults[0]
    worse = opening_finding(evidence, record.assign(served_auc=0.6))
    assert "tells of 1 other results" in worse.faults[0]


def test_a_missing_served_score_on_record_is_not_the_quoted_one() -> None:
    evidence = sound()
    record = pd.DataFrame({"patients": [held_out_print(evidence)], "served_auc": [None]})
    assert not opening_finding(evidence, record.astype({"served_auc": float})).holds
