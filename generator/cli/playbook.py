"""``strikedesk playbook``: the playbook writer's tools."""

from __future__ import annotations

import click

from generator.cli.playbook_coverage import coverage
from generator.cli.playbook_measures import repetition, style
from generator.cli.playbook_new import new
from generator.cli.playbook_preview import preview
from generator.errors import PlaybookError


@click.group()
def playbook() -> None:
    """Write a playbook: check it, see what it chooses, measure what it wrote."""


for _command in (coverage, new, preview, repetition, style):
    playbook.add_command(_command)


@playbook.command()
@click.argument("name", default="options_focus")
def lint(name: str) -> int:
    """Check the playbook NAME (or the folder NAME): words, contradictions, templates.

    Exit code 4 says that it does not load, or that something in it can never happen; the line is
    named. Remarks on names and words are no failure.
    """
    from generator.narrative.lint import lint_faults, lint_playbook  # noqa: PLC0415
    from generator.narrative.playbook import load_playbook, playbook_folder  # noqa: PLC0415
    from generator.render.charts import check_charts  # noqa: PLC0415
    from generator.render.templates import check_templates  # noqa: PLC0415

    loaded = load_playbook(playbook_folder(name))
    check_charts([chart for section in loaded.sections for chart in section.charts], loaded.folder)
    check_templates(loaded.folder)
    remarks = lint_playbook(loaded)
    for remark in remarks:
        click.echo(remark)
    fragments = sum(len(section.fragments) for section in loaded.sections)
    said = f"{len(remarks)} remark{'' if len(remarks) == 1 else 's'}"
    click.echo(f"{loaded.name}: {len(loaded.rules)} rules, {fragments} fragments, {said}")
    return PlaybookError.exit_code if lint_faults(loaded) else 0
