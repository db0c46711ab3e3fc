"""The ``strikedesk`` command: its sub-commands, and how errors end a process."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from generator import __version__
from generator.cli.archive import archive
from generator.cli.audit import audit
from generator.cli.batch import batch
from generator.cli.catalogue import explain, signals
from generator.cli.desk import desk
from generator.cli.doctor import doctor
from generator.cli.draft import draft
from generator.cli.edition import edition
from generator.cli.importing import import_
from generator.cli.inspecting import inspect
from generator.cli.mail import mail
from generator.cli.playbook import playbook
from generator.cli.publish import publish
from generator.cli.replay import replay
from generator.cli.scorecard import scorecard
from generator.cli.site import site
from generator.cli.snapshot import snapshot
from generator.cli.theme import theme
from generator.errors import StrikedeskError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

INTERNAL_ERROR = 70
INTERRUPTED = 130
READER_GONE = 141
"""What a shell says of a program that a closed pipe ended: 128 and the number of SIGPIPE."""


class _ReaderGoneError(Exception):
    """Whoever read the output wants no more of it, as in ``strikedesk inspect FILE | head``."""


class _Group(click.Group):
    """A group that tells a closed pipe from a failure; click ends both with 1."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's own
    ) -> click.Context:
        with _closed_pipe_told():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        with _closed_pipe_told():
            return super().invoke(ctx)


@contextlib.contextmanager
def _closed_pipe_told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise _ReaderGoneError from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="strikedesk")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(*, debug: bool) -> None:
    """Write the daily options note of a desk, with every number proven."""
    del debug  # read in `main`, where errors are caught


_COMMANDS = (
    archive, audit, batch, desk, doctor, draft, edition, explain, import_, inspect, mail, playbook,
    publish, replay, scorecard, signals, site, snapshot, theme,
)  # fmt: skip
for command in _COMMANDS:
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with the exit code of the contract."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(given))


def _write_to_nobody() -> None:
    """Send what is still buffered to nobody: Python complains of it when the process ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show_traceback(*, wanted: bool) -> None:
    if wanted:
        import traceback  # noqa: PLC0415 - keeps --help quick

        traceback.print_exc()


def run(arguments: Sequence[str]) -> int:  # noqa: PLR0911 - one return for each way to end
    """Run one command and return its exit code.

    Expected errors are one line on standard error; ``--debug`` adds the traceback.
    """
    debug = "--debug" in arguments
    given = [argument for argument in arguments if argument != "--debug"]
    try:
        code = cli.main(given, prog_name="strikedesk", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except StrikedeskError as error:
        _show_traceback(wanted=debug)
        click.echo(f"strikedesk: {error}", err=True)
        return error.exit_code
    except (_ReaderGoneError, BrokenPipeError):
        _write_to_nobody()
        return READER_GONE
    except Exception as error:  # noqa: BLE001 - the last line of defence says so and exits 70
        _show_traceback(wanted=debug)
        problem = f"internal error, {type(error).__name__}: {error}"
        click.echo(f"strikedesk: {problem}; run it again with --debug and report it", err=True)
        return INTERNAL_ERROR
    return code if isinstance(code, int) else 0
