"""The language of a text."""

from __future__ import annotations

import subprocess
import sys

import pytest

from provenance.language.identify import language_of

ENGLISH = (
    "Cumhurbaşkanı Recep Tayyip Erdoğan met Sheikh Mohammed bin Zayed Al Nahyan in Çankaya on Tuesday, and Hakan Fidan "
    "said that the two had agreed on Akkuyu."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (
            "Türkiye Cumhurbaşkanı dün Ankara'da düzenlediği toplantısında yeni ekonomi paketini açıkladı.",
            "tr",
        ),
        (
            "Der Kanzler sagte am Montag in Berlin, dass die Regierung in den kommenden Wochen einen Plan vorlegt.",
            "de",
        ),
        (
            "Le président a annoncé mardi que le gouvernement présenterait un nouveau projet de loi en mai.",
            "fr",
        ),
        ("Президент заявил во вторник, что правительство представит новый законопроект до конца этого месяца.", "ru"),
        ("Officials met on Monday.", None),
        ("", None),
        ("😀 " * 50, None),
        ("1 2 3 " * 50, None),
        ("x" * 10_000, None),
    ],
)
def test_language_of(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_english_needs_no_model() -> None:
    program = "import sys\n" + f"from provenance.language.identify import language_of\nlanguage_of({ENGLISH!r})\n"
    program += "print('py3langid' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"
