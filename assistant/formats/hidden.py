"""Tells which elements of a web page a reader cannot see: by attribute, inline style, style sheet rule or colour.

Hidden text is where planted instructions and claims stand, and nobody could check a quote from it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_HIDING = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden"
    r"|font-size\s*:\s*(?:0(?:\.0+)?[a-z%]{0,3}|[01]?(?:\.\d+)?p[xt]|0?\.[01]\d*r?em)\s*(?:;|!|$)"
    r"|opacity\s*:\s*(?:0?\.0\d*|0)\s*(?:;|!|$)|transform\s*:\s*scale\(\s*0\s*[,)]"
    r"|clip-path\s*:\s*inset\(\s*(?:50|100)%|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)"
    r"|(?:left|right|top|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|vw|%))",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(r"(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|!|$)", re.IGNORECASE)
_CLIPPED = re.compile(r"overflow\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_HIDDEN_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only element-invisible".split()
)
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
_NAMED = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "red": (255, 0, 0),
}
_WHITE = (255, 255, 255)
_ALIKE = 12  # channels that differ by no more cannot be told apart
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_MOST_RULES = 300
_MOST_CSS_CHARS = 300_000


class HiddenElements:
    """Answers for one page which of its elements are hidden themselves (what stands in them is too)."""

    def __init__(self, page: LexborHTMLParser) -> None:
        self._by_rule = _hidden_by_rules(page)
        self._is_styled = page.css_first("style, link[rel~=stylesheet]") is not None

    def __contains__(self, node: LexborNode) -> bool:
        attributes = node.attributes
        if not attributes:
            return node.mem_id in self._by_rule
        style = attributes.get("style") or ""
        return (
            "hidden" in attributes
            or (attributes.get("aria-hidden") or "").lower() == "true"
            or (bool(style) and _is_hiding(style))
            or not _HIDDEN_CLASSES.isdisjoint((attributes.get("class") or "").lower().split())
            or node.mem_id in self._by_rule
            or self._is_invisible_ink(node, style, attributes.get("color"))
        )

    def _is_invisible_ink(self, node: LexborNode, style: str, attribute: str | None) -> bool:
        """Whether the text has the colour of what it stands on."""
        if not style and not attribute:
            return False
        written = _COLOUR.search(style)
        ink = written[1] if written else attribute
        if not ink:
            return False
        if ink.strip().lower() == "transparent" or re.search(r"(?:rgba|hsla)\([^)]*,\s*0(?:\.0+)?\s*\)", ink):
            return True
        colour = _rgb(ink)
        if colour is None:
            return False
        ground, is_known = self._ground(node)
        if not is_known and colour != _WHITE:
            return False
        return ground is not None and all(abs(a - b) <= _ALIKE for a, b in zip(colour, ground, strict=True))

    def _ground(self, node: LexborNode) -> tuple[tuple[int, int, int] | None, bool]:
        """Colour behind a node, and whether it is written there.

        Without any, a page is white; but a class or id may bring its background from a style sheet that we do not read,
        as over a picture. Then the colour is unknown.
        """
        current: LexborNode | None = node
        while current is not None and current.tag not in ("html", "-undef", None):
            attributes = current.attributes
            written = _BACKGROUND.search(attributes.get("style") or "")
            value = written[1] if written else attributes.get("bgcolor")
            if value:
                return _rgb(value), True
            if self._is_styled and current.tag != "body" and (attributes.get("class") or attributes.get("id")):
                return None, False
            current = current.parent
        return _WHITE, False


def _is_hiding(style: str) -> bool:
    return _HIDING.search(style) is not None or (
        _NO_SIZE.search(style) is not None and _CLIPPED.search(style) is not None
    )


def _rgb(value: str) -> tuple[int, int, int] | None:
    text = value.strip().lower()
    name = text.split()[0] if text.split() else ""
    if name in _NAMED:
        return _NAMED[name]
    digits = re.match(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", text)
    if digits:
        short = digits[1] if len(digits[1]) == 6 else "".join(c * 2 for c in digits[1])
        return int(short[:2], 16), int(short[2:4], 16), int(short[4:], 16)
    numbers = re.match(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", text)
    return (int(numbers[1]), int(numbers[2]), int(numbers[3])) if numbers else None


def _hidden_by_rules(page: LexborHTMLParser) -> frozenset[int]:
    """Ids of the nodes that a rule in the page's own style sheets hides, whatever the screen. ``body`` itself never is."""
    css = "\n".join(node.text(deep=True) for node in page.css("style"))[:_MOST_CSS_CHARS]
    css = _AT_RULE.sub(" ", re.sub(r"/\*.*?\*/", " ", css, flags=re.DOTALL))
    ids: set[int] = set()
    rules = [m for m in _RULE.finditer(css) if _HIDING.search(m[2])][:_MOST_RULES]
    for rule in rules:
        for selector in rule[1].split(","):
            if re.search(r"[:>~+]|\b(?:body|html|main|article)\s*$", selector) or not selector.strip():
                continue
            try:
                ids.update(node.mem_id for node in page.css(selector.strip()))
            except ValueError:  # a selector the library does not know
                continue
    return frozenset(ids)
