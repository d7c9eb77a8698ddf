"""Train what tells where the source of a claim stands to it: traits of the reader's states, and the layers over them.

    python -m training.stance GOLD --out PROVENANCE/extraction/weights [--fold N]

Each word piece has the states of two of the reader's layers, as it ships; `HEADS` vectors of `WIDTH` numbers and a
weight for each are made of them. Taught by invented frames (`labels/stance.jsonl`, and those that `frames` makes), by
the labelled articles of Wikinews, and, of ordinary news, by what the wording alone says of it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from provenance.extraction.assembly import assemble
from provenance.extraction.boilerplate import parted as lines
from provenance.extraction.certainty import certainty
from provenance.extraction.encoder import EncoderTagger
from provenance.extraction.loading import load_head
from provenance.extraction.stance import stance
from provenance.extraction.standing import CONTENT, PARTS, STANCES, WORDING, Integers, Traits, parted, wording
from provenance.language.folding import folded
from provenance.language.sentences import Sentence
from provenance.language.turns import turns
from provenance.model import Article, Certainty, Claim, Level, Polarity, Span, Stance, Status
from provenance.networks.network import FILES, WEIGHTS, Network
from provenance.networks.pieces import Floats
from training.frames import Frames
from training.graph import with_traits

LABELS: Final = Path(__file__).with_name("labels") / "stance.jsonl"
TAPS: Final = (2, 3)
"""The reader's layers (the first is 0) whose states are read."""
HEADS: Final = 12
WIDTH: Final = 16
HIDDEN: Final = 160
FOLDS: Final = 5
BATCH: Final = 48
LEVELS: Final = tuple(Level)
STATUSES: Final = tuple(Status)
_WORD: Final = re.compile(r"\w+")


@dataclass(slots=True)
class Case:
    """A claim: the states of an article's pieces, which of them are its parts, its wording, and what is true of it."""

    states: Traits
    seen: slice
    parts: Integers
    wording: list[float]
    worded: Stance
    stance: Stance
    level: Level | None
    status: Status | None
    group: str
    source: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Read:
    """A text as the reader sees it."""

    text: str
    sentences: list[Sentence]
    claims: list[Claim]
    states: Traits

    def case(self, sentence: Span, content: Sequence[Span], surely: Certainty, **known: Any) -> Case | None:
        """A claim of the text; None where it has no word."""
        seen, parts = parted(self.states, self.sentences, sentence, content)
        there = CONTENT in parts
        return Case(self.states, seen, parts, wording(surely), stance(surely), **known) if there else None


class Reader:
    """Reads texts with the reader that ships, keeping the states of `TAPS` instead of traits."""

    def __init__(self, folder: Path) -> None:
        for file in WEIGHTS.iterdir():
            if file.name != FILES["reading"]:
                (folder / file.name).symlink_to(file)
        onnx.save(with_traits(onnx.load(WEIGHTS / FILES["reading"]), TAPS, None), folder / FILES["reading"])
        self._tagger = EncoderTagger(Network(folder), None)  # type: ignore[arg-type]  # no stance is asked for

    def read(self, text: str) -> Read:
        """`text`, which is its own folded view, with the claims whose wording alone tells the stance."""
        spoken = turns(text)
        sentences = [part for part, kind in lines(text, spoken) if kind is None]
        marks, states = self._tagger.traced(text, sentences)
        article = Article(text=text, language="en")
        return Read(text, sentences, assemble(article, sentences, marks, load_head(), spoken), states)


def invented(reader: Reader) -> Iterator[Case]:
    """The frames that people wrote: each as the program cuts it, and as it was meant."""
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = folded(row["text"]).text
        sentence, claim = (folded(row[name]).text.strip() for name in ("sentence", "claim"))
        read = reader.read(text)
        start = text.index(sentence)
        at = start + sentence.index(claim)
        known = {"stance": Stance(row["stance"]), "level": Level(row["level"]), "status": None}
        known |= {"group": row["wording"].lower(), "source": "frames"}
        meant = [(at, at + len(claim))]
        yield from _cases(read, (start, start + len(sentence)), meant, row["source"] or "", known)


