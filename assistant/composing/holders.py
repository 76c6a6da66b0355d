"""Leaves out who held a post before, where the question asks who holds it and a sentence says who followed whom."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant import posts
from assistant.names import alike
from assistant.questions import QuestionForm, Wanted
from assistant.schema import Reading, ScoredSentence

_NOW = re.compile(r"\bwho(?:['’]s| is| are| now| currently| runs| leads| heads| chairs)\b", re.IGNORECASE)


def present(form: QuestionForm, reading: Reading, threshold: float) -> Reading:
    """The reading without the sentences that answer with a former holder, and do not name the one who followed; as it is where
    nothing else answers.
    """
    if Wanted.PERSON not in form.wanted or not (form.post.bare or (_NOW.search(form.text) and form.post.holder)):
        return reading
    followed = [pair for s in reading.sentences for pair in posts.followed(s.text)]
    left = [person for s in reading.sentences for person in posts.left(s.text)]

    def gave_way(sentence: ScoredSentence) -> bool:
        holder = sentence.short_answer
        if not holder or any(alike(holder, old) and new in sentence.text for new, old in followed):
            return False
        return any(alike(holder, person) for person in (*left, *(old for _, old in followed)))

    kept = tuple(s for s in reading.sentences if not gave_way(s))
    if len(kept) == len(reading.sentences) or not any(s.score >= threshold for s in kept):
        return reading
    return replace(reading, sentences=kept, confidence=kept[0].score if kept else 0.0)
