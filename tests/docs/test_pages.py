"""What pages quote is what the code says: messages, and pieces of study.yaml."""

import re
from typing import Any

import pytest
import yaml

from sonogenomics.checklists.answers import Answers
from sonogenomics.study import GeneSets, Images, Masks, Series, Source
from tests.docs.pages import DOCS, Block, blocks, pages
from tests.pipeline.graph import PACKAGE

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py")))
QUOTED = re.findall(
    r"`([^`]+)`",
    "".join(
        line.split("|")[1]
        for line in (DOCS / "failures.md").read_text().splitlines()
        if line.startswith("| `")
    ),
)
YAML = [block for page in pages("how-to") for block in blocks(page) if block.language == "yaml"]


@pytest.mark.parametrize("message", QUOTED)
def test_a_message_that_is_explained_is_one_that_is_said(message: str) -> None:
    assert message.strip() in SOURCE


@pytest.mark.parametrize("block", YAML, ids=lambda block: block.page)
def test_a_piece_of_a_file_is_what_the_program_accepts(block: Block) -> None:
    given: dict[str, Any] = yaml.safe_load(block.text)
    for key, part in given.items():
        if key == "sources":
            assert [Source.model_validate(one) for one in part.values()]
        elif key in {"expression", "gene_sets"}:
            kind = Series if key == "expression" else GeneSets
            assert [kind.model_validate(one) for one in part]
        elif key in {"images", "masks"} and "absent" not in part:
            assert (Images if key == "images" else Masks).model_validate(part)
        elif key in Answers.model_fields:
            assert Answers.model_validate({key: part})
