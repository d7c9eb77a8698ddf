"""Rich text (RTF 1.9.1), by striprtf, after what nobody reads in it as said was taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from striprtf.striprtf import rtf_to_text

from provenance.reading.document import DamagedError, Document, Facts, clean, join, line_ends
from provenance.reading.markup import raised

# A control word with its number, a letter by its code, a control sign, a brace, or text.
_TOKEN = re.compile(r"\\([a-zA-Z]{1,32})(-?\d{1,10})?( ?)|\\'[0-9a-fA-F]{2}|\\[^a-zA-Z]|[{}]|[^\\{}]+|\\")
_UNSAID = frozenset({"deleted", "strike", "striked", "v"})
_DROPPED = frozenset({"fldinst", "pict", "object", "themedata", "datastore", "annotation", "atnid", "atnauthor"})


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group."""

    unsaid: frozenset[str] = frozenset()
    is_raised: bool = False
    is_dropped: bool = False


def read_rtf(data: bytes) -> Document:
    """Every paragraph; its place is its number (`paragraph=4`, from 1). Notes follow the text.

    What is struck out, deleted or hidden is left out, and so are addresses behind links.

    Raises:
        DamagedError: It cannot be followed.
    """
    try:
        text = rtf_to_text(_said(data.decode("latin-1")), errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise DamagedError(
            "this RTF document is damaged; open it in a word processor, save it anew and read that"
        ) from error
    lines = (clean(line).strip() for line in line_ends(text).split("\n"))
    numbered = [(line, f"paragraph={number}") for number, line in enumerate((one for one in lines if one), 1)]
    joined, places = join(numbered)
    return Document(joined, places, Facts())


def _said(source: str) -> str:
    """`source` with only what is said in it, and the notes at its end."""
    return _Rewriting(source).run()


class _Rewriting:
    """One way through the tokens of a document."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._out: list[str] = []
        self._notes: list[str] = []
        self._states = [_State()]
        self._note: tuple[int, int] | None = None  # how deep it lies, and where it begins in what is written

    def run(self) -> str:
        at = 0
        while token := _TOKEN.match(self._source, at):
            at = token.end()
            if token[1] == "bin" and token[2]:
                at += max(0, int(token[2]))
            elif token[1] == "footnote" and self._note is None:
                self._note = len(self._states), len(self._out)
                self._states[-1] = _State()
            else:
                self._take(token)
        whole = "".join(self._out)
        end = whole.rfind("}")
        return whole if not self._notes or end < 0 else whole[:end] + "".join(self._notes) + whole[end:]

    def _take(self, token: re.Match[str]) -> None:
        if token[0] == "{":
            self._states.append(self._states[-1])
        elif token[0] == "}":
            self._close()
        elif token[1]:
            self._states[-1] = _after(self._states[-1], token[1], token[2])
        self._write(token, self._states[-1])

    def _close(self) -> None:
        if self._note is not None and self._note[0] == len(self._states):
            self._notes.append("\\par " + "".join(self._out[self._note[1] :]).strip())
            del self._out[self._note[1] :]
            self._note = None
        if len(self._states) > 1:
            self._states.pop()

    def _write(self, token: re.Match[str], state: _State) -> None:
        if token[0] in "{}":
            self._out.append(token[0])
        elif state.is_dropped:
            return
        elif token[0] == "\\*" and self._out[-1:] != ["{"]:
            return  # only at the beginning of a group it says that whoever does not know the group skips it
        elif not _is_text(token):
            self._out.append(token[0])
        elif not state.unsaid:
            self._out.append(_raised(token[0]) if state.is_raised else token[0])


def _is_text(token: re.Match[str]) -> bool:
    """Whether a token stands for letters."""
    return token[1] == "u" if token[1] else token[0][0] not in "\\{}" or token[0][1:2] == "'"


def _after(state: _State, word: str, number: str | None) -> _State:
    """What holds after a control word."""
    if word in _DROPPED:
        return replace(state, is_dropped=True)
    if word == "plain":
        return replace(state, unsaid=frozenset(), is_raised=False)
    if word in _UNSAID:
        return replace(state, unsaid=state.unsaid - {word} if number == "0" else state.unsaid | {word})
    if word in ("super", "nosupersub", "sub"):
        return replace(state, is_raised=word == "super" and number != "0")
    return state


def _raised(text: str) -> str:
    """Raised text as RTF writes it on the line."""
    said = raised(text)
    return said if said.isascii() else "".join(f"\\u{ord(letter)}?" for letter in said)
