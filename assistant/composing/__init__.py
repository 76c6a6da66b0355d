"""Turns readings into a reply: which sentences answer, in what order, with what citations; or why none does."""

from assistant.composing.composer import Composer
from assistant.composing.wording import EMPTY, NOTHING_INDEXED, OUTSIDE, coverage, left_out, too_long

__all__ = ["EMPTY", "NOTHING_INDEXED", "OUTSIDE", "Composer", "coverage", "left_out", "too_long"]
