"""What a network is trained on: a CPU, a GPU, or several."""

from dataclasses import dataclass
from typing import Any, Literal

import torch

from sonogenomics.errors import StudyError
from sonogenomics.params.pixels import Network

# Lightning's names. Several processes are spawned from this one, so that it alone goes on
# afterwards; with a frozen backbone some weights have no gradient, which DDP must be told.
SPAWNED = "ddp_spawn"
SPAWNED_UNUSED = "ddp_spawn_find_unused_parameters_true"


@dataclass(frozen=True)
class Machine:
    """Where training runs.

    Attributes
    ----------
    accelerator : {'auto', 'cpu', 'gpu'}
        auto: a GPU where there is one.
    devices : int or 'auto'
        How many; auto: every GPU, or one CPU.
    strategy : str
        Of Lightning; auto and ddp share each batch among the devices.
    minutes : float
        Between checkpoints within an epoch.
    progress : bool
        Whether a bar is shown.
    """

    accelerator: Literal["auto", "cpu", "gpu"] = "auto"
    devices: int | Literal["auto"] = "auto"
    strategy: str = "auto"
    minutes: float = 5.0
    progress: bool = True


def _gpus(machine: Machine) -> int:
    """How many GPUs to use; 0: the CPU."""
    if machine.accelerator == "cpu":
        return 0
    n_found = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if machine.accelerator == "gpu" and n_found == 0:
        raise StudyError(
            "segmenter.accelerator is gpu and torch finds no GPU here: set it to auto or cpu in "
            "params.yaml, or run where nvidia-smi shows one."
        )
    if n_found and machine.devices != "auto" and machine.devices > n_found:
        raise StudyError(
            f"segmenter.devices asks for {machine.devices} GPUs and torch finds {n_found}: lower "
            "it in params.yaml, or set it to auto."
        )
    return n_found if machine.devices == "auto" else min(machine.devices, n_found)


def trainer_options(machine: Machine, settings: Network) -> dict[str, Any]:
    """Lightning's accelerator, devices, strategy and precision.

    Raises
    ------
    StudyError
        A GPU is asked where there is none, more are asked than there are, or the precision needs
        one.
    """
    n_gpus = _gpus(machine)
    if settings.precision == "16-mixed" and n_gpus == 0:
        raise StudyError(
            "precision 16-mixed needs a GPU: set it to 32-true (or bf16-mixed) in params.yaml."
        )
    n_cpus = 1 if machine.devices == "auto" else machine.devices
    n_devices = n_gpus or n_cpus
    strategy = machine.strategy
    if n_devices > 1 and strategy in ("auto", "ddp"):
        strategy = SPAWNED_UNUSED if settings.epochs_heads else SPAWNED
    return {
        "accelerator": "gpu" if n_gpus else "cpu",
        "devices": n_devices,
        "strategy": strategy,
        "precision": settings.precision,
    }