def made(reader: Reader, each: int, random: Random) -> Iterator[Case]:
    """Frames made of patterns."""
    for frame in Frames(random).made(each):
        known = {"stance": frame.stance, "level": None, "status": None, "group": frame.pattern, "source": "made"}
        if frame.stance is Stance.WITHHOLDS:
            known["level"] = Level.UNKNOWN
        yield from _cases(reader.read(frame.text), (0, len(frame.text)), frame.content, "", known)


def _cases(read: Read, sentence: Span, meant: Sequence[Span], source: str, known: dict[str, Any]) -> Iterator[Case]:
    here = [claim for claim in read.claims if claim.start < sentence[1] and claim.end > sentence[0]]
    words = " ".join(read.text[slice(*span)] for span in meant)
    best = max(here, key=lambda claim: _likeness(claim, words, source), default=None)
    if best is not None and _likeness(best, words, source) > 0.2:
        case = read.case((best.start, best.end), best.content, best.certainty, **known)
        yield from [case] if case else []
    case = read.case(sentence, meant, certainty(read.text, meant, sentence=sentence), **known)
    if case:
        case.source += ", as meant"
        case.weight = 0.5
        yield case


def _likeness(claim: Claim, words: str, source: str) -> float:
    """How likely a claim is the one that was labelled: by the words claimed, and by who says it."""
    told, meant, said = (set(_WORD.findall(part.lower())) for part in (claim.content_text, words, source))
    holders = {word for hop in claim.attribution for word in _WORD.findall((hop.holder or "").lower())}
    return len(told & meant) / max(1, len(told | meant)) + 0.3 * bool(said & holders)


def labelled(reader: Reader, path: Path) -> Iterator[Case]:
    """The claims of articles whose every sentence is labelled."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        view = folded(row["text"])
        read = reader.read(view.text)
        where = [view.back(claim.start, claim.end) for claim in read.claims]
        contents = [_places(view.back(*span) for span in claim.content) for claim in read.claims]
        for gold in row["sentences"]:
            if gold["boilerplate"] or gold.get("unsure"):
                continue
            own = _places(gold.get("content") or [(gold["start"], gold["end"])])
            fits = {
                number: len(own & contents[number]) / len(own | contents[number])
                + 0.3 * (bool(read.claims[number].attribution) == bool(gold["chain"]))
                for number, (start, end) in enumerate(where)
                if start < gold["end"] and end > gold["start"]
            }
            best = max(fits, key=lambda number: fits[number], default=None)
            if best is None or fits[best] < 0.5:
                continue
            claim = read.claims[best]
            true = Certainty(
                level=Level(gold["level"]), polarity=Polarity(gold["polarity"]), status=Status(gold["status"])
            )
            case = read.case(
                (claim.start, claim.end),
                claim.content,
                claim.certainty,
                stance=stance(true),
                level=true.level,
                status=true.status,
                group=row["doc"],
                source=path.stem,
            )
            yield from [case] if case else []


def _places(spans: Iterable[Sequence[int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def ordinary(reader: Reader, path: Path, articles: int, random: Random) -> Iterator[Case]:
    """The claims of ordinary news, each with the stance that its wording alone has."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in random.sample(rows, articles):
        read = reader.read(folded(row["text"]).text)
        for claim in read.claims:
            put = claim.certainty
            case = read.case(
                (claim.start, claim.end),
                claim.content,
                put,
                stance=stance(put),
                level=put.level,
                status=put.status,
                group=row["text"][:40],
                source="ordinary",
            )
            if case:
                case.weight = 0.5
                yield case


