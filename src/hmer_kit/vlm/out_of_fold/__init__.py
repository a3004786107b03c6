"""The out-of-fold pipeline with Lightning: training that goes on after a kill, and sampling of held-out pictures.

``LightningTraining`` and ``LightningSampling`` are the two functions that ``hmer_kit.error_mining.out_of_fold`` asks
for. Both are made of yours: a function that builds the module, one that builds the data module, and for a module that
is no ``VLMModule`` one that lets it answer.

    train = LightningTraining(records, module=build, data=feed, trainer={"max_epochs": 70})
    run_pending(folder, train=train, sample=LightningSampling(records, module=build))
"""

from hmer_kit.vlm.out_of_fold.records import RecordTable
from hmer_kit.vlm.out_of_fold.sampling import Answer, LightningSampling, sampled_answers
from hmer_kit.vlm.out_of_fold.training import DataFactory, LightningTraining, ModuleFactory
from hmer_kit.vlm.training.checkpoints.resumable import ResumableCheckpoints, newest_checkpoint

__all__ = [
    "Answer",
    "DataFactory",
    "LightningSampling",
    "LightningTraining",
    "ModuleFactory",
    "RecordTable",
    "ResumableCheckpoints",
    "newest_checkpoint",
    "sampled_answers",
]
