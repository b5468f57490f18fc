"""The 86 of the study, and what PyRadiomics itself says its features are called."""

from collections import Counter
from pathlib import Path

import pytest
from radiomics import firstorder, glcm, gldm, glrlm, glszm, ngtdm, shape, shape2D

from sonogenomics.radiomics.names import KNOWN, PUBLISHED, feature_class, is_feature

CLASSES = {
    "firstorder": firstorder.RadiomicsFirstOrder,
    "glcm": glcm.RadiomicsGLCM,
    "gldm": gldm.RadiomicsGLDM,
    "glrlm": glrlm.RadiomicsGLRLM,
    "glszm": glszm.RadiomicsGLSZM,
    "ngtdm": ngtdm.RadiomicsNGTDM,
    "shape": shape.RadiomicsShape,
    "shape2D": shape2D.RadiomicsShape2D,
}


def test_known_names_are_those_of_pyradiomics() -> None:
    theirs = {(family, name) for family, kind in CLASSES.items() for name in kind.getFeatureNames()}
    assert theirs == KNOWN


def test_the_published_set_has_86_features_in_five_classes() -> None:
    assert len(set(PUBLISHED)) == 86
    assert Counter(map(feature_class, PUBLISHED)) == {
        "firstorder": 18,
        "glcm": 22,
        "gldm": 14,
        "glrlm": 16,
        "glszm": 16,
    }


@pytest.mark.realdata
def test_the_published_set_is_that_of_the_authors_table(mirror: Path) -> None:
    lines = (mirror / "her2-urf" / "F-S_matrix.txt").read_text().splitlines()
    assert {line.split("\t")[0] for line in lines[1:]} == set(PUBLISHED)


@pytest.mark.parametrize(
    "name",
    [
        *PUBLISHED[:2],
        "original_glcm_MCC",
        "original_shape2D_Sphericity",
        "wavelet-LLH_gldm_DependenceEntropy",
        "wavelet2-HH_glcm_Id",
        "log-sigma-3-0-mm-3D_firstorder_Mean",
        "lbp-3D-m1_firstorder_Entropy",
        "squareroot_ngtdm_Busyness",
    ],
)
def test_names_of_pyradiomics_are_known(name: str) -> None:
    assert is_feature(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "age",
        "original_glcm_",
        "original_glszm_Idm",  # a feature of another class
        "original_glcm_Idm ",
        "glcm_Idm",
        "laplace_glcm_Idm",
        "diagnostics_Versions_PyRadiomics",
    ],
)
def test_other_names_are_not(name: str) -> None:
    assert not is_feature(name)
