"""The whole examination, and its verdict: which studies and presets can run here."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sonogenomics.doctor import machine, records, tools
from sonogenomics.doctor.finding import Finding, Look, looked
from sonogenomics.sourcing.mirror import VARIABLE

LOOKS: dict[str, Look] = {
    "Python": machine.python,
    "cores": machine.cores,
    "memory": machine.memory,
    "disk": machine.disk,
    "GPU": machine.gpu,
    "libraries": tools.libraries,
    "git": tools.git,
    "project": records.pipeline,
    "writing": machine.writing,
    "mirror": records.mirror,
    "ports": machine.ports,
    "for tests": tools.for_tests,
}


def examine(online: bool = False) -> list[Finding]:
    """Look at everything; whatever is broken is a finding.

    Parameters
    ----------
    online : bool
        Whether anything outside this machine may be asked.
    """
    found = [one for topic, look in LOOKS.items() for one in looked(topic, look)]
    found += looked("registry", partial(records.registry, online))
    return [*found, *looked("weights", partial(records.weights, online))]


def verdict(found: Sequence[Finding]) -> list[str]:
    """What can run here, and what to mend first.

    Parameters
    ----------
    found : sequence of Finding
        Of `examine`.

    Returns
    -------
    list of str
        Lines.
    """
    bad = [one.topic for one in found if one.state == "mend"]
    gpu = any(one.topic == "GPU" and one.state == "good" for one in found)
    mirrored = bool(os.environ.get(VARIABLE)) and "mirror" not in bad
    lines = [
        _line(not bad, "simulated studies, whole and offline (make repro)"),
        _line(not bad and mirrored, "real studies offline, from the mirror (her2-scanb, bus-bra)"),
        _line(not bad and gpu, "presets `honest` and `published` of the segmenter, on the GPU"),
    ]
    lines += [f"  {'yes' if not bad else 'no ':3}  {name}" for name in _own() if not bad]
    if bad:
        return [*lines, f"Mend first: {', '.join(dict.fromkeys(bad))}."]
    return [*lines, "Nothing stands in the way of `make repro`."]


def _line(can: bool, what: str) -> str:
    return f"  {'yes' if can else 'no':3}  {what}"


def _own() -> list[str]:
    """Studies beside those that come with the project."""
    known = {"simulated", "simulated-urfs", "bus-bra", "her2", "her2-scanb"}
    folders = sorted(path.parent.name for path in Path("studies").glob("*/study.yaml"))
    return [f"{name} (`sonogenomics study check {name}`)" for name in folders if name not in known]
