"""Paths in XML documents are written as lxml writes them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from provenance.reading.xpaths import paths_of

_NAMES = st.sampled_from(["item", "entry", "x:item", "x:entry", "a"])
_SPACES = st.sampled_from(["", "", " xmlns='u:other'", " xmlns=''"])


def _element(name: str, space: str, children: list[str]) -> str:
    return f"<{name}{space}>It rained.{''.join(children)}<!-- no element --></{name}>"


_DOCUMENTS = st.recursive(
    st.builds(_element, _NAMES, _SPACES, st.just([])),
    lambda inner: st.builds(_element, _NAMES, _SPACES, st.lists(inner, max_size=6)),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_DOCUMENTS, min_size=1, max_size=4), st.data())
def test_paths_are_those_of_lxml(documents: list[str], data: st.DataObject) -> None:
    root = etree.fromstring(f"<rss xmlns:x='u:x'>{''.join(documents)}</rss>")
    every = list(root.iter(etree.Element))
    some = data.draw(st.lists(st.sampled_from(every), unique=True))
    tree = root.getroottree()
    assert {element: tree.getpath(element) for element in some}.items() <= paths_of(some).items()


def test_nothing_has_no_path() -> None:
    assert paths_of([]) == {}
