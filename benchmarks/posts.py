"""How well `ClaimIndex.nearest` finds what checked a post: MAP@5, first place, and time; beside TF-IDF.

    python benchmarks/posts.py GOLD/matching [--part aside|train]

GOLD/matching holds `checked_claims.jsonl` and `checked_posts_train.jsonl` (CheckThat! 2022, task 2A, English). A fifth
of the posts, by hash, was set aside before anything was chosen. TF-IDF is over stems of title and claim, links and
names of accounts left out of the posts and tags split, as the index does; it needs scikit-learn.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from provenance import Article, Claim, ClaimIndex
from provenance.language.posts import running
from provenance.language.words import stem, words

PLACES = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", choices=("aside", "train"), default="aside")
    options = parser.parse_args()
    checks = read(options.folder / "checked_claims.jsonl")
    posts = [row for row in read(options.folder / "checked_posts_train.jsonl") if part(row["id"]) == options.part]
    print(f"{len(posts)} posts against {len(checks)} checks")
    index_figures(checks, posts)
    tfidf_figures(checks, posts)


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def part(name: str) -> str:
    return "train" if int(hashlib.sha256(name.encode()).hexdigest(), 16) % 5 else "aside"


def whole(text: str, title: str | None = None) -> Claim:
    """The text as one claim that stands alone."""
    return Claim(article=Article(text=text, title=title), start=0, end=len(text), content=((0, len(text)),))


def index_figures(checks: list[dict[str, Any]], posts: list[dict[str, Any]]) -> None:
    claims = [whole(row["claim"], row["title"]) for row in checks]
    ids: dict[str, set[str]] = {}
    for claim, row in zip(claims, checks, strict=True):
        ids.setdefault(claim.article.id, set()).add(row["id"])
    begun = time.process_time()
    index = ClaimIndex(claims)
    index.nearest(whole("A post."), limit=1)
    print(f"index: made in {time.process_time() - begun:.1f} s")
    begun = time.process_time()
    found = [
        [sorted(ids[near.claim.article.id])[0] for near in index.nearest(whole(row["text"]), limit=PLACES)]
        for row in posts
    ]
    spent = (time.process_time() - begun) / len(posts)
    print(f"index:  {figures(found, posts)}; {1000 * spent:.0f} ms a post")


def tfidf_figures(checks: list[dict[str, Any]], posts: list[dict[str, Any]]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer=lambda text: [stem(word) for word in words(running(text))], sublinear_tf=True)
    known = vectors.fit_transform(f"{row['title'] or ''} {row['claim']}" for row in checks)
    alike = (vectors.transform(row["text"] for row in posts) @ known.T).toarray()
    names = [row["id"] for row in checks]
    found = [[names[at] for at in np.argsort(-row)[:PLACES]] for row in alike]
    print(f"TF-IDF: {figures(found, posts)}")


def figures(found: list[list[str]], posts: list[dict[str, Any]]) -> str:
    precision = first = 0.0
    for ranked, post in zip(found, posts, strict=True):
        right = [name in post["checked"] for name in ranked]
        hits = [sum(right[: at + 1]) / (at + 1) for at, one in enumerate(right) if one]
        precision += sum(hits) / min(len(post["checked"]), PLACES)
        first += bool(right) and right[0]
    return f"MAP@5 {precision / len(posts):.3f}, P@1 {first / len(posts):.3f}"


if __name__ == "__main__":
    main()
