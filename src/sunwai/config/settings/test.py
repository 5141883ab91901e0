"""For the tests: quick hashes, loud templates, jobs and files that leave nothing behind."""

import tempfile
from pathlib import Path

from sunwai.config.settings.demo import *  # noqa: F403
from sunwai.config.settings.demo import PROVIDERS, TEMPLATES


class Undefined(str):
    """An undefined template variable fails the test that meets it."""

    def __mod__(self, name: object) -> str:
        raise NameError(f"undefined template variable: {name}")

    def __contains__(self, text: object) -> bool:
        return text == "%s" or super().__contains__(str(text))


MODE = "test"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="sunwai-test-files-"))
SOUNDS_FOLDER = Path(tempfile.mkdtemp(prefix="sunwai-test-sounds-"))
SIMULATED_MAIL = Path(tempfile.mkdtemp(prefix="sunwai-test-mail-"), "box")
SIMULATED_PUSH = Path(tempfile.mkdtemp(prefix="sunwai-test-push-"), "box")
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="sunwai-test-static-"))
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")  # type: ignore[index]
# One SMS gateway, so that what a test says of failures is of that one; tests of SMPP name theirs.
PROVIDERS = PROVIDERS | {"sms": PROVIDERS["sms"][:1]}
# A test client has middleware of its own: found when asked for, not listed by each client anew.
WHITENOISE_AUTOREFRESH = True
