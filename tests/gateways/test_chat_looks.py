"""A chat looks as on a phone."""

import pytest
from django.template import Context, Template

from sunwai.gateways.templatetags.chat import bold


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*शिकायत 4812 09375*: दर्ज", "<strong>शिकायत 4812 09375</strong>: दर्ज"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*one\ntwo*", "*one\ntwo*"),
        ("a*b*c", "a*b*c"),
        ("*<b>*", "<strong>&lt;b&gt;</strong>"),
    ],
)
def test_stars_are_bold_and_nothing_else_is_html(written, shown):
    assert bold(written) == shown


def test_links_stay_links():
    page = Template("{% load chat %}{{ text|urlize|bold|linebreaksbr }}")
    shown = page.render(Context({"text": "*so* https://x.example/c/1/ <b>"}))
    assert shown.startswith('<strong>so</strong> <a href="https://x.example/c/1/"')
    assert shown.endswith("&lt;b&gt;")
