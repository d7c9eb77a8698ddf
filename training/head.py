"""Train the head that judges sources: what kind each is, how it is named, and whether it is one at all.

    python -m training.head GOLD --base PATH --out FILE [--fold N]

A branch of the reader: its word embeddings, as they ship, then `LAYERS` layers of the base encoder of its own. Each
word piece gets `HEADS` vectors of `WIDTH` numbers and a weight for each; a source is the weighted mean over all pieces
of its mentions, beside how they are written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import torch
from tokenizers import Encoding
from torch import Tensor, nn
from torch.nn import functional

from provenance.extraction.boilerplate import content_sentences
from provenance.extraction.evidence import SHAPES, Evidence, Pieces, Window, evidence
from provenance.extraction.judging import KINDS, NAMINGS
from provenance.model import Span
from provenance.networks.network import CLS, SEP, WEIGHTS
from training.labels import Labelled, Text, ours, sentences_labelled
from training.renaming import Renamer
from training.shipped import encoder
from training.train import open_tokenizer

LAYERS: Final = 3
ATTENTION_HEADS: Final = 12
HEADS: Final = 4
WIDTH: Final = 16
HIDDEN: Final = 64
OUTPUTS: Final = len(KINDS) + len(NAMINGS) + 1
FOLDS: Final = 5
BATCH: Final = 24
"""Sources a batch."""


class Branch(nn.Module):
    """Pieces -> traits: (batch, length) ids -> (batch, length, HEADS · WIDTH + HEADS)."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.bert = encoder(base, LAYERS)
        self.dropout = nn.Dropout(0.1)
        self.traits = nn.Linear(self.bert.config.hidden_size, HEADS * WIDTH + HEADS)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.traits(self.dropout(self.bert(input_ids=ids, attention_mask=mask).last_hidden_state))


class Judge(nn.Module):
    """Traits of the pieces of sources, and their shapes -> logits (sources, OUTPUTS)."""

    def __init__(self) -> None:
        super().__init__()
        self.dropout = nn.Dropout(0.1)
        self.middle = nn.Linear(HEADS * WIDTH + 2 * SHAPES, HIDDEN)
        self.last = nn.Linear(HIDDEN, OUTPUTS)

    def forward(self, traits: Tensor, owners: Tensor, written: Tensor) -> Tensor:
        values = traits[:, : HEADS * WIDTH].view(-1, HEADS, WIDTH)
        weights = (traits[:, HEADS * WIDTH :] - traits[:, HEADS * WIDTH :].max().detach()).exp()
        count = len(written)
        total = torch.zeros(count, HEADS).index_add(0, owners, weights)
        pooled = torch.zeros(count, HEADS, WIDTH).index_add(0, owners, values * weights[..., None])
        pooled = pooled / total[..., None].clamp_min(1e-9)
        hidden = torch.cat([pooled.flatten(1), written], dim=1)
        return self.last(self.dropout(functional.relu(self.middle(hidden))))


@dataclass(slots=True)
class Example:
    """A source, and what it is (all 0 for words that are none)."""

    shown: Evidence
    kinds: list[float]
    namings: list[float]
    speaks: float
    weight: float
    hops: int
    """Labelled mentions that are sure; 0 for words that are no source."""


class ShippedPieces:
    """The word pieces of the reader that ships."""

    def __init__(self) -> None:
        self._tokenizer = open_tokenizer(WEIGHTS)
        self.cls, self.sep = (int(self._tokenizer.token_to_id(piece) or 0) for piece in (CLS, SEP))

    def pieces(self, texts: Sequence[str]) -> list[Encoding]:
        """The word pieces of each text, without marks at its ends."""
        return self._tokenizer.encode_batch(list(texts), add_special_tokens=False)


class Preparer:
    """Makes examples of articles."""

    def __init__(self, tokenizer: Pieces) -> None:
        self._tokenizer = tokenizer

    def examples(self, article: Text, random: Random | None) -> list[Example]:
        """The sources of an article, and the words that are none; some mentions left out at random if `random`."""
        mentions = [_chosen(source, random) for source in article.sources]
        spans = [*mentions, *([span] for span in article.others)]
        shown = evidence(self._tokenizer, article.text, content_sentences(article.text), spans)
        labels = [*article.sources, *(None for _ in article.others)]
        found = []
        for seen, source, chosen in zip(shown, labels, spans, strict=True):
            if seen:
                found.append(_example(seen, source))
                if source and len(chosen) < len(source.mentions) + len(source.names):
                    found[-1].namings = [0.0] * len(NAMINGS)  # its name may be among what was left out
        return found


