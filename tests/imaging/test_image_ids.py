import re

from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.imaging.image_ids import image_ids

NAMES = st.lists(st.text(min_size=1, max_size=300), unique=True, max_size=20)


@given(NAMES)
def test_ids_are_unique_and_safe_whatever_the_names(names: list[str]) -> None:
    files = [name for name in names if name.strip("/.")]
    ids = image_ids(files, [None] * len(files))
    assert len({one.casefold() for one in ids}) == len(files)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,130}", one) for one in ids)


def test_an_id_does_not_depend_on_the_order_of_the_list() -> None:
    files = ["a.png", "A.jpg", "x/a.png", "b.png"]
    forth = dict(zip(files, image_ids(files, [None] * 4), strict=True))
    back = dict(zip(files[::-1], image_ids(files[::-1], [None] * 4), strict=True))
    assert forth == back
    assert forth["x/a.png"] == "x__a"
    assert forth["b.png"] == "b"
    assert forth["a.png"].startswith("a-")  # a.png and A.jpg are one name on some systems
    assert forth["A.jpg"].startswith("A-")


def test_one_frame_of_a_clip_needs_no_number_and_several_do() -> None:
    assert image_ids(["a.dcm", "b.dcm", "b.dcm"], [3, 0, 9]) == ["a", "b__0", "b__9"]
