"""The configuration that is written for the switch."""

from __future__ import annotations

import re
import stat

import pytest

from sunwai.gateways.switch.configure import configure
from sunwai.gateways.switch.trunks import configured_trunks, trunk_of


@pytest.fixture
def switch(settings, tmp_path):
    settings.SWITCH = settings.SWITCH | {"home": tmp_path / "telephony", "trunks": "10.1.2.3:5080,10.1.2.4"}
    settings.SOUNDS_FOLDER = tmp_path / "sounds"
    return settings.SWITCH


def written(switch, name):
    configure(into=switch["home"])
    return (switch["home"] / "etc" / name).read_text()


def test_nothing_is_left_open_and_nobody_else_reads_it(switch):
    for _again in range(2):
        file = configure(into=switch["home"])
    assert file.name == "asterisk.conf"
    for path in file.parent.iterdir():
        assert not re.search(r"@[A-Z_]+@", path.read_text()), path
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path
    assert switch["ari_password"] in (file.parent / "ari.conf").read_text()
    assert len(switch["ari_password"]) > 30


def test_a_trunk_is_known_by_its_address_alone_and_left_in_peace(switch):
    text = written(switch, "pjsip.conf")
    assert "match=10.1.2.3\n" in text
    assert "contact=sip:10.1.2.3:5080" in text
    assert "contact=sip:10.1.2.4:5060" in text
    for line in (
        "identify_by=ip",
        "send_connected_line=no",
        "direct_media=no",
        "allow=alaw,ulaw",
        "rtp_timeout=60",
    ):
        assert line in text
    assert "anonymous" not in text


def test_a_trunk_from_a_file_registers(switch, tmp_path):
    (tmp_path / "password").write_text("geheim\n")
    file = tmp_path / "trunks.toml"
    file.write_text(
        '[[trunk]]\nname = "bsnl"\naddress = "sip.example.in"\nfrom = ["10.9.0.1/28"]\ntransport = "tcp"\n'
        f'username = "0755270181"\npassword_file = "{tmp_path / "password"}"\nsrtp = true\n'
    )
    switch["trunks"] = str(file)
    text = written(switch, "pjsip.conf")
    for line in (
        "match=sip.example.in,10.9.0.0/28",
        "server_uri=sip:sip.example.in:5060;transport=tcp".replace(";", "\\;"),
        "client_uri=sip:0755270181@sip.example.in",
        "password=geheim",
        "media_encryption=sdes",
    ):
        assert line in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "a b", "address": "10.1.2.3"},
        {"name": "a", "address": "10.1.2.3 ; rm"},
        {"name": "a", "address": "10.1.2.3", "transport": "pigeon"},
        {"name": "a", "address": "10.1.2.3", "codecs": ["gsm"]},
        {"name": "a", "address": "10.1.2.3", "from": ["everywhere"]},
        {"name": "a", "address": "10.1.2.3", "username": "x\npassword=y"},
    ],
)
def test_a_trunk_that_cannot_be_is_named(wrong):
    with pytest.raises(ValueError, match="SUNWAI_TRUNKS"):
        trunk_of(wrong)


def test_there_may_be_no_trunk(switch):
    switch["trunks"] = ""
    assert configured_trunks() == []
    assert "identify" in written(switch, "pjsip.conf")  # only in words


def test_who_waits_has_music(switch):
    configure(into=switch["home"])
    music = (switch["home"] / "data" / "sounds" / "moh").iterdir()
    assert next(music).stat().st_size > 8000
