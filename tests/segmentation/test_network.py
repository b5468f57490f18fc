"""Networks built, saved, loaded."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
import torch
from safetensors.torch import save_file
from torchvision.models import resnet18
from torchvision.models.detection import MaskRCNN_ResNet50_FPN_Weights, maskrcnn_resnet50_fpn

from sonogenomics.errors import StudyError
from sonogenomics.segmentation import network, weights
from sonogenomics.segmentation.judging import dice, judge, losses
from sonogenomics.segmentation.targets import targets_of
from tests.segmentation.tiny import SETTINGS, SIDE

FIFTY = {"backbone": "resnet50_fpn", "channels": 256}


def test_no_tracking_nor_tables_come_with_the_network() -> None:
    heavy = "mlflow", "dvc", "radiomics", "pandas", "pandera"
    code = (
        "import sys; import sonogenomics.segmentation.training; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_saved_network_says_the_same_when_loaded(tmp_path: Path) -> None:
    torch.manual_seed(1)
    model = network.build(SETTINGS).eval()
    network.save(model, SETTINGS, tmp_path, {"n_images": 7})
    loaded, description = network.load(tmp_path)
    images = torch.rand(2, 1, SIDE, SIDE)
    with torch.inference_mode():
        for one, other in zip(model(images), loaded(list(images)), strict=True):
            assert torch.equal(one["boxes"], other["boxes"])
            assert torch.equal(one["masks"], other["masks"])
    assert description.settings == SETTINGS
    assert description.training == {"n_images": 7}


def test_damaged_or_missing_files_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"network.json does not describe a network"):
        network.load(tmp_path)
    network.save(network.build(SETTINGS), SETTINGS, tmp_path)
    path = tmp_path / network.WEIGHTS
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StudyError, match="sha256 differs"):
        network.load(tmp_path)
    path.unlink()
    with pytest.raises(StudyError, match="holds no such network"):
        network.load(tmp_path)


def test_an_image_without_lesion_has_losses_too() -> None:
    torch.manual_seed(1)
    model = network.build(SETTINGS)
    labels = torch.zeros(2, 1, SIDE, SIDE, dtype=torch.uint8)
    labels[0, 0, 10:30, 10:30] = 1
    images = torch.rand(2, 1, SIDE, SIDE)
    targets = targets_of(labels, 1)
    ours = losses(model, images, targets)
    assert all(torch.isfinite(value) for value in ours.values())
    torch.stack(list(ours.values())).sum().backward()  # type: ignore[no-untyped-call]
    judged = judge(model.eval(), images, targets)
    assert judged.masks.shape == (2, SIDE, SIDE)
    assert not model.rpn.training


def test_our_losses_are_torchvisions() -> None:
    torch.manual_seed(1)
    model = network.build(SETTINGS)
    labels = torch.zeros(2, 1, SIDE, SIDE, dtype=torch.uint8)
    labels[:, 0, 10:30, 10:30] = 1
    images, targets = torch.rand(2, 1, SIDE, SIDE), targets_of(labels, 1)
    found = []
    for look in (losses, lambda m, i, t: m(i, t)):
        torch.manual_seed(2)
        found.append(look(model, images, targets))
    for name, value in found[0].items():
        torch.testing.assert_close(value, found[1][name])


def test_dice_by_hand() -> None:
    one = torch.zeros(2, 4, 4, dtype=torch.bool)
    other = one.clone()
    one[0, :2], other[0, 1:3] = True, True
    assert dice(one, other).tolist() == [0.5, 1.0]


def test_coco_weights_offline_say_where_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise URLError("no route")

    monkeypatch.setattr(torch.hub, "load_state_dict_from_url", refuse)
    monkeypatch.setattr("torchvision.models._api.load_state_dict_from_url", refuse)
    settings = SETTINGS.model_copy(update={**FIFTY, "weights": "coco"})
    with pytest.raises(StudyError, match=r"cannot be fetched from https://.*maskrcnn_resnet50"):
        network.build(settings)
    with pytest.raises(StudyError, match="There are no COCO weights for resnet18_fpn"):
        network.build(SETTINGS.model_copy(update={"weights": "coco"}))


def test_coco_weights_go_everywhere_but_into_the_last_layers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    torch.manual_seed(1)
    # torchvision's own network with 91 classes; its frozen norms have no batch counters
    state = maskrcnn_resnet50_fpn(weights=None, weights_backbone=None).state_dict()
    asked: dict[str, Any] = {}

    def given(self: Any, **options: Any) -> dict[str, torch.Tensor]:
        asked.update(options)
        return {n: v for n, v in state.items() if not n.endswith("num_batches_tracked")}

    monkeypatch.setattr(MaskRCNN_ResNet50_FPN_Weights, "get_state_dict", given)
    model = network.build(SETTINGS.model_copy(update={**FIFTY, "weights": "coco"}))
    assert asked["check_hash"]
    own = model.state_dict()
    differs = [
        n for n in own if own[n].shape != state[n].shape or not torch.equal(own[n], state[n])
    ]
    assert {name.rsplit(".", 2)[0] for name in differs} == {
        "roi_heads.box_predictor",
        "roi_heads.mask_predictor",
    }
    assert model.roi_heads.box_predictor.cls_score.out_features == 2


def test_weights_from_a_file(tmp_path: Path) -> None:
    torch.manual_seed(1)
    plain, path = resnet18(weights=None), tmp_path / "resnet.pth"
    torch.save(plain.state_dict(), path)
    model = network.build(SETTINGS.model_copy(update={"weights": str(path)}))
    assert torch.equal(model.backbone.body.conv1.weight, plain.conv1.weight)
    own = tmp_path / "own.safetensors"
    own.write_bytes(network.serialised(model))
    again = network.build(SETTINGS.model_copy(update={"weights": str(own)}))
    assert network.serialised(again) == own.read_bytes()
    assert weights.origin(str(own)).startswith("sha256:")


def test_foreign_or_unsafe_weights_are_refused(tmp_path: Path) -> None:
    def built(path: Path) -> None:
        network.build(SETTINGS.model_copy(update={"weights": str(path)}))

    with pytest.raises(StudyError, match="There are no weights at"):
        built(tmp_path / "gone.pth")
    torch.save({"a": Path("x")}, tmp_path / "pickle.pth")
    with pytest.raises(StudyError, match="no weights that are safe to read"):
        built(tmp_path / "pickle.pth")
    torch.save({"a": 1}, tmp_path / "number.pth")
    with pytest.raises(StudyError, match="holds no state_dict"):
        built(tmp_path / "number.pth")
    save_file({"x": torch.ones(1)}, tmp_path / "other.safetensors")
    with pytest.raises(StudyError, match="are not those of resnet18_fpn"):
        built(tmp_path / "other.safetensors")
