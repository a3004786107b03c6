"""A loop of plain PyTorch with the collator, the generation and a metric of hmer_kit; any Hugging Face model will do.

Run ``python examples/plain_pytorch.py``; it prints about

    epoch  0  loss 4.26
    epoch 20  loss 0.78
    epoch 40  loss 0.24
    epoch 60  loss 0.23
    expressions read right: 100% of 32
"""

from __future__ import annotations

import torch

from hmer_kit import ExpressionRate, Grammar, Record, TaskCollator, build_examples, get_task, synthesize
from hmer_kit.vlm import generate
from hmer_kit.vlm.batching import model_inputs
from hmer_kit.vlm.small import small_model, small_processor

torch.manual_seed(0)
torch.set_num_threads(1)

# Records: any pictures and captions of yours; here handwriting made up on the spot.
grammar = Grammar(letters=("a", "x"), digits=("1", "2"), max_symbols=3)
drawn = synthesize(32, grammar=grammar, seed=1, height=32, width=96, writers=range(4))
records = [Record(image.name, latex, image=image) for latex, image in drawn]
examples = build_examples(records, tasks=["vanilla"]).examples

processor = small_processor(grammar.vocabulary(), height=32, width=96)
model = small_model(processor.tokenizer, hidden_size=64, layers=1)
collate = TaskCollator(processor, model=model)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)

for epoch in range(80):
    order = torch.randperm(len(examples)).tolist()
    for chosen in (order[:16], order[16:]):
        batch = collate([examples[index] for index in chosen])
        loss = model(**model_inputs(batch)).loss  # a batch also holds ids, tasks and what is expected: not the model's
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    if epoch % 20 == 0:
        print(f"epoch {epoch:2}  loss {loss.item():.2f}", flush=True)

metric = ExpressionRate()
responses = generate(model, processor, examples, max_new_tokens=24, batch_size=32)
predictions = [get_task("vanilla").read(response).latex or "" for response in responses]
metric.update(predictions, [example.expected for example in examples])
print(f"expressions read right: {metric.compute().item():.0%} of {len(examples)}")
