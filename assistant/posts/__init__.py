"""Reads who holds which post, and tells the holder of a post in one body from the holder of the same post in another.

"Who is the chief executive of the NSPCC?" is not answered by "Javed Khan, chief executive of Barnardo's", however much the
two have in common, nor by a sentence in which the head of one body speaks of the other.
"""

from assistant.posts.asked import PostAsked, asked
from assistant.posts.held import (
    followed,
    gives_holder,
    held_by,
    held_elsewhere,
    holds,
    left,
    of_another_kind,
    post_of,
    same_post,
    signed,
    spoken_of,
)
from assistant.posts.roles import alone, passing

__all__ = [
    "PostAsked",
    "alone",
    "asked",
    "followed",
    "gives_holder",
    "held_by",
    "held_elsewhere",
    "holds",
    "left",
    "of_another_kind",
    "passing",
    "post_of",
    "same_post",
    "signed",
    "spoken_of",
]
