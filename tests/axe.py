"""Run axe-core on a page. What it calls a violation fails the test; all of its rules for WCAG 2.2 A and AA and its best practices run.

Rules about colours are slow on long pages (fifteen seconds for a text's), and say the same of all words that look alike. So a
page is asked for them only at one element of each look: its own colours, size, weight and those of everything that it lies in. So
are a release's figures (tests/bench/conformance.py). The other rules look at the whole page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
PREPARE = """() => {
    const looks = new Map()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, node => node.data.trim() ? 1 : 2)
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement
        if (!element.checkVisibility()) continue
        let look = ''
        for (let each = element; each; each = each.parentElement) {
            const style = getComputedStyle(each)
            look += [each === element ? each.tagName : '', each === element && style.fontSize + style.fontWeight, style.color, style.backgroundColor,
                     style.backgroundImage, style.opacity, style.textDecorationLine, each.matches('a, button, p, li, dd') && each.localName] + ';'
        }
        if (!looks.has(look)) looks.set(look, element)
    }
    document.querySelectorAll('[placeholder]').forEach(each => looks.set(each, each))
    window.looks = [...looks.values()]
    return window.looks.length
}"""
RULES = "tags => axe.getRules(tags).filter(rule => !rule.tags.some(tag => tag === 'experimental' || tag === 'deprecated')).map(rule => rule.ruleId)"
RUN = f"""async ([tags, rules, sampled]) => {{
    const colours = axe.getRules(['cat.color']).map(rule => rule.ruleId), all = ({RULES})(tags)
""" + """
    const wanted = rules === 'colours' ? all.filter(rule => colours.includes(rule)) : rules === 'structure' ? all.filter(rule => !colours.includes(rule)) : all
    const result = await axe.run(sampled ? { include: window.looks } : document, { runOnly: { type: 'rule', values: wanted }, resultTypes: ['violations'] })
    return {
        rules: wanted,
        faults: result.violations.map(fault => ({
            rule: fault.id, impact: fault.impact, count: fault.nodes.length, nodes: fault.nodes.slice(0, 3).map(node => node.target.join(' ') + ': ' +
                [...node.any, ...node.all, ...node.none].map(check => check.message).join('; ').slice(0, 300)),
        })),
    }
}"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a page breaks."""

    rule: str
    impact: str
    count: int
    nodes: tuple[str, ...]
    """The first elements, each with what axe says of it."""

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}, {self.count}):" + "".join(f"\n      {node}" for node in self.nodes)


def version() -> str:
    """axe-core's version."""
    return AXE_SCRIPT.split("axe v", 1)[1].split()[0]


def prepare(page: Page) -> None:
    """Put axe into a page, once after it was opened.

    The bar that sticks lies over whatever happens to be scrolled under it, which axe takes for targets that are too small: it goes
    back to its place. That nothing is under it when it has the focus is tested in test_keyboard.py.
    """
    page.add_style_tag(content=".bar { position: static !important }")
    page.evaluate(AXE_SCRIPT)


def rules(page: Page) -> list[str]:
    """The rules that run."""
    return list(page.evaluate(RULES, list(TAGS)))


def faults(page: Page, part: str = "all") -> list[Fault]:
    """Which rules a page breaks. `part`: `structure`, `colours` (one element for each look), `all` (every element, every rule)."""
    sampled = part == "colours"
    if sampled:
        page.evaluate(PREPARE)
    found: dict[str, Any] = page.evaluate(RUN, [list(TAGS), part, sampled])
    return [Fault(one["rule"], one["impact"], one["count"], tuple(one["nodes"])) for one in found["faults"]]
