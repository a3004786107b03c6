"""The whole job in minutes on two CPU cores: data, five tasks, training, scores, confusions, report.

``python examples/quickstart.py`` trains on synthetic handwriting, some five minutes;
``python examples/quickstart.py --data crohme/train --limit 64 --steps 30`` takes real captions and pictures.

It is the command ``hmer-kit quickstart``; ``hmer_kit/cli/models/quickstart`` holds the recipe, made of the
library's parts.
"""

from __future__ import annotations

import sys

from hmer_kit.cli import main

if __name__ == "__main__":
    sys.exit(main(["quickstart", *sys.argv[1:]]))
