#!/usr/bin/env bash
# openpyxl 3.1.5, reading a sheet whose <dimension> says less, or more, than the sheet holds (some exporters write "A1").
#
# Expected before it was run: <dimension> is a hint for programs that show the sheet; the rows that come are those in
# the file, each as wide as it is, and max_col only cuts what is wider.
# Seen:
# - With read_only=True, <dimension ref="A1:B2"> makes iter_rows give two rows of two cells, of six rows of three; the
#   rest is lost without a word. Without read_only all six come.
# - A <dimension> that says more makes every row as wide as it says (26 cells of three); so does max_col (9 of three).
# - reset_dimensions() before iter_rows gives every row, each as wide as it is, and an empty tuple for a row left out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'openpyxl==3.1.5' 2>/dev/null
cat >"$folder/run.py" <<'PYTHON'
import io
import re
import zipfile

from openpyxl import Workbook, load_workbook

book = Workbook()
for row in (["title", "day", "text"], ["Ferry", "2026-03-03", "It sails."], ["Pier"]):
    book.active.append(row)
book.active["A5"] = "after a row left out"
book.active.append(["Dam", "2026-03-04", "It holds."])
saved = io.BytesIO()
book.save(saved)


def with_dimension(ref: str) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{ref}"'.encode(), data)
            new.writestr(name, data)
    return out


def widths(ref: str, *, read_only: bool = True, reset: bool = False, **options: int) -> list[int]:
    sheet = load_workbook(with_dimension(ref), read_only=read_only).worksheets[0]
    if reset:
        sheet.reset_dimensions()
    return [len(row) for row in sheet.iter_rows(values_only=True, **options)]


seen = {
    "read-only, said too small: rows and cells are lost": widths("A1:B2") == [2, 2],
    "the same, not read-only: all come": widths("A1:B2", read_only=False) == [3] * 6,
    "read-only, said too large: rows are filled up": widths("A1:Z99") == [26] * 6,
    "max_col fills up, too": widths("A1:C6", max_col=9) == [9] * 6,
    "reset_dimensions: as they are": widths("A1:B2", reset=True) == [3, 3, 1, 0, 1, 3],
}
for what, holds in seen.items():
    print("as seen" if holds else "CHANGED", "-", what)
raise SystemExit(not all(seen.values()))
PYTHON
"$folder/venv/bin/python" "$folder/run.py"
