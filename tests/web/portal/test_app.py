"""The service worker and the manifest, as the server sends them."""

import json

from sunwai.web.portal import app


def test_the_service_worker_is_asked_for_anew_each_time_and_answers_for_all_pages(client, world):
    answer = client.get("/service-worker.js")

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    shell = json.loads(answer.text.partition(";\n")[0].removeprefix("self.shell = "))
    assert shell["offline"] == {"hi": "/offline/", "en": "/en/offline/"}
    assert shell["staticRoot"] == "/static/"
    for file in shell["files"]:
        sent = client.get(file)
        assert b"".join(sent.streaming_content)
        sent.close()


def test_other_contents_make_another_version(monkeypatch):
    def version(contents):
        app._shell.cache_clear()
        monkeypatch.setattr(app, "_read", lambda file: contents)
        return app._shell()["version"]

    try:
        assert version(b"one") == version(b"one")
        assert version(b"one") != version(b"two")
    finally:
        app._shell.cache_clear()


def test_the_walls_let_the_worker_and_the_manifest_through(client, world):
    walls = client.get("/")["Content-Security-Policy"]

    assert "worker-src 'self'" in walls
    assert "manifest-src 'self'" in walls
