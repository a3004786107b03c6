r"""A family of models that hmer_kit does not know: try it, see what it lacks, say so in an adapter, train a few steps.

Here a model whose processor has no chat template, so that nothing tells where the picture goes. Run
``python examples/add_a_family.py``; it prints

    without: expected text_template with the model's picture token and '{prompt} ...
    style: text
    learnt: x + 1 </s>
    loss fell: True
"""

from __future__ import annotations

import torch

from hmer_kit import HmerKitError, Record, SyntheticImage, TaskCollator, build_examples
from hmer_kit.vlm.batching import model_inputs
from hmer_kit.vlm.families import FamilyAdapter
from hmer_kit.vlm.small import small_chat_model

torch.set_num_threads(1)
torch.manual_seed(0)
picture = SyntheticImage("x + 1", writer_seed=1, seed=1, height=32, width=64)
examples = build_examples([Record("a", "x + 1", image=picture)], tasks=["vanilla"]).examples

model, processor = small_chat_model(["x", "+", "1"])
processor.chat_template = None  # as many published models come

try:
    TaskCollator(processor, model=model)(examples)
except HmerKitError as error:
    print(f"without: {error}"[:76], "...")

adapter = FamilyAdapter(text_template="<|vision_start|><|image_pad|><|vision_end|>{prompt}\n")
collator = TaskCollator(processor, model=model, adapter=adapter)  # VLMModule(model, processor, adapter=...) as well
print("style:", collator.form.style.value)

batch = collator(examples)
labels = batch["labels"][0]
print("learnt:", processor.tokenizer.decode(labels[labels != -100]))  # the answer and its end, and nothing else

optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
losses = []
for _ in range(10):
    loss = model(**model_inputs(batch)).loss
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    losses.append(loss.item())
print("loss fell:", losses[-1] < losses[0])
