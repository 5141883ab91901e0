"""What an administrator comes to do: the start page, task by task, in plain words. One table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Task:
    """A heading of the start page, and the lists under it (by model label) with what each is for.

    Attributes:
        steps: what is done in one step, above the lists: address, name, what it does.
        permission: who sees the steps; each list asks by itself.
    """

    title: str | Promise
    lists: dict[str, str | Promise]
    steps: tuple[tuple[str, str | Promise, str | Promise], ...] = ()
    permission: str = "admin"


# fmt: off
TASKS: tuple[Task, ...] = (
    Task(_("People and roles"), {
        "accounts.user":       _("Who works here and what each may do. Close an account when somebody leaves."),
    }),
    Task(_("Posts and postings"), {
        "offices.post":        _("Every post: who holds it now, and which stand vacant."),
        "offices.posting":     _("Put a person on a post from a date."),
        "offices.leave":       _("Who is away, and until when. Their cases go to whoever stands in."),
        "offices.dispatchgap": _("Posts that complaints looked for and did not find. Mend these first."),
    }, steps=(
        ("admin:offices_posting_move", _("Move an officer to a post"),
         _("Old posting ends, new one begins, in one form.")),
    )),
    Task(_("Departments and subjects"), {
        "offices.department":  _("Departments, and who answers at each of their levels."),
        "offices.category":    _("What people complain about, and in how many days it must be solved."),
        "offices.designation": _("The ranks inside a department."),
        "janseva.service":     _("Certificates and land records: what is asked, in which time, for how much."),
        "janseva.ledgerentry": _("Fees taken and given back, to hold against the statement of the payment gateway."),
    }),
    Task(_("Places"), {
        "places.place":        _("Districts, blocks, panchayats, villages, towns and wards, in both scripts."),
    }),
    Task(_("The confidential helplines"), {
        "womenline.contact":   _("Whom counsellors call for help in each district: One Stop Centre and so on."),
    }),
    Task(_("What we say"), {
        "sunwai_messages.template":   _("The text of each message to citizens and officers, in each language."),
        "web_office.reply":           _("Sentences that officers may pick when they answer, and change."),
    }),
    Task(_("The telephone"), {
        "calls.announcement":  _("What all callers, or those of a district, are told before the menu."),
        "calls.number":        _("The numbers people dial, and where each leads."),
        "calls.queue":         _("Who waits where, how urgent it is, what is promised."),
        "calls.agentprofile": _("Which calls an agent can take: skills, languages, districts."),
        "calls.destination":   _("Where agents may put a call through to, such as 112."),
    }, steps=(
        ("admin:prompts", _("What callers hear"),
         _("Every prompt of the telephone, to listen to and to replace by a voice of your own.")),
        ("admin:flows", _("Call flows"),
         _("What callers hear and what each key does: change it, rehearse it, publish it.")),
    )),
    Task(_("Government schemes"), {
        "schemes.scheme":      _("Every scheme as it stands, with its history."),
    }, steps=(
        ("admin:schemes", _("Changes and questions"),
         _("What waits for a second person, what is to be checked again, what nobody could answer.")),
    ), permission="edit_schemes"),
    Task(_("Calls that we make"), {
        "calls.donotdisturb":         _("Numbers that are called only when their holder asks for it."),
    }),
    Task(_("Central grievances (CPGRAMS)"), {
        "cpgrams.centralcategory":    _("The tree of CPGRAMS: search it, and choose our subject for a part of it."),
        "cpgrams.districtspelling":   _("How CPGRAMS spells our districts."),
    }, steps=(
        ("admin:central", _("What waits"),
         _("Categories and districts of CPGRAMS whose meaning nobody has said yet.")),
        ("admin:central_aside", _("Records put aside"),
         _("What could not be taken in, with the reason.")),
        ("admin:central_registers", _("Our register and the centre's"),
         _("What stands only in one of them or differently, and what the centre refused.")),
    )),
    Task(_("What people say of this site"), {
        "web_portal.feedback": _("Words about the pages, without names."),
    }),
    Task(_("Settings and holidays"), {
        "core.setting":        _("Days, limits and hours that may be changed, each with its default."),
        "core.holiday":        _("Days on which offices are closed; the day limits leave them out."),
    }),
    Task(_("Programs"), {
        "accounts.apikey":     _("Keys of other programs: portals that file, departments' own systems, apps."),
        "api.jurisdiction":    _("Districts and towns that Open311 knows by a name of their own."),
        "webhooks.endpoint":   _("Addresses of other programs that are told what happens to cases."),
        "webhooks.delivery":   _("What they were told and what they answered; send it again."),
    }),
    Task(_("Logs"), {
        "sunwai_messages.message":        _("Messages that went out, wait or failed."),
        "conversations.incoming":         _("What came in by WhatsApp and SMS, and whether it was dealt with."),
        "sunwai_messages.providerhealth": _("Message gateways that fail just now."),
        "cpgrams.centrecall":      _("What CPGRAMS was asked, and how it answered."),
        "accounts.accesslog":      _("Who read which citizen's data, and why."),
    }),
)
# fmt: on
