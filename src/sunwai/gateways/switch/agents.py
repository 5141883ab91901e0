"""How an agent's phone is made known to the switch: pushed over ARI, kept in the switch's memory for one session."""

from __future__ import annotations

from sunwai.gateways.switch import switch_settings

OBJECTS = ("auth", "aor", "endpoint")  # the endpoint, which names the others, comes last

BROWSER = {
    "webrtc": "yes",  # DTLS-SRTP, ICE, feedback profile, one port (RFC 8834, RFC 8835)
    "dtls_auto_generate_cert": "yes",
}
TELEPHONE = {
    "media_encryption": "sdes",
    "media_encryption_optimistic": "yes",
    "rtp_symmetric": "yes",
    "force_rport": "yes",
    "rewrite_contact": "yes",
}
ENDPOINT = {
    "context": "agents",
    "disallow": "all",
    "allow": "alaw",  # what trunks carry: nothing is transcoded
    "dtmf_mode": "auto",
    "direct_media": "no",
    "allow_transfer": "no",
    "allow_subscribe": "no",
    "send_connected_line": "no",
    "device_state_busy_at": "1",
    "language": "hi",
}


def agent_objects(extension: str, secret: str) -> dict[str, dict[str, str]]:
    """The objects of res_pjsip by which `extension` may register with `secret`, in the order they are to be made."""
    switch = switch_settings()
    phone = BROWSER if switch["agent_phones"] == "browser" else TELEPHONE
    media = (
        {"media_address": switch["media_address"], "bind_rtp_to_media_address": "yes"}
        if switch["media_address"]
        else {}
    )
    return {
        "auth": {"auth_type": "userpass", "username": extension, "password": secret},
        "aor": {"max_contacts": "1", "remove_existing": "yes", "default_expiration": "120"},
        "endpoint": ENDPOINT
        | phone
        | media
        | {
            "auth": extension,
            "aors": extension,
            "rtp_timeout": str(switch["agent_rtp_timeout"]),
            "rtp_timeout_hold": str(switch["agent_rtp_timeout"]),
        },
    }
