"""ZIP archives, read in memory and never unpacked to disk: each member bounded, the whole bounded, names checked."""

from __future__ import annotations

import codecs
import io
import lzma
import re
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from lxml import etree

from provenance.progress import tell
from provenance.reading.bounds import check_xml
from provenance.reading.decoding import decode
from provenance.reading.document import Allowance, BadPart, DamagedError, Part
from provenance.reading.signatures import CROWD, is_crowded, wide_encoding

MEMBERS = 20_000
LARGEST_MEMBER = 200_000_000
"""Bytes of one member, unpacked."""
# References to halves of pairs in UTF-16: no characters (XML 1.0, section 2.2), but lxml makes bytes of them.
_HALVES = re.compile(
    rb"(?:&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}"
    rb"|0*(?:5529[6-9]|55[3-9][0-9]{2}|56[0-9]{3}|57[0-2][0-9]{2}|573[0-3][0-9]|5734[0-3]));)+"
)
_NUMBER = re.compile(rb"&#([^;]+);")
_ABOUT = re.compile(r"(?:^|/)(?:__MACOSX/|\.[^/]|Thumbs\.db$|desktop\.ini$)")
_WEB_ARCHIVE = re.compile(r"archive/[^/]+\.warc(?:\.gz)?$", re.IGNORECASE)
_DAMAGED = (
    ArithmeticError, BadZipFile, EOFError, LargeZipFile, LookupError, NotImplementedError, OSError, RuntimeError,
    ValueError, lzma.LZMAError, zlib.error,
)  # fmt: skip


def open_zip(data: bytes) -> ZipFile:
    """The archive in `data`. Raises DamagedError."""
    if is_crowded(data):
        raise DamagedError(f"it holds more than {CROWD:,} files; split it")
    try:
        archive = ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        raise DamagedError("this archive is damaged; pack it anew") from error
    if len(archive.infolist()) > MEMBERS:
        raise DamagedError(f"it holds more than {MEMBERS:,} files; split it")
    return archive


def member(archive: ZipFile, name: str | ZipInfo, limit: int = LARGEST_MEMBER) -> bytes:
    """What a member holds; the size that the archive itself names is not believed. Raises DamagedError."""
    try:
        with archive.open(name) as file:
            data = file.read(limit + 1)
    except KeyError as error:  # before the wider net below
        raise DamagedError(f"it lacks its part {name}") from error
    except _DAMAGED as error:
        locked = "password" in str(error)
        raise DamagedError("it is locked by a password" if locked else "it is damaged") from error
    if len(data) > limit:
        raise DamagedError(f"unpacked it is over the limit of {limit // 1_000_000} MB")
    return data


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML document. No entity is expanded, nothing is fetched. Raises DamagedError."""
    wide = wide_encoding(data) is not None or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    told = "utf-8" if wide or _is_utf8(data) else None  # whatever it declares: few texts are UTF-8 by chance
    check_xml(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True, encoding=told,
    )  # fmt: skip
    if wide:  # so that references can be seen in it
        data = decode(data).encode("utf-8", errors="replace")
    try:
        root = etree.fromstring(_HALVES.sub(_characters, data), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedError("its XML is damaged") from error
    if root is None:
        raise DamagedError("its XML is damaged")
    return root


def _is_utf8(data: bytes) -> bool:
    """Whether bytes beyond ASCII form UTF-8."""
    try:
        return not data.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _characters(halves: re.Match[bytes]) -> bytes:
    """What references to the halves of pairs stand for: two that belong together one character, others U+FFFD."""
    numbers = [int(one[1:], 16) if one[:1] in b"xX" else int(one.lstrip(b"0")) for one in _NUMBER.findall(halves[0])]
    text = "".join(map(chr, numbers)).encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="replace")
    return text.encode("ascii", errors="xmlcharrefreplace")


def open_archive(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The files of a folder that was packed, in the order of their names; hidden ones are passed over."""
    return _members(data, allowance, re.compile(""))


def open_web_archive(data: bytes, allowance: Allowance) -> Iterator[Part | BadPart]:
    """The WARC files of a WACZ (Web Archive Collection Zipped 1.1.1, section 4)."""
    return _members(data, allowance, _WEB_ARCHIVE)


def _members(data: bytes, allowance: Allowance, wanted: re.Pattern[str]) -> Iterator[Part | BadPart]:
    with open_zip(data) as archive:
        infos = sorted(archive.infolist(), key=lambda one: one.filename)
        for number, info in enumerate(infos):
            tell(number, len(infos))
            name = info.filename.replace("\\", "/")
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name):
                yield BadPart(f"/{name.lstrip('/')}", "its name leads out of the archive")
                continue
            if not name or info.is_dir() or _ABOUT.search(name) or not wanted.match(name):
                continue
            try:
                content = member(archive, info)
            except DamagedError as error:
                yield BadPart(f"/{path}", str(error))
                continue
            if not allowance.spend(len(content)):
                yield BadPart(f"/{path}", "the archive unpacks to more than is allowed; unpack it yourself")
                return
            yield Part(f"/{path}", content)
