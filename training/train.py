"""Train the reader: a small BERT encoder that labels each word as source, cue or content.

python -m training.train GOLD --base PATH --out DIR
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertForTokenClassification

from training.data import IGNORED, Example, Varier, batches, epoch, examples, load, load_sentences, rough_sentences

LABELS = 7
CORPORA = {
    "polnear": lambda gold: load(gold / "attribution/polnear_train.jsonl"),
    "wikinews": lambda gold: load_sentences(gold / "attribution/wikinews_train.jsonl"),
}
LONGEST = 224
BATCH_PIECES = 1280
"""About 16 paragraphs of PolNeAR."""


def open_tokenizer(base: Path) -> Tokenizer:
    """The base encoder's tokenizer, without truncation and padding."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def tensors(batch: list[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, attention mask and labels, each (batch, longest)."""
    longest = max(len(example.ids) for example in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    labels = torch.full((len(batch), longest), IGNORED, dtype=torch.long)
    for row, example in enumerate(batch):
        size = len(example.ids)
        ids[row, :size] = torch.tensor(example.ids)
        mask[row, :size] = 1
        labels[row, :size] = torch.tensor(example.labels)
    return ids, mask, labels


def word_score(model: BertForTokenClassification, found: list[Example], *, bf16: bool) -> dict[str, float]:
    """F of each role over words (not spans), and the mean loss: quick figures to watch the training by."""
    model.eval()
    hits, said, gold = np.zeros(4), np.zeros(4), np.zeros(4)
    losses: list[float] = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        for batch in batches(found, Random(0), pieces=BATCH_PIECES):
            ids, mask, labels = tensors(batch)
            out = model(input_ids=ids, attention_mask=mask, labels=labels)
            losses.append(float(out.loss))
            keep = labels != IGNORED
            right = (labels[keep].numpy() + 1) // 2
            guess = (out.logits.argmax(-1)[keep].numpy() + 1) // 2
            for role in range(4):
                hits[role] += np.sum((right == role) & (guess == role))
                said[role] += np.sum(guess == role)
                gold[role] += np.sum(right == role)
    model.train()
    scores = 2 * hits / (said + gold)
    return {"loss": float(np.mean(losses)), "source": scores[1], "cue": scores[2], "content": scores[3]}


def train(args: argparse.Namespace) -> None:
    """Run all epochs; write a checkpoint every `args.save_minutes` minutes and at the end."""
    torch.manual_seed(args.seed)
    random = Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = open_tokenizer(args.base)
    articles = [article for corpus in args.on for article in CORPORA[corpus](args.gold)]
    dev = [
        example
        for article in load(args.gold / "attribution/polnear_dev.jsonl")
        for example in examples(article, rough_sentences(article.text), tokenizer, limit=LONGEST)
    ]
    varier = Varier(Path(__file__).with_name("names.toml"), random)
    plan = [
        batches(epoch(articles, tokenizer, varier, random, longest=LONGEST), random, pieces=BATCH_PIECES)
        for _ in range(args.epochs)
    ]
    steps = [batch for batches_ in plan for batch in batches_]
    print(json.dumps({"steps": len(steps), "dev": len(dev)}), flush=True)

    model = BertForTokenClassification.from_pretrained(args.base, num_labels=LABELS, attention_probs_dropout_prob=0.0)
    model.train()
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
        lr=args.rate,
        fused=True,
    )
    warm = len(steps) // 20
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, (len(steps) - step) / (len(steps) - warm))
    )
    began = saved = time.monotonic()
    running = 0.0
    for step, batch in enumerate(steps, start=1):
        ids, mask, labels = tensors(batch)
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            logits = model(input_ids=ids, attention_mask=mask).logits
        loss = torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        running = 0.98 * running + 0.02 * float(loss.detach()) if step > 1 else float(loss.detach())
        if step % 20 == 0:
            seconds = round(time.monotonic() - began, 1)
            print(json.dumps({"step": step, "loss": round(running, 4), "s": seconds}), flush=True)
        if step == len(steps) or time.monotonic() - saved > 60 * args.save_minutes:
            scores = {name: round(float(value), 4) for name, value in word_score(model, dev, bf16=args.bf16).items()}
            print(json.dumps({"step": step, "dev": scores, "s": round(time.monotonic() - began, 1)}), flush=True)
            model.save_pretrained(args.out / ("final" if step == len(steps) else "latest"))
            saved = time.monotonic()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of the gold data")
    parser.add_argument("--base", type=Path, required=True, help="folder of the base encoder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--on", nargs="+", choices=sorted(CORPORA), default=["polnear"], help="what to train on")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--save-minutes", type=float, default=8)
    parser.add_argument("--bf16", action="store_true", help="faster on processors with AVX512-BF16")
    train(parser.parse_args())
