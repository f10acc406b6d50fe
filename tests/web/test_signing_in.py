"""Signing in: who may, who may not, and what a wrong password costs."""

from tests.web.browser import Site


def test_a_clerk_signs_in_and_sees_the_rounds(site: Site) -> None:
    browser = site.signed_in()
    assert "各轮征求意见" in browser.text
