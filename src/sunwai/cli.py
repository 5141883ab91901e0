"""The `sunwai` command. Each command is a few lines here and a function elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from sunwai.config.environment import Mode, settle

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Sunwai: a state's citizen helpline.",
)
imports = typer.Typer(
    no_args_is_help=True, help="Bring data in. Safe to run twice; says what it could not take."
)
demo = typer.Typer(no_args_is_help=True, help="The demo's invented people.")
audit = typer.Typer(no_args_is_help=True, help="The proof that no history was changed.")
selftest = typer.Typer(no_args_is_help=True, help="Walk a whole path on a throw-away database.")
prompts = typer.Typer(no_args_is_help=True, help="What callers hear: make it, check it, list it.")
telephony = typer.Typer(no_args_is_help=True, help="The telephone switch.")
womenline = typer.Typer(no_args_is_help=True, help="The confidential helplines.")
central = typer.Typer(no_args_is_help=True, help="Central grievances: CPGRAMS.")
app.add_typer(imports, name="import")
app.add_typer(demo, name="demo")
app.add_typer(audit, name="audit")
app.add_typer(selftest, name="selftest")
app.add_typer(prompts, name="prompts")
app.add_typer(telephony, name="telephony")
app.add_typer(central, name="cpgrams")
app.add_typer(womenline, name="womenline")

console = Console(stderr=True, highlight=False)
File = Annotated[Path, typer.Argument(exists=True, readable=True)]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


@app.command()
def up(
    demo: Annotated[
        bool, typer.Option("--demo", help="With invented people and simulators (the default).")
    ] = False,
    production: Annotated[bool, typer.Option("--production", help="For real citizens, behind TLS.")] = False,
) -> None:
    """Start the helpline: database, web and worker. Ctrl-C stops it."""
    mode = Mode.PRODUCTION if production else Mode.DEMO if demo else None
    settle(mode)
    import os

    from sunwai.config.embedded_database import NoDatabase
    from sunwai.config.supervisor import AlreadyRunning, ServiceFailed
    from sunwai.config.up import up as start

    try:
        start(demo=os.environ["SUNWAI_MODE"] == Mode.DEMO, say=lambda line: print(line, flush=True))
    except (AlreadyRunning, ServiceFailed, NoDatabase) as error:
        raise SystemExit(str(error)) from None


@app.command()
def calls() -> None:
    """Command the telephone switch: answer, queue, connect. `up` starts it by itself; ending it ends no call."""
    settle()
    set_up()
    from django.conf import settings

    from sunwai.calls.service.process import serve
    from sunwai.core.providers import providers

    serve(providers("switch")[0], journal=settings.DATA_FOLDER / "calls" / "journal.jsonl")


@app.command()
def live() -> None:
    """Serve live streams to pages, and nothing else; `up` starts it by itself."""
    settle()
    import os

    import django
    from django.conf import settings

    from sunwai.config.up import live_command

    django.setup()
    command = live_command(settings.LIVE_PORT)
    os.execv(command[0], command)  # noqa: S606 (our own command)


@app.command()
def check() -> None:
    """Is everything well? One line each; fails when something is wrong."""
    with database():
        from sunwai.config.checks import run_checks

        found = run_checks()
        for name, ok, says in found:
            print(f"{'ok   ' if ok else 'WRONG'}  {name:<14} {says}")
        if not all(ok for _name, ok, _says in found):
            raise typer.Exit(1)


@app.command()
def suggest(
    text: Annotated[str, typer.Argument(help="What the citizen says; `-` reads lines from standard input.")],
    as_json: AsJson = False,
) -> None:
    """The three likeliest categories of a complaint."""
    from sunwai.grievances.suggestion import described

    for line in sys.stdin if text == "-" else [text]:
        found = described(line.strip())
        if as_json:
            print(json.dumps(found, ensure_ascii=False), flush=True)
        else:
            rows = (
                f"{one['probability']:6.1%}  {one['code']}  {one['name_hi']}  {one['name_en']}"
                for one in found
            )
            print("\n".join(rows), flush=True)


@imports.command()
def places() -> None:
    """The places of the state that ship with Sunwai."""
    from_reference("_places")


@imports.command()
def departments() -> None:
    """The departments, categories and posts that ship with Sunwai."""
    from_reference("_departments")


@imports.command()
def lgd(path: File) -> None:
    """CSV downloads of the Local Government Directory: gram panchayats, villages, wards, Hindi names."""
    with database():
        from sunwai.places.lgd import import_lgd

        tell(import_lgd(path=path, progress=progress))


@imports.command()
def posts(path: File) -> None:
    """Posts and who holds them, from a CSV."""
    with database():
        from sunwai.offices.actions import import_posts

        tell(import_posts(path=path, progress=progress))


@imports.command()
def complaints(path: File) -> None:
    """Complaints from a CSV."""
    with database():
        from sunwai.core import clock
        from sunwai.core.actors import SYSTEM
        from sunwai.grievances.imports import import_complaints

        tell(import_complaints(path=path, actor=SYSTEM, now=clock.now(), progress=progress))


@telephony.command()
def configure(
    into: Annotated[Path | None, typer.Option(help="A folder other than that of the data.")] = None,
) -> None:
    """Write the switch's configuration from our settings; `up` does so by itself at every start."""
    settle()
    set_up()
    from django.conf import settings

    from sunwai.gateways.switch.configure import configure as write
    from sunwai.gateways.switch.programs import find_programs

    try:
        programs = find_programs()
        file = write(into=into or settings.SWITCH["home"], programs=programs)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    command = " ".join(programs.command) if programs else "asterisk"
    print(f"Written for {programs.version if programs else 'an Asterisk elsewhere'}. Start it with:")
    print(f"  {command} -C {file} -f")


