"""What an administrator may set: every option with its default, its kind and its reason. One table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import caches
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SECONDS_KEPT = 5

# Units of numbers
DAYS = _("days")
WORKING_DAYS = _("working days")
HOURS = _("hours")
MINUTES = _("minutes")
SECONDS = _("seconds")
HOUR = _("hour of the day")  # 0 to 24
MEGABYTES = _("MB")
SHARE = _("share of the day limit")  # 0.75: three quarters


@dataclass(frozen=True)
class Option:
    """One setting: its default, what it is for, the least and most that it, or an item of it, may be, and its unit."""

    default: Any
    help: str | Promise
    least: float | None = None
    most: float | None = None
    unit: str | Promise = ""

    def problem(self, value: Any) -> Promise | str | None:
        """Why `value` cannot be accepted, or None."""
        if not _is_like(self.default, value):
            return _("This setting takes a value like %(example)s.") % {"example": repr(self.default)}
        for number in value if isinstance(value, list) else [value]:
            if self.least is not None and number < self.least:
                return _("Must not be less than %(least)s.") % {"least": self.least}
            if self.most is not None and number > self.most:
                return _("Must not be more than %(most)s.") % {"most": self.most}
        return None


def _is_like(example: Any, value: Any) -> bool:
    """Whether `value` is of the type of `example`, item by item where it is a list."""
    if isinstance(example, list):
        return isinstance(value, list) and all(_is_like(example[0], item) for item in value)
    if isinstance(example, float):
        return type(value) in (int, float)
    return type(value) is type(example)


# fmt: off
OPTIONS: dict[str, Option] = {
    # The working calendar
    "calendar.closed_saturdays":        Option([2, 3], _("Which Saturdays of a month offices are closed."), 1, 5),
    # The clock of a complaint
    "grievance.levels":                 Option(4, _("How many levels a complaint can climb."), 4, 5),
    "grievance.warn_at":                Option([0.75, 0.9], _("Shares of the day limit at which the holder is warned."), 0.01, 0.99, SHARE),
    "grievance.pause_days":             Option(15, _("Longest pause while the citizen is asked, in days."), 1, 60, DAYS),
    "grievance.pause_reminders":        Option([7, 12], _("Days of the pause on which the citizen is reminded."), 1, 60, DAYS),
    "grievance.objection_days":         Option(3, _("Working days to object to a special closure."), 1, 30, WORKING_DAYS),
    "grievance.reopen_days":            Option(30, _("Days within which a closed complaint may be reopened."), 1, 365, DAYS),
    "grievance.daily_limit":            Option(5, _("Complaints a citizen may file in a day before they are flagged (never refused)."), 1, 1000),
    "grievance.transfers_before_arbiter": Option(2, _("Transfers out of a department before an arbiter decides."), 1, 10),
    "grievance.lookalike_days":         Option(30, _("How far back look-alikes are searched, in days."), 1, 365, DAYS),
    "grievance.evidence_for_invalid":   Option(False, _("Whether marking invalid needs a file as evidence.")),
    # Corruption
    "vigilance.reveal_hours":           Option(24, _("Hours within which a second vigilance officer must approve the reading of a sealed identity; as long again it can then be read, once."), 1, 240, HOURS),
    "vigilance.retaliation_days":       Option(2, _("Working days within which a report of a threat or harm for a corruption complaint must be answered."), 1, 30, WORKING_DAYS),
    "vigilance.anonymous_per_hour":     Option(10, _("Anonymous corruption complaints from one network address in an hour."), 1, 1000),
    "vigilance.code_tries":             Option(5, _("Wrong secret codes after which a complaint cannot be followed for an hour."), 1, 20),
    "vigilance.smallest_count":         Option(10, _("Counts of corruption complaints below this are not shown, so that nobody can be guessed."), 2, 100),
    # Reaching the citizen
    "contact.tries":                    Option(3, _("Tries, each on its own day, before a citizen counts as not reached."), 1, 10),
    "contact.first_hour":               Option(9, _("Calls and messages that can wait go out from this hour."), 0, 23, HOUR),
    "contact.last_hour":                Option(20, _("… until this hour."), 1, 24, HOUR),
    "contact.callback_minutes":         Option(30, _("Minutes after which a call that an agent took and did not wrap up is offered to others again."), 5, 240, MINUTES),
    "contact.reminders":                Option([1, 3], _("Days after a resolution on which the closure question is asked again."), 1, 30, DAYS),
    "contact.fallback_minutes":         Option(30, _("Minutes after which a message that has not arrived goes out by the next channel, at last as an SMS."), 1, 1440, MINUTES),
    # What a message costs the helpline: among the channels a citizen can be reached by, the cheapest is taken
    "cost.sms_part":                    Option(15, _("Price of one SMS part, in paise."), 0, 1000),
    "cost.whatsapp":                    Option(13, _("Price of a WhatsApp message outside a running chat, in paise."), 0, 1000),
    "cost.email":                       Option(1, _("Price of an e-mail, in paise."), 0, 1000),
    # Chats
    "whatsapp.filing":                  Option(False, _("Complaints can be filed by WhatsApp.")),
    "whatsapp.corruption":             Option(False, _("Where complaints can be filed by WhatsApp: also those about corruption, of which only the number is sent back.")),
    "whatsapp.per_minute":              Option(20, _("Messages of one sender in a minute that are answered; what is beyond is kept, not answered."), 1, 1000),
    "whatsapp.raw_days":                Option(90, _("Days after which what came in by WhatsApp and SMS is deleted, as it came."), 1, 3650, DAYS),
    "sms.per_sender_hour":              Option(20, _("SMS of one sender in an hour that are answered."), 1, 1000),
    "sms.attempts":                     Option(6, _("Attempts to send one SMS before it is given up."), 1, 20),
    "sms.parts":                        Option(3, _("Most parts one SMS may have."), 1, 6),
    # The telephone
    "calls.menu_seconds":               Option(6, _("How long a menu waits for a key."), 2, 30, SECONDS),
    "calls.menu_tries":                 Option(3, _("How often a menu is said before the caller goes to an agent."), 1, 5),
    "calls.flood_per_hour":             Option(30, _("Calls from one number in an hour after which the next ones hear that they will be called back."), 3, 1000),
    "calls.short_wait_seconds":         Option(5, _("Who hangs up sooner than this while waiting is not called back."), 0, 60, SECONDS),
    "calls.missed_ring_seconds":        Option(3, _("How long a missed-call number rings before it hangs up."), 1, 20, SECONDS),
    "calls.agent_seen_seconds":         Option(45, _("An agent whose browser was not heard of for so long is set not ready."), 15, 300, SECONDS),
    "calls.rejoin_seconds":             Option(20, _("How long a caller is kept for an agent whose browser reloads."), 5, 120, SECONDS),
    "calls.callback_tries":             Option(3, _("How often somebody is called back before it is given up."), 1, 10),
    "calls.callback_minutes":           Option(30, _("Minutes between two tries to call somebody back."), 1, 1440, MINUTES),
    "calls.outgoing_at_once":           Option(10, _("Calls we make at the same time, at most."), 1, 1000),
    "calls.missed_again_minutes":       Option(10, _("A missed call from the same number within so many minutes counts as the same one."), 1, 1440, MINUTES),
    "calls.missed_sms_per_day":         Option(3, _("Most answers by SMS to the missed calls of one number in a day."), 1, 20),
    "calls.click_per_officer":          Option(30, _("Calls to citizens that one officer may have put through in a day."), 1, 500),
    "calls.click_per_case":             Option(3, _("Calls to the citizen of one case that officers may have put through in a day."), 1, 20),
    "calls.ask_per_day":                Option(5, _("How often a citizen may ask on the portal to be called, in a day."), 1, 50),
    "calls.recording_days":             Option(180, _("Days for which recordings of calls are kept."), 1, 3650, DAYS),
    "calls.message_days":               Option(730, _("Days for which complaints and messages left by voice are kept."), 1, 3650, DAYS),
    "calls.confidential_days":          Option(365, _("Days for which recordings of the women's helpline are kept."), 1, 3650, DAYS),
    # Central grievances (DARPG, comprehensive guidelines of 23 August 2024)
    "cpgrams.days":                     Option(21, _("Days that the centre leaves for a grievance."), 1, 180, DAYS),
    "cpgrams.warn_days":                Option([7, 3, 1], _("So many days before they end the holder is warned, unless an interim reply was given."), 1, 60, DAYS),
    "cpgrams.close_ahead_days":         Option(1, _("So many days before they end a case that waits for its citizen's word is told to the centre as closed."), 0, 20, DAYS),
    "cpgrams.feedback_days":            Option(30, _("Days after which a citizen whom only the centre can ask counts as not reached."), 1, 365, DAYS),
    "cpgrams.pull_minutes":             Option(15, _("Minutes between two looks for new grievances at the centre."), 1, 1440, MINUTES),
    # CM Jan Seva
    "janseva.link_hours":               Option(72, _("Hours for which the link to an application is good."), 1, 720, HOURS),
    "janseva.pause_days":               Option(15, _("Most working days for which the clock of an application stands still while its applicant is asked."), 1, 60, WORKING_DAYS),
    # Appeals and penalties (Madhya Pradesh Public Services Guarantee Act, 2010)
    "janseva.first_appeal_days":        Option(30, _("Days for a first appeal (section 6(1))."), 1, 365, DAYS),
    "janseva.second_appeal_days":       Option(60, _("Days for a second appeal (section 6(3))."), 1, 365, DAYS),
    "janseva.revision_days":            Option(60, _("Days for an application for revision (section 9)."), 1, 365, DAYS),
    "janseva.decide_days":              Option(30, _("Working days within which an appeal is to be decided (by notification; check it)."), 1, 180, WORKING_DAYS),
    "janseva.penalty_day":              Option(250, _("Penalty for each day of delay, in rupees (section 7(1)(b))."), 0, 5000),
    "janseva.penalty_least":            Option(500, _("Least penalty at once, in rupees (section 7(1)(a))."), 0, 100000),
    "janseva.penalty_most":             Option(5000, _("Highest penalty, in rupees (section 7(1))."), 0, 100000),
    # Government schemes
    "schemes.remind_days":              Option(30, _("So many days before a scheme is to be checked again editors are reminded."), 1, 365, DAYS),
    "schemes.question_days":            Option(180, _("Days after which questions that found no scheme are deleted, if nobody asked again."), 7, 3650, DAYS),
    # Sign-in by one-time code
    "otp.minutes":                      Option(10, _("How long a one-time code is good, in minutes."), 2, 30, MINUTES),
    "otp.attempts":                     Option(5, _("Wrong tries before a one-time code is void."), 1, 10),
    "otp.per_mobile_hour":              Option(5, _("One-time codes sent to one mobile in an hour."), 1, 50),
    "otp.per_address_hour":             Option(60, _("One-time codes asked for from one network address in an hour."), 1, 10000),
    # Sign-in of staff
    "staff.idle_minutes":               Option(30, _("Minutes without a click after which staff must sign in again."), 5, 480),
    "staff.sessions":                   Option(3, _("Places at which one person can be signed in at the same time; the oldest ends."), 1, 20),
    # Programs
    "api.per_minute":                   Option(0, _("Requests one API key may make in a minute, for each server process; 0: no limit."), 0, 100000),
    "open311.per_minute":               Option(60, _("Requests of Open311 that one network address may make in a minute without a key."), 1, 100000),
    "app.hours":                        Option(24, _("Hours for which a citizen's app is signed in before it must renew its token."), 1, 720, HOURS),
    "app.days":                         Option(90, _("Days after which a citizen's app must ask for a new code."), 1, 365, DAYS),
    "webhooks.rotation_hours":          Option(24, _("Hours for which the old secret of a webhook endpoint still signs, after it was given a new one."), 1, 168),
    "webhooks.disable_days":            Option(7, _("Days of nothing but failure after which a webhook endpoint is disabled."), 1, 60, DAYS),
    "webhooks.kept_days":               Option(30, _("Days for which webhook deliveries are kept, to look at and to replay."), 4, 365, DAYS),
    # The confidential helplines
    "women.exit_address":               Option("https://www.google.co.in/", _("Where the quick exit of the women's page leads: a page that everybody opens.")),
    "women.requests_per_hour":          Option(5, _("Requests to be called that one network address may leave on the women's page in an hour."), 1, 1000),
    # No law names a time. Cruelty by a husband can be prosecuted for three years (BNSS 2023 s. 514, BNS 2023 s. 85), and
    # courts ask for records later than that; beyond it DPDP Act 2023 s. 8(7) wants them erased.
    "women.retention_years":            Option(7, _("Years after closing for which what was said at the confidential helplines is kept; 0: for ever. Of minors 18 years longer."), 0, 100),
    "women.smallest_cell":              Option(10, _("Figures of the confidential helplines below this are not shown."), 10, 100),
    "women.return_columns":             Option(["state", "risk", "age", "gender", "relationship", "category", "district", "referral"], _("What the monthly return counts, in this order.")),
    # What the contact page says; empty until the operator fills it in
    "site.address_hi":                  Option("", _("Postal address of the helpline, in Hindi.")),
    "site.address_en":                  Option("", _("Postal address of the helpline, in English.")),
    "site.hours_hi":                    Option("", _("When 181 is answered, in Hindi.")),
    "site.hours_en":                    Option("", _("When 181 is answered, in English.")),
    "site.officer_hi":                  Option("", _("Who answers for this site, with telephone or e-mail, in Hindi.")),
    "site.officer_en":                  Option("", _("Who answers for this site, with telephone or e-mail, in English.")),
    "site.feedback_days":               Option(365, _("Days after which words about this site are deleted."), 30, 3650, DAYS),
    # Uploads
    "files.photo_megabytes":            Option(10, _("Largest photo, in MB."), 1, 50, MEGABYTES),
    "files.audio_megabytes":            Option(10, _("Largest voice recording, in MB."), 1, 50, MEGABYTES),
    "files.audio_minutes":              Option(5, _("Longest voice recording, in minutes."), 1, 60, MINUTES),
    "files.unclaimed_days":             Option(30, _("Days for which a file that was given and never sent with a complaint is kept as it arrived."), 1, 365, DAYS),
    "files.per_case":                   Option(10, _("Most files on one side of a case."), 1, 50),
}
# fmt: on


def option(key: str) -> Any:
    """The value in force for `key`, at most a few seconds old."""
    return _changed().get(key, OPTIONS[key].default)


def forget() -> None:
    """Read the settings afresh on the next use."""
    _kept().delete_many(["core.options", "core.calendar"])


def working_calendar() -> Any:
    """The state's `WorkingCalendar` in force."""
    from sunwai.core.calendar import calendar_of
    from sunwai.core.models import Holiday

    known = _kept().get("core.calendar")
    if known is None:
        days: list[date] = list(Holiday.objects.values_list("day", flat=True))
        known = calendar_of(days, option("calendar.closed_saturdays"))
        _kept().set("core.calendar", known, SECONDS_KEPT)
    return known


def _changed() -> dict[str, Any]:
    from sunwai.core.models import Setting

    known: dict[str, Any] | None = _kept().get("core.options")
    if known is None:
        known = dict(Setting.objects.values_list("key", "value"))
        _kept().set("core.options", known, SECONDS_KEPT)
    return known


def _kept() -> Any:
    """What this process remembers for a few seconds."""
    return caches["local"]
