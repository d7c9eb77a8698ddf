import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.language.names import name_parts, names, same_name

CASES = tomllib.loads((Path(__file__).parent / "cases" / "names.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["pair"], ids=lambda case: f"{case['a']}-{case['b']}")
def test_same_name_either_way(case: dict[str, Any]) -> None:
    assert same_name(case["a"], case["b"]) is case["same"], case["why"]
    assert same_name(case["b"], case["a"]) is case["same"], case["why"]


def test_names_stand_where_they_stand() -> None:
    text = "The Bank of England met. Later, Mr. Ozcan flew to Ankara on Monday. Talks failed, and talks began in Oslo."
    found = names(text)
    assert [name.text for name in found] == ["Bank of England", "Ozcan", "Ankara", "Oslo"]
    assert all(text[name.start : name.end] == name.text for name in found)
    assert name_parts("Mr. Ozcan") == ("ozcan",)


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    for name in names(text):
        assert text[name.start : name.end] == name.text
        assert name.parts
        assert same_name(name.text, name.text)
