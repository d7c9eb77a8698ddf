"""Where elements stand in an XML document, as XPath says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lxml import etree


def paths_of(elements: Iterable[etree._Element]) -> dict[etree._Element, str]:
    """The path of each element, as `getpath` of lxml writes it.

    That counts an element's siblings anew for every element. Here each element of the document is looked at once.
    """
    wanted = list(elements)
    found: dict[etree._Element, str] = {}
    by_parent: dict[etree._Element | None, list[etree._Element]] = {}
    seen = set(wanted)
    for element in wanted:  # it grows
        parent = element.getparent()
        by_parent.setdefault(parent, []).append(element)
        if parent is not None and parent not in seen:
            seen.add(parent)
            wanted.append(parent)
    steps = {element: step for parent, some in by_parent.items() for element, step in _steps(parent, some).items()}
    for element in sorted(wanted, key=lambda one: sum(1 for _ in one.iterancestors())):
        parent = element.getparent()
        found[element] = f"{'' if parent is None else found[parent]}/{steps[element]}"
    return found


def _steps(parent: etree._Element | None, wanted: Iterable[etree._Element]) -> dict[etree._Element, str]:
    """The last step to some children of an element; their number only where there is another of that name."""
    if parent is None:
        return {element: _name(element) for element in wanted}
    places = dict.fromkeys(wanted, 0)
    counts: Counter[str] = Counter()
    for child in parent.iterchildren(etree.Element):
        for name in {_name(child), "*"}:
            counts[name] += 1
        if child in places:
            places[child] = counts[_name(child)]
    return {
        element: name if counts[name := _name(element)] == 1 else f"{name}[{place}]"
        for element, place in places.items()
    }  # fmt: skip


def _name(element: etree._Element) -> str:
    """A name that XPath can find; a namespace without a prefix has none."""
    name = etree.QName(element)
    if name.namespace is None:
        return str(name.localname)
    return "*" if element.prefix is None else f"{element.prefix}:{name.localname}"