class Net(nn.Module):
    """States of pieces -> logits of stance, and of level and status, which only help to learn."""

    def __init__(self, states: int) -> None:
        super().__init__()
        self.traits = nn.Linear(states, HEADS * WIDTH + HEADS)
        self.dropout = nn.Dropout(0.15)
        self.first = nn.Linear(PARTS * HEADS * WIDTH + PARTS + WORDING, HIDDEN)
        self.second = nn.Linear(HIDDEN, HIDDEN)
        self.last = nn.Linear(HIDDEN, len(STANCES) + len(LEVELS) + len(STATUSES))

    def forward(self, states: Tensor, parts: Tensor, wordings: Tensor) -> Tensor:
        """states (claims, pieces, n); parts (claims, pieces), -1 for no piece; wordings (claims, WORDING)."""
        traits = self.traits(self.dropout(states))
        values = traits[..., : HEADS * WIDTH].unflatten(-1, (HEADS, WIDTH))
        scores = traits[..., HEADS * WIDTH :]
        weights = (scores - scores.amax(1, keepdim=True)).exp()
        known = []
        for part in range(PARTS):
            mine = (parts == part).float()[..., None]
            shares = weights * mine
            shares = shares / shares.sum(1, keepdim=True).clamp_min(1e-9)
            known.append(torch.einsum("cphw,cph->chw", values, shares).flatten(1))
        there = torch.stack([(parts == part).any(1) for part in range(PARTS)], dim=1).float()
        hidden = functional.relu(self.first(torch.cat([*known, there, wordings], dim=1)))
        hidden = hidden + functional.relu(self.second(self.dropout(hidden)))
        return self.last(self.dropout(hidden))


def tensors(cases: Sequence[Case]) -> tuple[Tensor, Tensor, Tensor]:
    """The inputs of `Net`."""
    longest = max(len(case.parts) for case in cases)
    states = np.zeros((len(cases), longest, cases[0].states.values.shape[1]), np.float32)
    parts = np.full((len(cases), longest), -1)
    for row, case in enumerate(cases):
        states[row, : len(case.parts)] = case.states.values[case.seen]
        parts[row, : len(case.parts)] = case.parts
    wordings = torch.tensor([case.wording for case in cases])
    return torch.from_numpy(states), torch.from_numpy(parts), wordings


def loss_of(logits: Tensor, cases: Sequence[Case]) -> Tensor:
    """Cross-entropy of the stance, and half of that of level and status where they are known."""
    weights = torch.tensor([case.weight for case in cases])
    stances, levels, statuses = logits.split((len(STANCES), len(LEVELS), len(STATUSES)), dim=1)
    loss = _entropy(stances, [STANCES.index(case.stance) for case in cases])
    loss = loss + 0.5 * _entropy(levels, [LEVELS.index(case.level) if case.level else -1 for case in cases])
    loss = loss + 0.5 * _entropy(statuses, [STATUSES.index(case.status) if case.status else -1 for case in cases])
    return (loss * weights).mean()


def _entropy(logits: Tensor, classes: Sequence[int]) -> Tensor:
    return functional.cross_entropy(
        logits, torch.tensor(classes), ignore_index=-1, reduction="none", label_smoothing=0.02
    )


def batches(cases: Sequence[Case], random: Random) -> list[list[Case]]:
    """The cases at random, those of like length together."""
    ordered = sorted(cases, key=lambda case: len(case.parts) + 8 * random.random())
    found = [ordered[first : first + BATCH] for first in range(0, len(ordered), BATCH)]
    random.shuffle(found)
    return found


def chances(net: Net, cases: Sequence[Case]) -> Floats:
    """How likely each stance is (cases, 3)."""
    net.eval()
    with torch.inference_mode():
        each = [net(*tensors(cases[first : first + BATCH])) for first in range(0, len(cases), BATCH)]
        shares: Floats = torch.cat(each)[:, : len(STANCES)].softmax(1).numpy()
    net.train()
    return shares


def figures(shares: Floats, cases: Sequence[Case]) -> dict[str, Any]:
    """The share that is right, how many are the opposite, and of those not asserted how many are so, of how many."""
    found = [STANCES[index] for index in shares.argmax(1)]
    pairs = list(zip((case.stance for case in cases), found, strict=True))
    turned = [gold is said for gold, said in pairs if said is not Stance.ASSERTS]
    there = sum(gold is not Stance.ASSERTS for gold, _ in pairs)
    return {
        "right": round(sum(gold is said for gold, said in pairs) / len(pairs), 3),
        "of": len(pairs),
        "opposite": sum({gold, said} == {Stance.ASSERTS, Stance.DENIES} for gold, said in pairs),
        "turned": f"{sum(turned)} of {len(turned)}, {there} in all",
    }


