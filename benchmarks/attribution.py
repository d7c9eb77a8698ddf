"""Accuracy and speed of attribution, through the public `extract`.

    python benchmarks/attribution.py GOLD [--errors N] [--only polnear|articles|wikinews|seeds|speed]
    python benchmarks/attribution.py GOLD --judge TEXTS...

GOLD is the folder that holds attribution/ and seeds.json. The judge set (judge/sources.jsonl: labels, offsets, names
and hashes) holds no texts, which belong to their publishers: TEXTS are JSON files, or files of a JSON value a line, in
which they lie anywhere under "text".
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from provenance import Article, extract
from provenance.model import Claim, Hop

Span = tuple[int, int]
ATTRIBUTED = 0.3
"""A sentence counts as attributed when at least this share of its characters is content."""


class Score:
    """Counts of right, found and gold, and the figures made of them."""

    def __init__(self) -> None:
        self.right = self.found = self.gold = 0

    def add(self, found: bool, gold: bool) -> None:
        self.right += found and gold
        self.found += found
        self.gold += gold

    def __str__(self) -> str:
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        f = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"F {f:.3f} (precision {precision:.3f}, recall {recall:.3f}, n {self.gold})"


class Share:
    """How many of how many."""

    def __init__(self) -> None:
        self.right = self.whole = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.whole += 1

    def __str__(self) -> str:
        return f"{self.right / self.whole if self.whole else 0:.3f} ({self.right} of {self.whole})"


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def overlap(a: Span, b: Span) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def covered(spans: Iterable[Span], within: Span) -> int:
    """Characters of `within` that `spans` (which may overlap each other) cover."""
    return len({at for span in spans for at in range(max(span[0], within[0]), min(span[1], within[1]))})


def touches(hops: Sequence[Hop], spans: Sequence[Sequence[Any]]) -> bool:
    return any(
        hop.start is not None and hop.end is not None and overlap((hop.start, hop.end), (span[0], span[1]))
        for hop in hops
        for span in spans
        if span[0] is not None
    )


def jaccard(a: Iterable[Span], b: Iterable[Span]) -> float:
    left = {at for span in a for at in range(*span)}
    right = {at for span in b for at in range(*span)}
    return len(left & right) / len(left | right) if left | right else 0.0


def polnear(path: Path, errors: int) -> None:
    sentence_score: defaultdict[str, Score] = defaultdict(Score)
    inside, anywhere, loose = Share(), Share(), Share()
    by_type: defaultdict[str, Share] = defaultdict(Share)
    content = Score()
    for gold in lines(path):
        text = gold["text"]
        claims = extract(Article(text=text))
        attributed = [claim for claim in claims if claim.attribution]
        for sentence in gold["sentences"]:
            span = (sentence[0], sentence[1])
            here = [a for a in gold["attributions"] if any(overlap(tuple(c), span) for c in a["content"])]
            size = span[1] - span[0]
            is_gold = covered(((c[0], c[1]) for a in here for c in a["content"]), span) >= ATTRIBUTED * size
            found = [c for c in attributed if any(overlap(s, span) for s in c.content)]
            is_found = covered((s for c in found for s in c.content), span) >= ATTRIBUTED * size
            sentence_score["all"].add(is_found, is_gold)
            if is_found != is_gold and errors:
                errors -= 1
                cues = [text[slice(*a["cue"][0])] for a in here] or [h.cue for c in found for h in c.attribution]
                print("  MISSED" if is_gold else "  EXTRA ", cues, text[slice(*span)][:240])
            if not is_gold:
                continue
            main = max(here, key=lambda a: covered(((c[0], c[1]) for c in a["content"]), span))
            sentence_score[main["type"]].add(is_found, True)
            if main["source"]:
                right = any(
                    touches(c.attribution, main["source"])
                    for c in found
                    if any(overlap(s, (g[0], g[1])) for s in c.content for g in main["content"])
                )
                anywhere.add(right)
                if any(overlap((s[0], s[1]), span) for s in main["source"]):
                    inside.add(right)
                    loose.add(any(touches(c.attribution, a["source"]) for c in found for a in here))
                    by_type[main["type"]].add(right)
        content_spans(gold, attributed, content)
    print("PolNeAR dev")
    print(f"  attributed sentences: {sentence_score['all']}")
    for kind in ("direct", "indirect", "mixed"):
        recall = sentence_score[kind].right / max(sentence_score[kind].gold, 1)
        print(f"    {kind}: recall {recall:.3f} (n {sentence_score[kind].gold}), right source {by_type[kind]}")
    print(f"  right source, named in the sentence: {inside}")
    print(f"    the same, any source of the sentence will do: {loose}")
    print(f"  right source, named anywhere: {anywhere}")
    print(f"  content spans by sentence, Jaccard >= .5: {content}")


def content_spans(gold: dict[str, Any], attributed: Sequence[Claim], score: Score) -> None:
    """Content of gold attributions and of claims, both cut at sentence ends, matched one to one."""
    for sentence in gold["sentences"]:
        span = (sentence[0], sentence[1])
        wanted = [
            [(max(c[0], span[0]), min(c[1], span[1])) for c in a["content"] if overlap((c[0], c[1]), span)]
            for a in gold["attributions"]
        ]
        wanted = [spans for spans in wanted if spans]
        offered = [
            [(max(s, span[0]), min(e, span[1])) for s, e in c.content if overlap((s, e), span)] for c in attributed
        ]
        offered = [spans for spans in offered if spans]
        score.gold += len(wanted)
        score.found += len(offered)
        for spans in wanted:
            best = max(offered, key=lambda other: jaccard(spans, other), default=None)
            if best is not None and jaccard(spans, best) >= 0.5:
                offered.remove(best)
                score.right += 1


def our_articles(articles: Iterable[dict[str, Any]], title: str, errors: int) -> None:
    attributed, kept = Score(), Share()
    figures: defaultdict[str, Share] = defaultdict(Share)
    lost = Share()
    for gold in articles:
        claims = extract(Article(text=gold["text"]))
        for sentence in gold["sentences"]:
            if sentence.get("unsure") and title != "Seeds":
                continue
            span = (sentence["start"], sentence["end"])
            size = span[1] - span[0]
            here = [c for c in claims if overlap((c.start, c.end), span) > 0.5 * min(c.end - c.start, size)]
            if sentence["boilerplate"]:
                kept.add(bool(here))
                continue
            lost.add(not here)
            compare(gold["text"], sentence, here, attributed, figures, errors)
    print(title)
    print(f"  attributed sentences: {attributed}")
    for name, share in figures.items():
        print(f"  {name}: {share}")
    print(f"  boilerplate kept as claims: {kept}")
    print(f"  content sentences lost: {lost}")


def compare(
    text: str,
    sentence: dict[str, Any],
    claims: Sequence[Claim],
    attributed: Score,
    figures: dict[str, Share],
    errors: int,
) -> None:
    found = [claim for claim in claims if claim.attribution]
    chain = sentence["chain"]
    shown = text[sentence["start"] : sentence["end"]][:200]
    attributed.add(bool(found), bool(chain))
    if bool(found) != bool(chain) and errors:
        print("  MISSED" if chain else "  EXTRA ", [h["holder"] for h in chain] or labels(found), "|", shown)
    if not chain or not found:
        return
    first = chain[0]
    best = next((c for c in found if touches(c.attribution[:1], [(first["start"], first["end"])])), None)
    best = best or next((c for c in found if same_name(c.attribution[0], first)), None)
    figures["first holder"].add(best is not None)
    if best is None:
        if errors:
            print("  HOLDER ", first["holder"], labels(found), "|", shown)
        return
    compare_source(best.attribution[0], first, figures, errors)
    if sentence["span"] is not None:
        figures["direct, indirect or mixed"].add(best.quotation == sentence["span"])
        if best.quotation != sentence["span"] and errors:
            print("  QUOTE  ", sentence["span"], "->", best.quotation, "|", shown)
    compare_chain(best, found, chain, figures, errors)


def labels(claims: Iterable[Claim]) -> list[list[str]]:
    return [[hop.label for hop in claim.attribution] for claim in claims]


def compare_source(hop: Hop, gold: dict[str, Any], figures: dict[str, Share], errors: int) -> None:
    figures["kind"].add(hop.kind == gold["kind"])
    figures["naming"].add(hop.naming == gold["naming"])
    if (hop.kind, hop.naming) != (gold["kind"], gold["naming"]) and errors:
        print("  KIND   ", gold["holder"], gold["kind"], gold["naming"], "->", hop.label, hop.kind, hop.naming)
    if gold["resolved"]:
        right = (hop.name or "").casefold().replace("’", "'") == gold["resolved"].casefold().replace("’", "'")
        figures["resolved name"].add(right)
        if not right and errors:
            print("  NAME   ", gold["holder"], "=", gold["resolved"], "->", hop.name)


def compare_chain(
    best: Claim, found: Sequence[Claim], chain: Sequence[dict[str, Any]], figures: dict[str, Share], errors: int
) -> None:
    if len(chain) == 2:
        second = (chain[1]["start"], chain[1]["end"])
        right = any(len(c.attribution) > 1 and touches(c.attribution[1:], [second]) for c in found)
        figures["two-hop chains"].add(right)
    else:
        right = len(best.attribution) <= 1
        figures["chains too long (of one-hop)"].add(not right)
    if not right and errors:
        print("  CHAIN  ", [h["holder"] for h in chain], "->", labels(found))


def same_name(hop: Hop, gold: dict[str, Any]) -> bool:
    wanted = (gold["resolved"] or gold["holder"] or "").casefold()
    return bool(wanted) and wanted in ((hop.name or "").casefold(), (hop.holder or "").casefold())


def seeds(gold: Path) -> Iterator[dict[str, Any]]:
    folder = Path(__file__).parent.parent / "seeds"
    for article in json.loads((gold / "seeds.json").read_text(encoding="utf-8"))["articles"]:
        yield {"text": (folder / article["file"]).read_text(encoding="utf-8"), "sentences": article["sentences"]}


def judged(texts: Sequence[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The articles of the judge set whose texts are there, each with the name of its part."""
    found = {hashlib.sha256(text.encode()).hexdigest(): text for path in texts for text in texts_in(path)}
    for gold in lines(Path(__file__).parent / "judge" / "sources.jsonl"):
        text = found.get(gold["sha256"])
        if text is None:
            print(f"no text of {gold['id']}")
            continue
        for sentence in gold["sentences"]:
            chain = sentence.get("chain", [])
            for hop in chain:
                words = None if hop.get("start") is None else text[hop["start"] : hop["end"]]
                hop |= {
                    "holder": words,
                    "resolved": hop.get("resolved"),
                    "start": hop.get("start"),
                    "end": hop.get("end"),
                }
            sentence |= {"chain": chain, "boilerplate": sentence.get("boilerplate", False), "span": None}
        yield gold["set"], {"text": text, "sentences": gold["sentences"]}


