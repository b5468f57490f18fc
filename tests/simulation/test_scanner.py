import numpy as np

from sonogenomics.simulation.scanner import SCANNERS


def test_the_machines_are_those_of_the_patient_list() -> None:
    assert set(SCANNERS) == {"HITACHI Vision 500", "Aixplorer"}


def test_grey_rises_with_the_echo_from_black_to_white() -> None:
    for machine in SCANNERS.values():
        steps = np.repeat(np.linspace(-60, 60, 25, dtype=np.float32), 9)[None].repeat(9, axis=0)
        grey = machine.display(steps)[4, 4::9].astype(int)
        assert (np.diff(grey) >= 0).all()
        assert (grey[0], grey[-1]) == (0, 255)


def test_machines_differ_in_their_grey_map_and_beam() -> None:
    one, other = SCANNERS.values()
    level = np.zeros((9, 9), np.float32)
    assert one.display(level)[4, 4] != other.display(level)[4, 4]
    assert one.lateral_px != other.lateral_px


def test_the_beam_is_narrowest_at_its_focus_and_noise_grows_with_depth() -> None:
    for machine in SCANNERS.values():
        focus = int(machine.lateral().argmin()) / machine.shape[0]
        assert abs(focus - machine.focus) < 0.01
        assert (np.diff(machine.noise()[:, 0]) > 0).all()
