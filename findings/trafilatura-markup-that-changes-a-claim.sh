#!/usr/bin/env bash
# trafilatura 2.3.1, markup that carries meaning, in each of its output formats.
#
# Expected before it was run: plain text drops all inline markup, XML keeps it or drops it alike, Markdown keeps what
# Markdown can say; no words are lost from the body.
# Seen:
# - Plain text and XML run a raised note number into the figure before it ("12" and note "3" become "123"); Markdown
#   alone keeps them apart, as <sup>3</sup>.
# - XML keeps what was struck out as <del>, though it drops <sup>; plain text keeps the struck word as if it were said,
#   so "had <del>not</del> warned" reads "had not warned".
# - <q> inside a sentence: XML makes it <quote>; plain text and Markdown lose the quotation marks and break the line.
# - The name in the <footer> of a <blockquote> is in no format: the quotation loses its speaker.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'trafilatura==2.3.1' 'lxml==6.1.3' 'lxml_html_clean==0.4.6' 2>/dev/null
cat >"$folder/run.py" <<'PYTHON'
import trafilatura

PAGE = """<html><head><title>Dam inquiry</title></head><body><article><h1>Dam inquiry opens</h1>
<p>The inquiry opened on Tuesday in the valley town, with forty witnesses expected over the next three weeks.</p>
<p>The mayor said <q>the wall is safe</q> and left the hall before questions could be put to her by families.</p>
<p>Officials had <del>not</del> warned the villagers, the report says, although two engineers wrote to them.</p>
<p>The dam holds 12<sup>3</sup> million litres, according to the builders, who were paid before it was done.</p>
<blockquote><p>Nobody told us anything.</p><footer>Ada Quill, resident</footer></blockquote>
<p>Hearings go on until the end of the month, and the report is expected in autumn, the chair of it said.</p>
</article></body></html>"""

plain, marked, xml = (trafilatura.extract(PAGE, output_format=name) for name in ("txt", "markdown", "xml"))
seen = {
    "plain text: note number joins the figure": "holds 123 million" in plain,
    "XML: note number joins the figure": "holds 123 million" in xml,
    "Markdown: note number kept apart": "12<sup>3</sup>" in marked,
    "plain text: struck word reads as said": "had not warned" in plain,
    "XML: struck word marked": '<del rend="overstrike">not</del>' in xml,
    "XML: <q> becomes <quote>": "<quote>the wall is safe</quote>" in xml,
    "plain text: <q> loses its marks and breaks the line": "said the wall is safe\nand left" in plain,
    "Markdown: the same": "said the wall is safe\n\nand left" in marked,
    "speaker of the blockquote lost everywhere": not any("Ada Quill" in one for one in (plain, marked, xml)),
}
for what, holds in seen.items():
    print("as seen" if holds else "CHANGED", "-", what)
raise SystemExit(not all(seen.values()))
PYTHON
"$folder/venv/bin/python" "$folder/run.py"
