"""Nobody has us knock at doors inside: addresses are looked at when they are typed, and again when we connect."""

import pytest

from sunwai.webhooks.addresses import may_be_reached, require_allowed
from sunwai.webhooks.errors import AddressNotAllowed

PUBLIC = ("8.8.8.8", "2606:4700::1111")
INSIDE = (
    "127.0.0.1", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::",
)  # fmt: skip


@pytest.fixture
def production(settings):
    settings.WEBHOOKS_LOOPBACK = False


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_may_be_reached(production, address):
    assert may_be_reached(address)


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_inside_may_be_reached(production, address):
    assert not may_be_reached(address)


def test_a_demo_reaches_its_own_machine_and_nothing_else_inside(settings):
    settings.WEBHOOKS_LOOPBACK = True
    reached = [address for address in INSIDE if may_be_reached(address)]
    assert reached == ["127.0.0.1", "::1", "::ffff:127.0.0.1"]


@pytest.mark.parametrize(
    "url", ["https://program.example/hook", "https://program.example:8443/a?b=c", "https://8.8.8.8/"]
)
def test_addresses_that_may_be_typed(production, url):
    require_allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://program.example/", "http://127.0.0.1/", "https://127.0.0.1/", "https://[::1]/",
        "https://localhost/", "https://10.0.0.1/", "https://user:pass@program.example/", "ftp://program.example/",
        "https:///path", "https://program.example:99999/", "https://[nonsense/", "https://a\\@127.0.0.1/",
        "file:///etc/passwd", "",
    ],
)  # fmt: skip
def test_addresses_that_may_not(production, url):
    with pytest.raises(AddressNotAllowed):
        require_allowed(url)


def test_a_demo_may_post_to_itself_without_tls(settings):
    settings.WEBHOOKS_LOOPBACK = True
    require_allowed("http://127.0.0.1:8181/simulators/webhooks/receive")
    with pytest.raises(AddressNotAllowed):
        require_allowed("http://program.example/")