def _chosen(source: Labelled, random: Random | None) -> list[Span]:
    if random is None or random.random() < 0.5:
        return [*source.mentions, *source.names]
    return [
        *random.sample(source.mentions, random.randint(1, len(source.mentions))),
        *random.sample(source.names, random.randint(0, len(source.names))),
    ]


def _example(shown: Evidence, source: Labelled | None) -> Example:
    if source is None:
        return Example(shown, [0.0] * len(KINDS), [0.0] * len(NAMINGS), speaks=0.0, weight=0.0, hops=0)
    whole = sum(source.kinds.values())
    return Example(
        shown,
        [source.kinds[kind] / whole for kind in KINDS],
        [source.namings[naming] / whole for naming in NAMINGS],
        speaks=1.0,
        weight=math.sqrt(min(whole, 6)) * (0.4 if source.unsure else 1.0),
        hops=0 if source.unsure else whole,
    )


def traits_of(branch: Branch, batch: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """The traits of all pieces of the sources' mentions, and whose each is; a window is computed once."""
    windows: dict[Window, int] = {}
    wanted: list[tuple[int, int, int]] = []
    for owner, example in enumerate(batch):
        for seen in example.shown.seen:
            row = windows.setdefault(seen.window, len(windows))
            wanted += [(row, place, owner) for place in seen.places]
    ordered = sorted(windows, key=len)
    where: dict[int, tuple[int, int]] = {}
    outputs: list[Tensor] = []
    for part in (ordered[: len(ordered) // 2], ordered[len(ordered) // 2 :]):
        if not part:
            continue
        longest = len(part[-1])
        ids = torch.zeros(len(part), longest, dtype=torch.long)
        mask = torch.zeros(len(part), longest, dtype=torch.long)
        for row, window in enumerate(part):
            ids[row, : len(window)] = torch.tensor(window)
            mask[row, : len(window)] = 1
            where[windows[window]] = len(outputs), row
        outputs.append(branch(ids, mask))
    pieces = []
    owners = []
    for number in range(len(outputs)):
        here = [(where[row][1], place, owner) for row, place, owner in wanted if where[row][0] == number]
        if here:
            rows, places, mine = (torch.tensor(column) for column in zip(*here, strict=True))
            pieces.append(outputs[number][rows, places].float())
            owners.append(mine)
    return torch.cat(pieces), torch.cat(owners)


def logits_of(branch: Branch, judge: Judge, batch: Sequence[Example]) -> Tensor:
    """(sources, OUTPUTS): kinds, namings, and that it is a source."""
    with torch.autocast("cpu", torch.bfloat16):
        traits, owners = traits_of(branch, batch)
    return judge(traits, owners, torch.from_numpy(np.stack([example.shown.written for example in batch])))


def loss_of(logits: Tensor, batch: Sequence[Example]) -> Tensor:
    kinds = torch.tensor([example.kinds for example in batch]) * 0.95
    kinds = kinds + 0.05 / len(KINDS) * (kinds.sum(1, keepdim=True) > 0)
    namings = torch.tensor([example.namings for example in batch])
    weights = torch.tensor([example.weight for example in batch])
    speaks = torch.tensor([example.speaks for example in batch])
    parts = logits.split((len(KINDS), len(NAMINGS), 1), dim=1)
    kind = -(functional.log_softmax(parts[0], 1) * kinds).sum(1)
    naming = -(functional.log_softmax(parts[1], 1) * namings).sum(1)
    source = functional.binary_cross_entropy_with_logits(parts[2][:, 0], speaks, reduction="none")
    return ((kind + naming) * weights).sum() / BATCH + source.sum() / BATCH


def score(branch: Branch, judge: Judge, examples: Sequence[Example]) -> dict[str, float]:
    """Shares of sure mentions whose kind and naming are right; of words that are no source, those found to be none."""
    branch.eval()
    judge.eval()
    whole = kind = naming = others = found = lost = 0
    with torch.inference_mode():
        for first in range(0, len(examples), BATCH):
            batch = examples[first : first + BATCH]
            logits = logits_of(branch, judge, batch)
            kinds = logits[:, : len(KINDS)].argmax(1).tolist()
            namings = logits[:, len(KINDS) : -1].argmax(1).tolist()
            for example, k, n, speaks in zip(batch, kinds, namings, (logits[:, -1] > 0).tolist(), strict=True):
                others += example.speaks == 0
                found += example.speaks == 0 and not speaks
                lost += example.hops * (not speaks)
                whole += example.hops
                kind += example.hops * (example.kinds[k] == max(example.kinds))
                naming += example.hops * (example.namings[n] == max(example.namings))
    branch.train()
    judge.train()
    scores = {"kind": kind / max(1, whole), "naming": naming / max(1, whole), "mentions": whole}
    if others:
        scores |= {"others": found / others, "of": others, "lost": lost / max(1, whole)}
    return {name: round(value, 4) for name, value in scores.items()}


def fold_of(group: str) -> int:
    """The part in which a group is held out."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % FOLDS


def articles_of(gold: Path, *, without_polnear: bool = False) -> dict[str, list[Text]]:
    """The articles to train on, by where they come from."""
    labelled = list(ours(gold))
    if without_polnear:
        labelled = [article for article in labelled if article.key.startswith(("story/", "ecb/"))]
    wikinews = list(sentences_labelled(gold / "attribution/wikinews_train.jsonl"))
    return {"wikinews_train": wikinews, "ours": labelled}


def train(args: argparse.Namespace) -> None:
    """Run all epochs, print figures after each, and write the weights."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    random = Random(args.seed)
    preparer = Preparer(ShippedPieces())
    parts = articles_of(args.gold, without_polnear=args.without_polnear)
    held = {
        name: [article for article in articles if fold_of(article.group) == args.fold]
        for name, articles in parts.items()
    }
    for name in ("wikinews_dev", "articles_dev"):
        held[name] = list(sentences_labelled(args.gold / f"attribution/{name}.jsonl"))
    dev = {
        name: [e for a in articles for e in preparer.examples(a, None)] for name, articles in held.items() if articles
    }
    articles = [a for part in parts.values() for a in part if fold_of(a.group) != args.fold]
    renamer = Renamer(articles, random)
    branch, judge = Branch(args.base), Judge()
    if args.init:
        state = torch.load(args.init)
        branch.load_state_dict(state["branch"], strict=False)  # the layers that it has, of more
    branch.train()
    optimiser = torch.optim.AdamW(
        [
            {"params": branch.bert.encoder.parameters(), "lr": args.rate},
            {"params": [*branch.traits.parameters(), *judge.parameters()], "lr": 10 * args.rate},
        ],
        weight_decay=0.01,
    )
    began = time.monotonic()
    plan = []
    for _ in range(args.epochs):
        random.shuffle(articles)
        drawn = [e for article in articles for e in preparer.examples(renamer.renamed(article), random)]
        plan.append([drawn[first : first + BATCH] for first in range(0, len(drawn), BATCH)])
    steps, step = sum(map(len, plan)), 0
    warm = max(1, steps // 15)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda at: min((at + 1) / warm, max(0.0, (steps - at) / (steps - warm)))
    )
    print(json.dumps({"articles": len(articles), "steps": steps, "s": round(time.monotonic() - began)}), flush=True)
    for number, batches in enumerate(plan, start=1):
        running = 0.0
        for batch in batches:
            loss = loss_of(logits_of(branch, judge, batch), batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*branch.parameters(), *judge.parameters()], 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            schedule.step()
            step += 1
            running += float(loss.detach())
            if step % 50 == 0:
                print(json.dumps({"step": step, "s": round(time.monotonic() - began)}), flush=True)
        figures = {name: score(branch, judge, examples) for name, examples in dev.items()}
        seconds = round(time.monotonic() - began)
        print(
            json.dumps({"epoch": number, "loss": round(running / len(batches), 4), "s": seconds, **figures}), flush=True
        )
    torch.save({"branch": branch.state_dict(), "judge": judge.state_dict()}, args.out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of the gold data")
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fold", type=int, default=-1, help="hold out this part (0 to 4) and score on it")
    parser.add_argument("--init", type=Path, help="begin with this branch, of as many layers or more")
    parser.add_argument("--without-polnear", action="store_true")
    train(parser.parse_args())
