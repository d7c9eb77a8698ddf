"""Counts which letters stand beside which in languages written in each code page, for `reading/letters.py`.

    python training/letters.py > provenance/language/data/letters.toml

The words are the names of languages, countries, currencies, months and days in CLDR (Unicode licence), from babel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from babel import Locale

LANGUAGES = {
    "cp1252": ["ca", "da", "de", "es", "eu", "fi", "fr", "ga", "gl", "is", "it", "nb", "nl", "pt", "sv"],
    "cp1254": ["tr", "az"],
    "cp1250": ["bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"],
}


def names(language: str) -> Iterator[str]:
    """The words of a language, in small letters."""
    locale = Locale(language)
    tables = [locale.territories, locale.languages, locale.months["format"]["wide"], locale.days["format"]["wide"]]
    tables.append(locale.currencies)
    for table in tables:
        for name in table.values():
            yield from str(name).lower().replace("ș", "ş").replace("ț", "ţ").split()


def pairs(word: str) -> Iterator[str]:
    """The pairs of neighbours of which one is no letter of ASCII; `^` and `$` are the edges."""
    padded = f"^{word}$"
    for first, second in pairwise(padded):
        if not (first.isascii() and second.isascii()) and all(one in "^$" or one.isalpha() for one in (first, second)):
            yield first + second


def main() -> None:
    print("# How often letters stand beside each other, of which one is not in ASCII, in the names of languages,")
    print("# countries, currencies, months and days in the languages written in a code page. Source: CLDR (Unicode")
    print("# licence), from babel; made by training/letters.py. `words` is how many words were counted.\n")
    for page, languages in LANGUAGES.items():
        counts: Counter[str] = Counter()
        words = 0
        for language in languages:
            for word in names(language):
                words += 1
                counts.update(pairs(word))
        kept = sorted(counts, key=lambda pair: (-counts[pair], pair))
        print(f"[{page}]\nwords = {words}\npairs = '''")
        line = ""
        for pair in kept:
            entry = f"{pair}{counts[pair]} "
            if len(line) + len(entry) > 118:
                print(line.rstrip())
                line = ""
            line += entry
        print(f"{line.rstrip()}'''\n")


if __name__ == "__main__":
    main()
