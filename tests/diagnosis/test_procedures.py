import pytest

from sonogenomics.diagnosis.classifiers import NAMES
from sonogenomics.diagnosis.learners import LEARNERS
from sonogenomics.diagnosis.procedures import CHOSEN, PROCEDURES, needed, procedures
from sonogenomics.errors import StudyError


def test_every_procedure_is_made_of_learners_or_of_procedures_there_are() -> None:
    for name, one in PROCEDURES.items():
        assert one.name == name
        assert bool(one.learners) != bool(one.members)
        assert set(one.learners) <= {*NAMES, *LEARNERS}
        assert set(one.members) <= set(PROCEDURES)


def test_members_come_before_what_is_made_of_them_and_once() -> None:
    names = [one.name for one in needed(procedures(["chosen", "average", "log-ridge", "ridge"]))]
    assert len(set(names)) == len(names)
    assert names.index("log-ridge") < names.index("average") < names.index(CHOSEN)


def test_chosen_chooses_among_the_others_that_are_named() -> None:
    assert procedures(["ridge", CHOSEN, "module"])[1].members == ("ridge", "module")


def test_an_unknown_procedure_is_refused_with_those_there_are() -> None:
    with pytest.raises(StudyError, match=r"no procedure lasso: name in nested.candidates.*ridge"):
        procedures(["ridge", "lasso"])


def test_a_procedure_named_twice_is_refused() -> None:
    with pytest.raises(StudyError, match="twice"):
        procedures(["ridge", "ridge"])


def test_chosen_alone_has_nothing_to_choose_from() -> None:
    with pytest.raises(StudyError, match="nothing to choose from"):
        procedures([CHOSEN])
