"""An independent score of a response: its prompt alone in a batch, the response after it, one softmax a place."""

from __future__ import annotations

import torch

from hmer_kit.vlm.batching.batches import extend_prompts, prompt_inputs


def forced_score(model, collator, example, ids):
    """Sum of log-probabilities of ids after the prompt of an example, read in one pass."""
    batch = collator([example])
    (length,) = batch["prompt_lengths"]
    with torch.no_grad():
        if collator.form.start_id is not None:
            opening = batch["decoder_input_ids"][0, :length].tolist()
            row = torch.tensor([opening + ids])
            logits = model(pixel_values=batch["pixel_values"], decoder_input_ids=row).logits[0]
        else:
            inputs = extend_prompts(prompt_inputs(batch), [ids], form=collator.form)
            inputs.pop("labels")
            logits = model(**inputs).logits[0]
    table = logits.double().log_softmax(dim=1)
    return sum(float(table[length - 1 + place, item]) for place, item in enumerate(ids))
