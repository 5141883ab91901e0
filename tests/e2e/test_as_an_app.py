"""The portal on a phone's first screen: it installs, says what to do without a network, and keeps nobody's pages."""

from __future__ import annotations

import pytest

from tests.e2e.people import Person

ALL_KEPT = """async () => (await Promise.all((await caches.keys()).map(async name =>
    (await (await caches.open(name)).keys()).map(request => new URL(request.url).pathname)))).flat()"""
OLD_CACHE = """async () => { await (await caches.open("sunwai-old")).put("/x", new Response("x")) }"""


def ready(person: Person, path: str = "/") -> Person:
    person.open(path)
    person.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    person.page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
    return person


@pytest.mark.parametrize(
    ("root", "start", "name"),
    [("", "/", "सुनवाई 181"), ("/en", "/en/", "Sunwai 181")],
    ids=["Hindi", "English"],
)
def test_a_phone_can_keep_it(people, world, root, start, name):
    person = people.someone(installs=True)
    person.open(f"{root}/")
    found = person.page.evaluate(
        "async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json()"
    )

    assert (found["short_name"], found["start_url"], found["display"]) == (name, start, "standalone")
    assert [icon["sizes"] for icon in found["icons"]] == ["192x192", "512x512", "512x512"]
    for icon in found["icons"]:
        measured = person.page.evaluate(
            """async src => { const image = new Image(); image.src = src; await image.decode();
                return `${image.naturalWidth}x${image.naturalHeight}` }""",
            icon["src"],
        )
        assert measured == icon["sizes"]
    assert person.troubles == []


def test_without_a_network_one_is_told_what_to_do(people, world):
    person = ready(people.someone(installs=True))
    person.page.context.set_offline(True)

    person.open("/track/")
    assert person.page.locator("h1").inner_text() == "अभी नेटवर्क नहीं है"
    assert person.page.locator("main a[href='tel:181']").is_visible()
    person.open("/en/track/")
    assert person.page.locator("h1").inner_text() == "There is no network just now"


def test_no_page_of_a_citizen_is_kept(people, world):
    case = world.register()
    person = ready(people.someone(installs=True))
    person.sign_in(world.citizen)
    for path in (f"/c/{case.reference}/", "/mine/", "/"):
        person.open(path)
    kept = person.page.evaluate(ALL_KEPT)

    assert "/offline/" in kept
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline/", "/en/offline/"]
    offline = person.page.evaluate("async () => (await caches.match('/offline/')).text()")
    assert "/mine/" not in offline.split("<main")[0]  # made for nobody in particular
    assert "csrfmiddlewaretoken" not in offline


def test_an_old_cache_is_removed(people, world):
    person = people.someone(installs=True)
    person.open("/robots.txt")
    person.page.evaluate(OLD_CACHE)
    ready(person)

    names = person.page.evaluate("() => caches.keys()")
    assert len(names) == 1
    assert names != ["sunwai-old"]
