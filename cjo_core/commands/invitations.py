"""`send-invitations`: mail the invitations, or the reminders, that are due, as the page does; for a nightly job."""

from __future__ import annotations

from pathlib import Path

import click

from cjo_core.commands.paths import db_option, store_path


@click.command("send-invitations")
@click.argument("survey")
@click.option("--batch", help="Only this batch [default: all of the survey].")
@click.option("--reminders", is_flag=True, help="Remind those who were invited and have not answered.")
@click.option("--address", help="The address of this server in the links [default: the one in the settings].")
@click.option("--dry-run", is_flag=True, help="Say how many would be sent; send and note nothing.")
@db_option
def send_invitations(
    survey: str, batch: str | None, reminders: bool, address: str | None, dry_run: bool, db: Path | None
) -> None:
    """Mail the invitations to SURVEY (its short name) that have not been sent.

    The mail server is set up on the page “Reach people”; its password is read from CJO_SMTP_PASSWORD. Stopping and
    running again is safe: nobody gets two mails.
    """
    from cjo_core.exchange.mailing.sending import SendReport, send_due
    from cjo_core.exchange.mailing.server import mail_server
    from cjo_core.store.database import open_store
    from cjo_core.store.set_up.settings import setting

    store = open_store(store_path(db))
    try:
        server = mail_server(store)
        base = address or setting(store, "public_address")
        if server is None:
            raise click.ClickException("no mail server is set up; see “Reach people”")
        if not base:
            raise click.UsageError("say where this server is reached: --address https://…")

        def told(report: SendReport) -> None:
            done = report.sent + report.bounced + report.later + report.gone
            click.echo(f"\r{done:,} of {report.due:,}", nl=False, err=True)

        report = send_due(
            store, survey, batch, base=base, server=server, reminders=reminders, dry_run=dry_run, told=told
        )
    finally:
        store.close()
    what = "reminders" if reminders else "invitations"
    unknown = report.unknown and reminders
    if dry_run:
        most = f"{what} to those of {report.due:,} people who have not answered"
        click.echo(f"{most if unknown else f'{report.due:,} {what}'} would be sent (dry run: nothing sent).")
        return
    if unknown:
        click.echo(
            f"\n{report.sent:,} of {report.due:,} done: who had not answered got a mail; {report.later:,} later."
        )
    else:
        click.echo(
            f"\n{report.sent:,} of {report.due:,} {what} sent, {report.bounced:,} bounced, {report.later:,} later."
        )
    if report.problem:
        raise click.ClickException(report.problem)