def towards(shares: Floats, cases: Sequence[Case], strength: float) -> Floats:
    """The shares where the stance that the wording tells is so much likelier, in log-odds."""
    moved = shares.copy()
    moved[np.arange(len(cases)), [STANCES.index(case.worded) for case in cases]] *= math.exp(strength)
    moved /= moved.sum(1, keepdims=True)
    return moved


def is_held(case: Case, fold: int) -> bool:
    """Whether a case is in the part that is held out."""
    return int(hashlib.sha256(case.group.encode()).hexdigest(), 16) % FOLDS == fold


def train(args: argparse.Namespace) -> None:
    """Read all texts, run all epochs, print figures, and write the files."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    random = Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(Path(folder))
        news = args.gold / "attribution"
        people = [*invented(reader), *labelled(reader, news / "wikinews_train.jsonl")]
        held: dict[str, list[Case]] = {}
        for case in people:
            if is_held(case, args.fold):
                held.setdefault(case.source, []).append(case)
        for name in ("wikinews_dev", "articles_dev"):
            held[name] = list(labelled(reader, news / f"{name}.jsonl"))
        cases = [case for case in people if not is_held(case, args.fold)]
        cases += [*made(reader, args.each, random), *ordinary(reader, news / "polnear_train.jsonl", args.news, random)]
    print(json.dumps(Counter(f"{case.source}: {case.stance}" for case in cases)), flush=True)
    net = Net(cases[0].states.values.shape[1])
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=0.01)
    plan = [batches(cases, random) for _ in range(args.epochs)]
    steps = sum(map(len, plan))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda at: min((at + 1) / (steps / 15), max(0.0, (steps - at) / (steps - steps / 15)))
    )
    began = time.monotonic()
    for number, epoch in enumerate(plan, start=1):
        running = 0.0
        for batch in epoch:
            loss = loss_of(net(*tensors(batch)), batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            schedule.step()
            running += float(loss.detach())
        row = {"epoch": number, "loss": round(running / len(epoch), 4), "s": round(time.monotonic() - began)}
        print(json.dumps(row | {name: figures(chances(net, some), some) for name, some in held.items()}), flush=True)
    for strength in (0.0, 0.5, 1.0, 1.5, 2.0):
        row = {name: figures(towards(chances(net, some), some, strength), some) for name, some in held.items()}
        print(json.dumps({"towards the wording": strength} | row), flush=True)
    if args.out:
        write(net, args.out, args.wording)


def write(net: Net, folder: Path, wording: float) -> None:
    """`reader.onnx` with the traits, and `stance.npz` in 16 bits, where the wording's stance counts so much more."""
    state = {name: value.numpy() for name, value in net.state_dict().items()}
    file = folder / FILES["reading"]
    traits = state["traits.weight"].T, state["traits.bias"]
    onnx.save(with_traits(onnx.load(WEIGHTS / FILES["reading"]), TAPS, traits), file)
    layers = {name: value.T.astype(np.float16) for name, value in state.items() if not name.startswith("traits")}
    layers["last.weight"] = layers["last.weight"][:, : len(STANCES)]
    layers["last.bias"] = layers["last.bias"][: len(STANCES)]
    np.savez(folder / "stance.npz", heads=np.array(HEADS), wording=np.array(wording), **layers)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of the gold data")
    parser.add_argument("--out", type=Path, help="where the files are written")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--each", type=int, default=16, help="frames made of each pattern")
    parser.add_argument("--news", type=int, default=120, help="articles of ordinary news")
    parser.add_argument("--wording", type=float, default=1.0, help="what the wording's stance is likelier by, log-odds")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fold", type=int, default=-1, help="hold out this part (0 to 4)")
    train(parser.parse_args())
