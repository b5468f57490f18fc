from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileDataset

from sonogenomics.errors import StudyError
from sonogenomics.imaging.deidentify import blank_outside, deidentified, kept_tags
from sonogenomics.imaging.reading import read_ultrasound
from sonogenomics.imaging.ultrasound import Region

from . import handmade

PLANTED = {
    "PatientName": "Zebrowska^Ottilie",
    "PatientID": "ZX-77341-Q",
    "PatientBirthDate": "19610307",
    "PatientAddress": "Quittenweg 9, Zwickau",
    "PatientAge": "062Y",
    "PatientComments": "Quillon",
    "OtherPatientIDs": "QX-9",
    "AccessionNumber": "ACC-51877",
    "StudyDate": "20190712",
    "StudyTime": "101112",
    "SeriesDate": "20190713",
    "ContentDate": "20190714",
    "AcquisitionDateTime": "20190715101112",
    "InstitutionName": "Klinikum Xanten",
    "InstitutionAddress": "Yburgstr. 1",
    "ReferringPhysicianName": "Yxnard^Aldous",
    "PerformingPhysicianName": "Ypsil^Boris",
    "OperatorsName": "Wexford^Cyril",
    "StationName": "XSTAT77",
    "StudyDescription": "Zebrowska left breast",
    "SeriesDescription": "Quent",
    "ImageComments": "Zebrowska",
    "DeviceSerialNumber": "SN-Z81",
    "ProtocolName": "Xproto",
    "StudyID": "ST-99Z",
    "RequestedProcedureDescription": "Zproc",
    "EthnicGroup": "Zeth",
    "MilitaryRank": "Zrank",
    "AdditionalPatientHistory": "Zhist",
    "StudyInstanceUID": "1.2.826.0.1.77777",
}


def planted() -> FileDataset:
    made = handmade.header(handmade.ramp(), "MONOCHROME2", **PLANTED)
    made.ManufacturerModelName = "Sonic 9 of Zebrowska"
    made.private_block(0x0011, "ACME", create=True).add_new(1, "LO", "Zprivate")
    inner = Dataset()
    inner.PatientName = "Znested^Q"
    made.ReferencedPatientSequence = [inner]
    made.SequenceOfUltrasoundRegions = [handmade.region(2, 4, 21, 27)]
    made.SequenceOfUltrasoundRegions[0].PatientName = "Zregion^Q"
    return made


def test_no_planted_identifier_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "frame.dcm"
    path.write_bytes(handmade.dicom(planted()))
    shown = repr(read_ultrasound(path)).upper()
    values = [word for value in PLANTED.values() for word in value.upper().split("^")]
    values += ["ZPRIVATE", "ZNESTED", "ZREGION"]
    assert [word for word in values if word in shown] == []


def test_what_describes_the_scan_is_kept() -> None:
    kept = kept_tags(planted())
    assert kept["Modality"] == "US"
    assert kept["Manufacturer"] == "Sonic"
    assert kept["Rows"] == 24
    assert kept["SequenceOfUltrasoundRegions"][0]["PhysicalDeltaX"] == 0.02


def test_an_error_names_no_patient(tmp_path: Path) -> None:
    path = tmp_path / "frame.dcm"
    made = planted()
    made.PixelData = made.PixelData[:100]
    path.write_bytes(handmade.dicom(made))
    with pytest.raises(StudyError) as caught:
        read_ultrasound(path)
    assert "ebrowska" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_pixels_outside_the_regions_are_blanked_in_grey_and_colour(tmp_path: Path) -> None:
    made = handmade.header(handmade.rainbow(), "RGB")
    made.SequenceOfUltrasoundRegions = [
        handmade.region(2, 4, 10, 12),
        handmade.region(12, 4, 20, 12),
    ]
    path = tmp_path / "frame.dcm"
    path.write_bytes(handmade.dicom(made))
    frame = read_ultrasound(path)
    clean = deidentified(frame)
    inside = np.zeros(frame.shape, bool)
    inside[2:11, 4:13] = inside[12:21, 4:13] = True
    np.testing.assert_array_equal(clean.grey[inside], frame.grey[inside])
    assert not clean.grey[~inside].any()
    assert clean.chroma is not None
    assert not clean.chroma[~inside].any()
    assert frame.grey[~inside].any()  # the frame given is not changed


def test_a_frame_without_regions_is_not_blanked() -> None:
    np.testing.assert_array_equal(blank_outside(handmade.ramp(), ()), handmade.ramp())


def test_a_region_one_beyond_the_edge_blanks_nothing_inside() -> None:
    everything = Region(0, 0, 24, 32, None, tissue=True)
    np.testing.assert_array_equal(blank_outside(handmade.ramp(), (everything,)), handmade.ramp())


def test_no_log_names_the_patient(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "frame.dcm"
    content = handmade.dicom(planted())
    path.write_bytes(content.replace(b"19610307", b"Quittenw"))  # no date: pydicom warns of it
    read_ultrasound(path)
    assert caplog.text == ""
