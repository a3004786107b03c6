"""Named, versioned protocols: what counts as an error, and who counts so."""

from hmer_kit.scoring.protocols.protocol import ScoringProtocol
from hmer_kit.scoring.protocols.table import PROTOCOLS, get_protocol, normalized_protocol

__all__ = ["PROTOCOLS", "ScoringProtocol", "get_protocol", "normalized_protocol"]