@demo.command()
def credentials(as_json: AsJson = False) -> None:
    """Addresses, invented users with passwords and second factors, an API key. Demo mode only."""
    with database():
        from sunwai.config.credentials import NotADemo, demo_credentials

        try:
            shown = demo_credentials()
        except NotADemo as error:
            raise SystemExit(str(error)) from None
        if as_json:
            print(json.dumps(shown, ensure_ascii=False, indent=2))
            return
        for user in shown["users"]:
            print(f"{user['username']:<28} {user['password']:<20} code now {user['totp_now']}  {user['is']}")
        print(f"API key  {shown['api_key']}\nPhones   {shown['simulators']['sms']}")


@app.command()
def administrator(
    username: Annotated[str, typer.Argument(help="User name to sign in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
) -> None:
    """Make an administrator of a new helpline; prints a password, to be changed at once."""
    with database():
        from sunwai.accounts.actions import UsernameTaken, make_administrator

        try:
            password = make_administrator(username=username, name=name or username)
        except UsernameTaken as error:
            raise SystemExit(str(error)) from None
        print(f"{username} may sign in at /staff/login/ with the password {password}")


@audit.command()
def verify() -> None:
    """Re-compute every timeline; name the first broken row of each case."""
    with database():
        from sunwai.casework.audit import verify as verify_all

        events, broken = verify_all(progress=lambda done: console.print(f"{done:,} events"))
        for row in broken:
            print(f"BROKEN  {row.case_kind} {row.case_id} event {row.seq}: {row.reason}")
        print(f"{events:,} events, {len(broken)} broken")
        if broken:
            raise typer.Exit(1)


@telephony.command()
def reconcile(
    since: Annotated[
        datetime | None, typer.Option(help="The first moment, in India; without it two days back.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare our book of calls with the switch's; fails when they differ."""
    with database():
        from sunwai.calls.ports import SwitchFailed
        from sunwai.calls.reconcile import reconcile as compare
        from sunwai.core import clock

        begin = since.replace(tzinfo=clock.IST) if since else clock.now() - timedelta(days=2)
        try:
            found = compare(since=begin, now=clock.now())
        except (LookupError, SwitchFailed) as error:
            raise SystemExit(str(error) or "The switch cannot be reached.") from None
        print(json.dumps(asdict(found)) if as_json else found)
        if found.differences:
            raise typer.Exit(1)


@central.command("pull")
def pull_central() -> None:
    """Look for new grievances, feedback and appeals now; fails where a way to the centre fails."""
    with database():
        from sunwai.core.providers import providers
        from sunwai.cpgrams.jobs import pull_from

        centres = providers("cpgrams")
        if not centres:
            raise SystemExit("No way to CPGRAMS is configured: SUNWAI_CPGRAMS_URL, SUNWAI_CPGRAMS_FOLDER.")
        found = {centre.name: pull_from(centre) for centre in centres}
        for name, taken in found.items():
            print(f"{name}: {taken or 'failed; `sunwai check` says why'}")
        if None in found.values():
            raise typer.Exit(1)


@central.command("push")
def push_central() -> None:
    """Tell the centre now what has changed."""
    with database():
        from sunwai.cpgrams.enums import PushState
        from sunwai.cpgrams.jobs import push_all
        from sunwai.cpgrams.models import Push

        taken = push_all()
        waiting = Push.objects.filter(state=PushState.QUEUED).count()
        print(f"{taken:,} updates taken by the centre, {waiting:,} waiting")


@central.command("take")
def take_central(paths: Annotated[list[Path], typer.Argument(exists=True, readable=True)]) -> None:
    """Take in files of grievances (CSV, JSON) by hand; the same file again changes nothing."""
    with database():
        from sunwai.core import clock
        from sunwai.cpgrams.actions.intake import take_in
        from sunwai.cpgrams.actions.words import apply_all_words
        from sunwai.cpgrams.ports import CentreFailed
        from sunwai.gateways.cpgrams.files import OneFile

        for path in paths:
            try:
                taken = take_in(
                    centre=OneFile(path), progress=lambda so_far: progress("grievances", so_far.read)
                )
            except CentreFailed as error:
                raise SystemExit(f"{path.name}: {error}") from None
            print(f"{path.name}: {taken}")
        apply_all_words(now=clock.now())


@central.command("reconcile")
def reconcile_central(as_json: AsJson = False) -> None:
    """Compare our register with the centre's; fails when they differ."""
    with database():
        from sunwai.core.providers import providers
        from sunwai.cpgrams.ports import CentreFailed
        from sunwai.cpgrams.reconcile import reconcile as compare

        differ = False
        for centre in providers("cpgrams"):
            try:
                found = compare(centre=centre)
            except CentreFailed as error:
                raise SystemExit(f"{centre.name}: {error}") from None
            print(json.dumps({"link": centre.name} | asdict(found)) if as_json else f"{centre.name}: {found}")
            differ = differ or found.total > 0
        if differ:
            raise typer.Exit(1)


@central.command("sample")
def sample_central(
    rows: Annotated[int, typer.Option(help="How many grievances.", min=1, max=1_000_000)] = 1000,
    out: Annotated[Path, typer.Option(help="The folder that gets the file and its manifest.")] = Path("."),
) -> None:
    """Write a drop of invented grievances, the same every time, some of them with faults."""
    settle()
    set_up()
    from sunwai.core import clock
    from sunwai.cpgrams.sample import write_drop

    print(write_drop(folder=out, rows=rows, now=clock.now()))


@womenline.command("rotate")
def rotate_womenline() -> None:
    """Wrap the keys of all confidential cases under the newest key, which stands in front of the others."""
    with database():
        from sunwai.womenline.actions.keys import rewrap

        print(f"{rewrap()} keys wrapped anew")


@selftest.command()
def complaint(as_json: AsJson = False) -> None:
    """A complaint from the citizen's word to the citizen's yes, through real processes and HTTP."""
    from sunwai.config.selftest import run

    raise typer.Exit(run("complaint", as_json=as_json))


@prompts.command("build")
def build_prompts(
    only: Annotated[
        list[str] | None, typer.Option(help="A key of the catalogue; may be given again.")
    ] = None,
    voice: Annotated[str, typer.Option(help="Name of a voice, or how it begins; empty: the usual.")] = "",
    anew: Annotated[bool, typer.Option("--anew", help="Also what is current.")] = False,
) -> None:
    """Make the sounds that are missing or whose words changed (needs `make voice`)."""
    settle()
    set_up()
    from sunwai.calls.prompts import building
    from sunwai.core.providers import providers

    voices = [one for port in ("prompt_voice", "voice") for one in providers(port)]
    chosen = next((one for one in voices if one.name.startswith(voice)), None)
    if chosen is None:
        raise SystemExit(f"There is no voice {voice}: {', '.join(one.name for one in voices)}")
    made = building.build(chosen, only=only or (), anew=anew, say=console.print)
    left = building.stale_sounds()
    print(f"{len(made)} sounds made by {chosen.name}, {len(left)} still missing or not current")


@prompts.command("check")
def check_prompts(
    as_json: AsJson = False,
    listen: Annotated[
        bool, typer.Option("--listen", help="Let a recogniser name the language of each sentence.")
    ] = False,
) -> None:
    """Measure every sound: there, current, plausible in length, level, not clipped, silence; fails otherwise."""
    settle()
    set_up()
    from sunwai.calls.prompts import building
    from sunwai.gateways.speech.whisper import Whisper

    found = building.check(listener=Whisper() if listen else None, say=console.print)
    print(json.dumps(found, ensure_ascii=False, indent=2) if as_json else building.described(found))
    if found["problems"]:
        raise typer.Exit(1)


@prompts.command("words")
def prompt_words() -> None:
    """The list for somebody to listen by: every prompt with its words, as Markdown (docs/prompts-words.md)."""
    settle()
    set_up()
    from sunwai.calls.prompts.catalogue import as_table

    print(as_table(), end="")


@selftest.command("calls")
def selftest_calls(as_json: AsJson = False) -> None:
    """A call to 181 from a telephone to an agent's browser, a complaint on it, and the citizen's yes by key."""
    from sunwai.config.selftest import run

    raise typer.Exit(run("calls", as_json=as_json))


@selftest.command("channels")
def selftest_channels(as_json: AsJson = False) -> None:
    """A chat by WhatsApp, SMS by two ways, grievances of the centre, Open311: through real processes and HTTP."""
    from sunwai.config.selftest import run

    raise typer.Exit(run("channels", as_json=as_json))


@selftest.command("services")
def selftest_services(as_json: AsJson = False) -> None:
    """Schemes, a certificate by a call, appeals, women's helpline, corruption: through real processes and HTTP."""
    from sunwai.config.selftest import run

    raise typer.Exit(run("services", as_json=as_json))


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
)
def bench(context: typer.Context) -> None:
    """Measure this machine: register, status, worklist, case-page, search, sweep; `--help` says more."""
    source = Path(__file__).resolve().parents[2]
    if not (source / "bench" / "measures.py").exists():
        raise SystemExit("The benchmarks come with the source, not with the installed package.")
    sys.path.insert(0, str(source))
    raise typer.Exit(import_module("bench.__main__").main(context.args))


@contextmanager
def database() -> Iterator[None]:
    """Django on a running database: the one `DATABASE_URL` names, the running embedded one, or one started for now."""
    settle()
    import os

    from sunwai.config.embedded_database import Cluster, NoDatabase

    if os.environ.get("DATABASE_URL"):
        set_up()
        yield
        return
    try:
        with Cluster(Path(os.environ["SUNWAI_DATA"]), say=console.print).running():
            set_up()
            yield
    except NoDatabase as error:
        raise SystemExit(str(error)) from None


def set_up() -> None:
    """Django, speaking English: the operator's language."""
    import django
    from django.utils import translation

    django.setup()
    translation.activate("en")


def from_reference(step: str) -> None:
    """Run one step of the reference data by itself."""
    with database():
        from sunwai.config import load
        from sunwai.core import clock

        getattr(load, step)(now=clock.now(), progress=progress)


def progress(what: str, done: int = 0, total: int = 0) -> None:
    """Show how far a long step has come, on one line."""
    end = "\n" if done >= total else "\r"
    console.print(f"{what}: {done:,} of {total:,}" if total else what, end=end)


def tell(report: Any) -> None:
    """Print what an import did, and fail where nothing of it was taken."""
    print(report)
    if getattr(report, "rejected", None):
        raise typer.Exit(1 if not getattr(report, "taken", 1) else 0)


def main() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    main()
