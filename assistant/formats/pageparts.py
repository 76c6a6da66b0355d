"""Tells which parts of a web page are its site's and not its article's: headers, banners, share bars, link blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tablist tooltip form".split()
)
# Parts of class names and ids that say it all.
_CERTAIN = frozenset(
    "navbar breadcrumb breadcrumbs cookie cookies gdpr newsletter signup paywall sidebar advert adverts advertisement popup modal"
    " lightbox skiplink pagination disqus".split()
)
# Parts that say it only together with words of layout: "social-links" does, "social-care" does not.
_LIKELY = frozenset(
    "nav navigation menu submenu consent subscribe subscription share sharing social sponsor sponsored ad ads promo overlay skip related"
    " recommended recommendations trending pager comments masthead toolbar tags".split()
)
_LAYOUT = frozenset(
    "area articles bar banner block bottom box button buttons container content cta desktop fixed footer form global group header icon icons"
    " inner item items left link links list main media mobile module more notice page panel posts primary right row secondary section site"
    " sticky stories strip tools top widget wrap wrapper".split()
)
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CONTAINERS = frozenset("div section ul ol p span table form details".split())
_LARGEST_SHARE = 0.4  # what holds more of the text than this is no furniture, whatever it is called
_PROSE_WORDS = 80
_LEAST_LINKS = 4
_LINK_WORDS = 5


class PageFurniture:
    """Answers for one page which of its elements belong to the site."""

    def __init__(self, page: LexborHTMLParser, root: LexborNode) -> None:
        self._length = max(1, len(root.text(deep=True)))
        self._is_article = root.tag in ("main", "article") or root.attributes.get("role") == "main"
        self._root_id = root.mem_id
        self._titles = len(page.css("h1"))

    def __contains__(self, node: LexborNode) -> bool:
        if node.mem_id == self._root_id or node.tag in ("body", "main", "article"):
            return False
        attributes = node.attributes
        if node.tag == "header":
            return self._is_site_header(node)
        if (attributes.get("role") or "").lower() in _ROLES and not self._is_large(node):
            return True
        if node.tag == "form":
            return not self._is_large(node)  # some sites wrap the whole page in one
        if node.tag not in _CONTAINERS:
            return False
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        return (bool(names.strip()) and self._is_named_so(node, names)) or self._is_link_block(node)

    def _is_site_header(self, node: LexborNode) -> bool:
        """An article's own header holds its title; a site's holds its logo, or a second title."""
        parent = node.parent
        while parent is not None:
            if parent.tag in ("article", "main"):
                return False
            parent = parent.parent
        return node.css_first("h1") is None or self._titles > 1

    def _is_named_so(self, node: LexborNode, names: str) -> bool:
        for name in names.split():
            parts = {part.lower() for part in _NAME_PARTS.findall(name)}
            certain = not parts.isdisjoint(_CERTAIN)
            likely = not parts.isdisjoint(_LIKELY) and parts <= _LIKELY | _LAYOUT
            if not certain and not likely:
                continue
            if node.css_first("h1, main, article") is None and not self._is_large(node):
                return certain or not _is_prose(node)
        return False

    def _is_link_block(self, node: LexborNode) -> bool:
        """A menu without a name: a list or row of short links and nothing else, outside the article."""
        if self._is_article or node.tag not in ("ul", "div", "p"):
            return False
        links = node.css("a")
        if len(links) < _LEAST_LINKS or node.css_first("h1, h2, h3, p p, table") is not None:
            return False
        words = sum(len(link.text(deep=True).split()) for link in links)
        all_words = len(node.text(deep=True).split())
        return words <= _LINK_WORDS * len(links) and words >= 0.85 * all_words and not self._is_large(node)

    def _is_large(self, node: LexborNode) -> bool:
        return len(node.text(deep=True)) > _LARGEST_SHARE * self._length


def _is_prose(node: LexborNode) -> bool:
    words = node.text(deep=True).split()
    linked = sum(len(link.text(deep=True).split()) for link in node.css("a"))
    return len(words) - linked > _PROSE_WORDS
