"""The command line: ``python -m sesmock COMMAND``. A command's module is imported when it is run."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

import sesmock

if TYPE_CHECKING:
    from collections.abc import Sequence

DESCRIPTION = "Amazon SES (boto3 ses and sesv2) in your test process. It is used from tests: see README.md."


def story(_: argparse.Namespace) -> None:
    """Tell the story."""
    from sesmock.story import main as tell

    tell()


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments; each command has a function ``run``."""
    this = argparse.ArgumentParser(prog="python -m sesmock", description=DESCRIPTION)
    this.add_argument("--version", action="version", version=f"sesmock {sesmock.__version__}")
    this.set_defaults(run=lambda _: this.print_help())
    commands = this.add_subparsers(title="commands", metavar="COMMAND")
    told = "tell the story of one domain, through boto3 and against nothing but this process"
    commands.add_parser("story", help=told, description=f"This command is to {told}.").set_defaults(run=story)
    return this


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; without one, print what there is. Returns the exit status."""
    chosen = parser().parse_args(arguments)
    chosen.run(chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
