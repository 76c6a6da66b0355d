"""Turns a question into what it asks for: the kinds of answer, its parts, and the words an answer must bear out.

Knows nothing of documents.
"""

from assistant.questions.claims import Claim
from assistant.questions.cleaning import core
from assistant.questions.form import FIGURES, QuestionForm, Wanted, analyse
from assistant.questions.parts import of_each

__all__ = ["FIGURES", "Claim", "QuestionForm", "Wanted", "analyse", "core", "of_each"]
