"""Train the comparer: a network that reads two claims and tells whether they say the same, the opposite, or neither.

    python -m training.comparer GOLD --base PATH --out FILE [--init FILE] [--part public|ours]

Both claims are read as one window of word pieces: a, a mark, b. The word embeddings are the reader's, as they ship; the
layers are the base encoder's, the lowest `FROZEN` of them as they are.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from provenance.matching.comparer import LONGEST
from provenance.networks.network import CLS, SEP, WEIGHTS
from training.pairs import LABELS, OURS, Pair, fold_of, public, written
from training.shipped import encoder
from training.train import open_tokenizer
from training.varied import mixture, real_pairs

LAYERS: Final = 6
ATTENTION_HEADS: Final = 12
FROZEN: Final = 2
BATCH: Final = 32
SORTED: Final = 24
"""So many batches are drawn together and cut by length, so that little is padding."""


class Comparer(nn.Module):
    """(batch, length) ids of two claims -> (batch, 3) logits."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.bert = encoder(base, LAYERS)
        for layer in self.bert.encoder.layer[:FROZEN]:
            layer.requires_grad_(False)
        self.dropout = nn.Dropout(0.1)
        self.classifier = nn.Linear(self.bert.config.hidden_size, len(LABELS))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        first = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state[:, 0]
        logits: Tensor = self.classifier(self.dropout(first))
        return logits


class Windows:
    """Pairs as word pieces."""

    def __init__(self) -> None:
        self._tokenizer: Tokenizer = open_tokenizer(WEIGHTS)
        self._cls, self._sep = (int(self._tokenizer.token_to_id(piece) or 0) for piece in (CLS, SEP))

    def of(self, pairs: Sequence[Pair]) -> list[list[int]]:
        """The ids of each pair."""
        sides = [
            self._tokenizer.encode_batch([getattr(pair, side) for pair in pairs], add_special_tokens=False)
            for side in ("a", "b")
        ]
        return [
            [self._cls, *a.ids[:LONGEST], self._sep, *b.ids[:LONGEST], self._sep] for a, b in zip(*sides, strict=True)
        ]


def padded(windows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Ids and mask (batch, longest)."""
    ids = torch.zeros(len(windows), max(map(len, windows)), dtype=torch.long)
    for row, window in zip(ids, windows, strict=True):
        row[: len(window)] = torch.tensor(window)
    return ids, (ids != 0).long()


def loss_of(logits: Tensor, pairs: Sequence[Pair]) -> Tensor:
    """The mean of -log of the chance of what may be true."""
    allowed = torch.zeros(logits.shape)
    for row, pair in zip(allowed, pairs, strict=True):
        row[list(pair.labels)] = 1.0
    chances = logits.softmax(1)
    smooth = 0.95 * (chances * allowed).sum(1) + 0.05 / len(LABELS)
    return -smooth.log().mean()


def chances_of(model: Comparer, windows: Windows, pairs: Sequence[Pair]) -> Tensor:
    """(pairs, 3)."""
    model.eval()
    ids = windows.of(pairs)
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    chances = torch.zeros(len(pairs), len(LABELS))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            chances[rows] = model(*padded([ids[row] for row in rows])).float().softmax(1)
    model.train()
    return chances


def score(chances: Tensor, pairs: Sequence[Pair]) -> dict[str, float]:
    """The share that is right, and F of same and of opposite."""
    told = chances.argmax(1).tolist()
    figures = {"right": sum(one in pair.labels for one, pair in zip(told, pairs, strict=True)) / max(1, len(pairs))}
    for name, label in LABELS.items():
        counts = Counter((one == label, pair.labels == (label,)) for one, pair in zip(told, pairs, strict=True))
        figures[name] = (
            2 * counts[True, True] / max(1, 2 * counts[True, True] + counts[True, False] + counts[False, True])
        )
    return {name: round(value, 3) for name, value in figures.items()}


def batches(pairs: Sequence[Pair], windows: Windows, random: Random) -> Iterator[tuple[list[Pair], list[list[int]]]]:
    """Batches of like length, in random order; each pair is turned or not."""
    for first in range(0, len(pairs), BATCH * SORTED):
        drawn = [pair.turned() if random.random() < 0.5 else pair for pair in pairs[first : first + BATCH * SORTED]]
        ids = windows.of(drawn)
        order = sorted(range(len(drawn)), key=lambda at: len(ids[at]))
        parts = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        random.shuffle(parts)
        for part in parts:
            yield [drawn[at] for at in part], [ids[at] for at in part]


def drawn(args: argparse.Namespace, random: Random) -> tuple[list[Pair], list[Pair]]:
    """What to train on, in order, and what to score on."""
    if args.part == "public":
        pairs = public(args.gold, random)
        return pairs[400 : 400 + args.limit], pairs[:400]
    pairs = written(OURS)
    if args.part == "real":
        real = real_pairs(args.gold, OURS, random, rounds=args.rounds, half=args.half) + pairs * args.rounds
        random.shuffle(real)
        return real, []
    kept = [pair for pair in pairs if fold_of(pair) != args.fold]
    return mixture(args.gold, OURS, random, kept=kept, rounds=args.rounds, half=args.half), [
        p for p in pairs if fold_of(p) == args.fold
    ]


def train(args: argparse.Namespace) -> None:
    """Run all steps, print figures now and then, and write the weights."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    random = Random(args.seed)
    pairs, held = drawn(args, random)
    windows, model = Windows(), Comparer(args.base)
    if args.init:
        model.load_state_dict(torch.load(args.init))
    model.train()
    layers = [p for p in model.bert.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": layers, "lr": args.rate}, {"params": model.classifier.parameters(), "lr": 10 * args.rate}],
        weight_decay=0.01,
        fused=True,
    )
    steps = -(-len(pairs) // BATCH)
    warm = max(1, steps // 15)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda at: min((at + 1) / warm, max(0.02, (steps - at) / (steps - warm)))
    )
    began = time.monotonic()
    running = 0.0
    for step, (batch, ids) in enumerate(batches(pairs, windows, random), start=1):
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(*padded(ids))
        loss = loss_of(logits.float(), batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        schedule.step()
        running += float(loss.detach())
        if step % args.every == 0 or step == steps:
            figures = {
                "step": step,
                "of": steps,
                "loss": round(running / args.every, 4),
                "s": round(time.monotonic() - began),
            }
            if step % (5 * args.every) == 0 or step == steps:
                figures |= score(chances_of(model, windows, held), held)
                torch.save(model.state_dict(), args.out)
            print(json.dumps(figures), flush=True)
            running = 0.0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of the gold data")
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--init", type=Path, help="begin with these weights")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--part", choices=("public", "ours", "real"), default="public")
    parser.add_argument("--limit", type=int, default=12000, help="of public pairs")
    parser.add_argument("--half", default="A", help="of the stories whose judged pairs are trained on")
    parser.add_argument("--rounds", type=int, default=4, help="so often each written pair is seen")
    parser.add_argument(
        "--fold", type=int, default=-1, help="hold out this part (0 to 9) of the written pairs and score on it"
    )
    parser.add_argument("--every", type=int, default=20)
    train(parser.parse_args())
