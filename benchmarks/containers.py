"""How the time for an article and the memory grow with the list that it stands in, on generated lists.

    python benchmarks/containers.py [FORM …] [--count 100000]

For each form it prints the microseconds that each eighth of the list took for an article: where they rise, something
reads again what it read before. Each form is read in a process of its own, so that the peak of memory is its own.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator

from provenance.model import Article
from provenance.reading import read_all

TEXT = "The mayor of Poe City said on Tuesday that ferry {0} would run again on Monday, after repairs of four months."
MOST = {"zip": 20_000}
"""What a list of such a form may hold, where that is less than anybody would ask for."""


def _warc(count: int, pack: Callable[[bytes], bytes] = bytes) -> bytes:
    out = io.BytesIO()
    for number in range(count):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + TEXT.format(number).encode()
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://poe.example/{number}\r\n"
            f"WARC-Date: 2026-03-02T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        out.write(pack(head.encode() + answer + b"\r\n\r\n"))
    return out.getvalue()


def _packed_warc(count: int) -> bytes:
    return _warc(count, lambda record: gzip.compress(record, 1))


def _wacz(count: int) -> bytes:
    return _zipped({"datapackage.json": b"{}", "archive/a.warc.gz": _packed_warc(count)})


def _lines(count: int) -> bytes:
    """Two kilobytes each."""
    rows = ({"text": "\n".join([TEXT.format(n)] * 18), "url": f"https://poe.example/{n}"} for n in range(count))
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def _feed(count: int) -> bytes:
    items = "".join(f"<item><title>{n}</title><description>{TEXT.format(n)}</description></item>" for n in range(count))
    return f"<rss version='2.0'><channel><title>Poe Times</title>{items}</channel></rss>".encode()


def _mailbox(count: int) -> bytes:
    head = "From - Tue Mar  3 10:00:00 2026\nFrom: Jo Roe <jo@poe.example>\nSubject: {0}\nMIME-Version: 1.0\n\n"
    return "".join(f"{head.format(n)}{TEXT.format(n)}\n\n" for n in range(count)).encode()


def _table(count: int) -> bytes:
    rows = (f'{n},https://poe.example/{n},"{TEXT.format(n)}"\n' for n in range(count))
    return ("title,url,text\n" + "".join(rows)).encode()


def _json(count: int) -> bytes:
    return json.dumps({"articles": [{"title": str(n), "content": TEXT.format(n)} for n in range(count)]}).encode()


def _references(count: int) -> bytes:
    return "".join(f"TY  - NEWS\nTI  - {n}\nAB  - {TEXT.format(n)}\nER  - \n" for n in range(count)).encode()


def _chat(count: int) -> bytes:
    days = ((n * 28 // count % 28 + 1, n) for n in range(count))
    return "".join(f"[{day:02}.03.26, 10:15:00] Jo Roe: {TEXT.format(n)}\n" for day, n in days).encode()


def _agency(count: int) -> bytes:
    item = (
        "<newsItem guid='{0}'><contentMeta><headline>{0}</headline></contentMeta>"
        "<contentSet><inlineData>{1}</inlineData></contentSet></newsItem>"
    )
    items = "".join(item.format(n, TEXT.format(n)) for n in range(count))
    return f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>{items}</itemSet></newsMessage>".encode()


def _zip(count: int) -> bytes:
    return _zipped({f"{number}.txt": TEXT.format(number).encode() for number in range(count)})


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


FORMS = {
    "warc": _warc, "warc.gz": _packed_warc, "wacz": _wacz, "jsonl": _lines, "feed": _feed, "zip": _zip,
    "mbox": _mailbox, "csv": _table, "json": _json, "ris": _references, "chat": _chat, "newsml": _agency,
}  # fmt: skip


def measure(form: str, count: int) -> None:
    count = min(count, MOST.get(form, count))
    data = FORMS[form](count)
    before = _peak()
    took = list(_eighths(read_all(data, name=f"a.{form}"), max(1, count // 8)))
    print(
        f"{form:8} {count:7,} articles, {len(data) / 1e6:6.1f} MB; µs for an article: "
        f"{' '.join(f'{one * 1e6:.0f}' for one in took)}; peak {before:.0f} MB before, {_peak():.0f} MB after",
        flush=True,
    )


def _eighths(found: Iterator[object], size: int) -> Iterator[float]:
    """Processor seconds for each, by stretches of so many."""
    start = time.process_time()
    for number, one in enumerate(found, 1):
        assert isinstance(one, Article), one
        if number % size == 0:
            now = time.process_time()
            yield (now - start) / size
            start = now


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("forms", nargs="*", default=list(FORMS), help=f"of {', '.join(FORMS)}")
    parser.add_argument("--count", type=int, default=100_000)
    given = parser.parse_args()
    if len(given.forms) == 1:
        measure(given.forms[0], given.count)
        return
    for form in given.forms:
        subprocess.run([sys.executable, __file__, form, "--count", str(given.count)], check=True)


if __name__ == "__main__":
    main()
