"""Mine errors out of fold with a vision-language model of your own: step 2 of docs/reproduce.md.

For each fold the model is trained on vanilla questions of all the others, with the rate, schedule and pixel budget of
the released recipe, and writes several candidates for each picture of the fold. Start the same command again after a
kill, or on further GPUs and machines that see the folder: what is done stays done, and each takes what is free. Number
of folds and of candidates, temperature and epochs are not in the paper. Each job is the work of one GPU.

Run: python reproduce/mine.py --model Qwen/Qwen2.5-VL-3B-Instruct --data crohme/train --output runs/mined
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, cast

import torch

from hmer_kit.data import PixelBudget, open_records
from hmer_kit.error_mining.out_of_fold import MiningPlan, mining_result, plan_folds, run_pending, write_plan
from hmer_kit.vlm import TaskDataModule, VLMModule
from hmer_kit.vlm.out_of_fold import LightningSampling, LightningTraining

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lightning.pytorch import LightningModule

    from hmer_kit.data import Record
    from hmer_kit.error_mining.out_of_fold import SampleRequest, TrainRequest


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="folder or hub name of the weights that every fold begins with")
    parser.add_argument("--data", required=True, help="captions and pictures")
    parser.add_argument("--output", required=True, help="the run's folder")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--candidates", type=int, default=4, help="for each picture")
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch", type=int, default=4, help="examples at once on the GPU")
    parser.add_argument("--accumulate", type=int, default=128, help="batches of a step; 4 x 128 = 512, as released")
    parser.add_argument("--longest", type=int, default=512, help="most tokens of an answer")
    parser.add_argument("--lr", type=float, default=1e-5)
    parser.add_argument("--precision", default="bf16-mixed")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def plan(records: Sequence[Record], args: argparse.Namespace) -> MiningPlan:
    """Return the plan; what its settings say is what outputs depend on."""
    kept = ("epochs", "batch", "accumulate", "longest", "lr", "precision")
    return MiningPlan(
        plan_folds(records, args.folds, seed=args.seed),
        samples=args.candidates,
        temperature=args.temperature,
        model=args.model,
        settings={name: getattr(args, name) for name in kept},
    )


def main() -> None:
    """Plan, do what is not done, and say where the result is."""
    args = options()
    records = list(open_records(args.data).read().records)
    write_plan(args.output, plan(records, args))

    def module(_: TrainRequest | SampleRequest) -> VLMModule:
        settings = {"pixel_budget": PixelBudget(max_pixels=262144)}
        return VLMModule.from_pretrained(
            args.model,
            dtype=torch.float32,
            lr=args.lr,
            warmup=0.1,
            schedule="cosine",
            weight_decay=0.0,
            gradient_checkpointing=True,
            max_new_tokens=args.longest,
            settings=settings,
        )

    def data(own: LightningModule, part: Sequence[Record], request: TrainRequest) -> TaskDataModule:
        return TaskDataModule(
            part,
            collator=cast("VLMModule", own).collator(),
            tasks="natural",
            batch_size=args.batch,
            pool=16,
            seed=request.seed,
            max_tokens=2048,
            over_limit="drop",
        )

    trainer = {
        "max_epochs": args.epochs,
        "precision": args.precision,
        "accumulate_grad_batches": args.accumulate,
        "gradient_clip_val": 1.0,
    }
    run_pending(
        args.output,
        train=LightningTraining(records, module=module, data=data, trainer=trainer),
        sample=LightningSampling(records, module=module),
    )
    print(f"candidates: {mining_result(args.output).candidates}")


if __name__ == "__main__":
    main()
