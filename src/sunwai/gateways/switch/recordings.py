"""What the switch has recorded, fetched over ARI's HTTP by the worker."""

from __future__ import annotations

from urllib.parse import quote

import httpx

from sunwai.calls.ports import SwitchFailed
from sunwai.gateways.switch import switch_settings

SECONDS = 30.0  # an hour's call is 58 MB, on the same machine or in the same network
NOT_FOUND = 404


class AriRecordings:
    """A SwitchRecordings (see `calls.ports`)."""

    def fetch(self, name: str) -> bytes:
        answer = self._ask("GET", f"{quote(name, safe='')}/file")
        if answer.status_code == NOT_FOUND:
            raise KeyError(name)
        self._require_done(answer)
        return answer.content

    def forget(self, name: str) -> None:
        answer = self._ask("DELETE", quote(name, safe=""))
        if answer.status_code != NOT_FOUND:
            self._require_done(answer)

    def _ask(self, method: str, path: str) -> httpx.Response:
        switch = switch_settings()
        try:
            return httpx.request(
                method,
                f"{switch['ari_url']}/ari/recordings/stored/{path}",
                auth=(switch["ari_user"], switch["ari_password"]),
                timeout=SECONDS,
                trust_env=False,
            )
        except httpx.HTTPError as error:
            raise SwitchFailed(f"recordings: {error or type(error).__name__}") from None

    def _require_done(self, answer: httpx.Response) -> None:
        if answer.is_error:
            raise SwitchFailed(f"recordings: {answer.status_code} {answer.text[:200]}")
