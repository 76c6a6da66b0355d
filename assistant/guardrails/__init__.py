"""Turns a question into what must happen before it is answered: a help card, a refusal, a warning, or nothing.

Writes no file and no log line, and keeps no state between calls. Of a message that gets a card nothing may be kept
anywhere: its ``redacted`` form, the only one fit for keeping, is empty of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.guardrails.card import help_card
from assistant.guardrails.meaning import Encoder, judge
from assistant.guardrails.personal import personal_data, redact
from assistant.guardrails.signals import Signal, signal
from assistant.schema import Card, Caution, Reason
from assistant.settings import Settings
from assistant.text import normalise, sentences

Kind = Literal["at_risk", "own_behaviour", "abuse_request"]

_KINDS: dict[Signal, Kind] = {
    Signal.AT_RISK: "at_risk",
    Signal.OWN_BEHAVIOUR: "own_behaviour",
    Signal.ABUSE_REQUEST: "abuse_request",
}

_PLACEHOLDER = re.compile(r"\s*[(,]?\s*\[[^\[\]]{2,40}\][),]*")
"""What stands for personal data in a redacted question: nothing a document should be searched for."""

_NOTHING_ASKED = re.compile(
    r"\W*(?:(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening)|there|all|everyone|(?:many )?thanks?|thank you|cheers|ta|so much|very much|a lot|"
    r"for (?:that|this|(?:all )?(?:your|the) help)|ok(?:ay)?|great|perfect|lovely|brilliant|good|(?:very |really )?(?:helpful|useful)|"
    r"that(?:['’]s| is| was)? (?:(?:very |really )?(?:great|good|helpful|useful|perfect)|helps?|all|it)|bye|goodbye|please)\b\W*)+",
    re.IGNORECASE,
)
"""Greetings and thanks with nothing else."""
_READ = 5_000
"""Characters that are read for signs of danger, whatever the longest question; keeps the work bounded."""

_MESSAGES: dict[Signal, str] = {
    Signal.AT_RISK: "If a child may be in danger, please talk to one of these people first. Nothing of what you wrote is kept.",
    Signal.OWN_BEHAVIOUR: "There is confidential help for anyone worried about thoughts or behaviour. Nothing of what you wrote is kept.",
    Signal.ABUSE_REQUEST: "This assistant does not help with finding, making, sharing or hiding abuse, or with getting round protections.",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """What to do with a question before anything reads it.

    Attributes:
        kind: why the card comes first; None where the question may be answered.
        card: help lines, exactly where ``kind`` is set.
        message: one sentence to go with the card.
        reason: ``unsafe`` for a request that is declined, ``too_long`` or ``empty``; None otherwise.
        cautions: a ``personal_data`` warning to go with the answer.
        redacted: the question as it may be kept; personal data replaced, nothing at all of a message with a card.
    """

    kind: Kind | None = None
    card: Card | None = None
    message: str | None = None
    reason: Reason | None = None
    cautions: tuple[Caution, ...] = ()
    redacted: str = ""

    @property
    def impersonal(self) -> str:
        """The question to search with: no personal data, nor the sentences that held it where another one does the asking."""
        if not self.cautions:
            return self.redacted
        said = [self.redacted[start:end] for start, end in sentences(self.redacted)]
        kept = [sentence for sentence in said if not _PLACEHOLDER.search(sentence)]
        if any(sentence.endswith("?") for sentence in kept):
            return " ".join(kept)
        return _PLACEHOLDER.sub("", self.redacted)


def check(question: str, settings: Settings, encoder: Encoder | None = None) -> Guard:
    """Judge a question as typed. Danger counts more than length: a long cry for help still gets the card.

    Args:
        encoder: the embedding model, so that what the rules do not hear is judged by its meaning too.

    Raises:
        AssistantError: the help card's file is damaged.
    """
    text = normalise(question).strip()
    if not text or _NOTHING_ASKED.fullmatch(text):
        return Guard(reason=Reason.EMPTY, redacted=text)
    found = signal(text[:_READ]) or (judge(text[:_READ], encoder) if encoder else None)
    if found:
        reason = Reason.UNSAFE if found is Signal.ABUSE_REQUEST else None
        return Guard(_KINDS[found], help_card(), _MESSAGES[found], reason, redacted="[message not kept]")
    if len(text) > settings.max_question_chars:
        return Guard(reason=Reason.TOO_LONG, redacted="[question too long to keep]")
    personal = personal_data(text)
    if not personal:
        return Guard(redacted=text)
    kinds = list(dict.fromkeys(item.what for item in personal))
    listed = kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} and {kinds[-1]}"
    warning = f"Your question seems to hold personal data ({listed}). Leave it out where you can; it is not needed for an answer."
    return Guard(cautions=(Caution("personal_data", warning),), redacted=redact(text, personal))