def texts_in(path: Path) -> Iterator[str]:
    """Every string under "text" in a JSON file, or in one with a JSON value a line."""
    whole = path.read_text(encoding="utf-8")
    waiting = [json.loads(line) for line in whole.splitlines()] if path.suffix == ".jsonl" else [json.loads(whole)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                yield value["text"]
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def speed(path: Path) -> None:
    texts = [gold["text"] for gold in lines(path)]
    began = time.perf_counter()
    extract(Article(text="Officials said that it rained."))
    print(f"Speed\n  first claim after {time.perf_counter() - began:.2f} s")
    began = time.perf_counter()
    for text in texts:
        extract(Article(text=text))
    took = time.perf_counter() - began
    words = sum(len(text.split()) for text in texts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {words / took:,.0f} words/s over {words:,} words; peak memory {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="print this many errors")
    parser.add_argument("--only", choices=["polnear", "articles", "wikinews", "seeds", "speed"])
    parser.add_argument(
        "--judge", type=Path, nargs="+", metavar="TEXTS", help="measure on the judge set, and nothing else"
    )
    options = parser.parse_args()
    folder = options.gold / "attribution"
    if options.judge:
        articles = list(judged(options.judge))
        for part in ("articles", "chains"):
            chosen = [gold for name, gold in articles if name == part]
            our_articles(chosen, f"judge set, {part} ({len(chosen)})", options.errors)
        return
    parts = [options.only] if options.only else ["speed", "polnear", "articles", "wikinews", "seeds"]
    if "speed" in parts:
        speed(folder / "polnear_dev.jsonl")
    if "polnear" in parts:
        polnear(folder / "polnear_dev.jsonl", options.errors)
    if "articles" in parts:
        our_articles(lines(folder / "articles_dev.jsonl"), "articles_dev", options.errors)
    if "wikinews" in parts:
        our_articles(lines(folder / "wikinews_dev.jsonl"), "wikinews_dev", options.errors)
    if "seeds" in parts:
        our_articles(seeds(options.gold), "Seeds", options.errors)


if __name__ == "__main__":
    main()
