"""Two pairs of eyes on the texts: one curator proposes an edit or an addition, another one publishes it."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from advice.edits import CannotRead, read, reviewed
from advice.models import Edit, Proposal

OWN = "You proposed this yourself: another curator has to publish it."
CLOSED = "It has been published or declined in the meantime."
MOVED = "The words were changed after this was proposed. Decline it and propose it anew."
OPEN_ALREADY = "Another change of this entry already waits for a second curator."


class ProposalRefused(Exception):
    """Nothing was changed; the message says why."""


def words_now(entry: str) -> str:
    """What ``entry`` says now, by an edit or a file; empty for something new."""
    edit = Edit.objects.filter(entry=entry).first()
    return edit.text if edit else reviewed().get(entry, "")


def propose(
    *, entry: str, text: str, reason: str, source: str, read_on: date, by: Any, now: datetime
) -> Proposal:  # fmt: skip
    """Store words as they are to be; what the pages say stays as it is. Raises ProposalRefused."""
    _readable(entry, text)
    try:
        with transaction.atomic():
            return Proposal.objects.create(
                entry=entry, text=text, before=words_now(entry), reason=reason, source=source, read_on=read_on,
                proposer_id=by.pk, proposer=by.get_username(), proposed_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise ProposalRefused(OPEN_ALREADY) from error


def publish(*, proposal: Proposal, by: Any, now: datetime) -> Edit:
    """Make the proposed change, in one transaction. Raises ProposalRefused, also when the rules have changed since."""
    if proposal.proposer_id == by.pk:
        raise ProposalRefused(OWN)
    with transaction.atomic():
        _close(proposal, Proposal.State.PUBLISHED, by, now)
        if words_now(proposal.entry) != proposal.before:
            raise ProposalRefused(MOVED)
        _readable(proposal.entry, proposal.text)
        edit, _ = Edit.objects.update_or_create(
            entry=proposal.entry, defaults={"text": proposal.text, "reason": proposal.reason}
        )
    return edit


def decline(*, proposal: Proposal, by: Any, now: datetime) -> None:
    """Close a proposal and change nothing else; its own proposer may take it back so. Raises ProposalRefused."""
    _close(proposal, Proposal.State.DECLINED, by, now)


def _readable(entry: str, text: str) -> None:
    try:
        read(entry, text)
    except CannotRead as wrong:
        raise ProposalRefused(str(wrong)) from wrong


def _close(proposal: Proposal, state: str, by: Any, now: datetime) -> None:
    if not proposal.close(state=state, by=by, now=now):
        raise ProposalRefused(CLOSED)
