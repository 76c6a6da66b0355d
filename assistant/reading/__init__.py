"""Turns evidence into scored sentences: which of them answer the query, how surely, and what they do not bear out."""

from assistant.reading.calibration import calibrated_threshold
from assistant.reading.reader import Reader, Source
from assistant.reading.scoring import Scorer

__all__ = ["Reader", "Scorer", "Source", "calibrated_threshold"]
