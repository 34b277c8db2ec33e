"""Second pair of eyes: what one moderator cannot do alone is proposed, and done when another one confirms it.

That is approving more than 20 reports at once, and taking a made-up report off a batch that was published.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from salaries.models import Decision, Opening, Proposal
from salaries.moderation.bulk import Outcome, Seen, carry_out
from salaries.moderation.deeds import LONGEST_MESSAGE, DecisionRefused, approve, subtract_fraud

ALONE = 20  # reports that a moderator may approve at once without a second one
WITHIN = timedelta(hours=1)  # in which several goes count as one, as far as the reports were not opened
LIVES = timedelta(days=3)
DEEDS: dict[str, Callable[..., Decision]] = {Proposal.Verb.APPROVE: approve, Proposal.Verb.SUBTRACT: subtract_fraud}
DONE = {Proposal.Verb.APPROVE: "approved", Proposal.Verb.SUBTRACT: "subtracted"}
OWN = "This is your own proposal: another moderator must confirm it."
CLOSED = "The proposal has been confirmed, declined or has expired in the meantime."


def needs_another(verb: str, seen: Sequence[Seen], *, by: Any, now: datetime) -> bool:
    """Whether ``by`` may only propose this.

    Approvals of the last hour that were made without opening the report add up, so that many small goes do not come
    to what one large go may not do.
    """
    if verb == Proposal.Verb.SUBTRACT:
        return True
    if verb != Proposal.Verb.APPROVE:
        return False
    if len(seen) > ALONE:
        return True
    unopened = _unopened({one.pk for one in seen}, by)
    return bool(unopened) and len(unopened) + len(_unopened(_approved_lately(by, now), by)) > ALONE


@transaction.atomic
def carry_out_or_propose(
    *, verb: str, deed: Callable[..., Decision], seen: Sequence[Seen], by: Any, now: datetime, words: dict[str, Any]
) -> Outcome | Proposal:
    """Do ``deed`` to the reports, or propose it where ``by`` may not do it alone. ``words`` are the deed's own.

    A moderator's goes follow one another, so that two at the same moment do not both pass the sum of the last hour:
    the moderator's row is locked, which no other moderator waits for. Reports are taken in the order of their ids, so
    that two moderators with the same ones cannot block each other. Raises DecisionRefused.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    if needs_another(verb, seen, by=by, now=now):
        return propose(verb=verb, seen=seen, by=by, now=now, **words)
    return carry_out(deed, sorted(seen), by=by, now=now, words=words)


def propose(*, verb: str, seen: Sequence[Seen], by: Any, now: datetime, message: str = "") -> Proposal:
    """Store what ``by`` wants to do to the reports as they were seen; nothing else changes. Raises DecisionRefused."""
    if len(message) > LONGEST_MESSAGE:
        raise DecisionRefused(f"The message is longer than {LONGEST_MESSAGE} characters.")
    return Proposal.objects.create(
        verb=Proposal.Verb(verb), reports=[[str(one.pk), one.updated_at.isoformat()] for one in seen], message=message,
        proposer_id=by.pk, proposer=by.get_username(), proposed_at=now, expires_at=now + LIVES,
    )  # fmt: skip


def confirm(*, proposal: Proposal, by: Any, now: datetime) -> Outcome:
    """Do what another moderator proposed. A report that was changed or decided since is left out, and ``by`` told why.

    One conditional update takes the proposal, so that two moderators cannot both confirm it. Should the process die
    after that, the reports that are left still wait in the queue. Raises DecisionRefused.
    """
    if proposal.proposer_id == by.pk:
        raise DecisionRefused(OWN)
    _close(proposal, by, now, Proposal.State.CONFIRMED)
    proposal.refresh_from_db()
    words = {"message": proposal.message, "proposal": proposal}
    outcome = carry_out(DEEDS[Proposal.Verb(proposal.verb)], seen_in(proposal), by=by, now=now, words=words)
    done = DONE[Proposal.Verb(proposal.verb)]
    text = f"{outcome.decided} {done}. {outcome.refusals(done)}".strip()
    Proposal.objects.filter(pk=proposal.pk).update(outcome=text[:500])
    return outcome


def decline(*, proposal: Proposal, by: Any, now: datetime) -> None:
    """Close a proposal and change nothing else; its own proposer may take it back so. Raises DecisionRefused."""
    _close(proposal, by, now, Proposal.State.DECLINED)


def seen_in(proposal: Proposal) -> list[Seen]:
    """The reports of a proposal, in the versions that its proposer saw."""
    return [Seen(UUID(pk), datetime.fromisoformat(version)) for pk, version in proposal.reports]


def _close(proposal: Proposal, by: Any, now: datetime, state: str) -> None:
    if not Proposal.objects.open(now).filter(pk=proposal.pk).update(
        state=state, second_id=by.pk, second=by.get_username(), closed_at=now
    ):  # fmt: skip
        raise DecisionRefused(CLOSED)


def _approved_lately(by: Any, now: datetime) -> set[UUID]:
    mine = Decision.objects.filter(moderator_id=by.pk, action=Decision.Action.APPROVED, decided_at__gt=now - WITHIN)
    return set(mine.filter(proposal=None).values_list("report_id", flat=True))


def _unopened(reports: set[UUID], by: Any) -> set[UUID]:
    opened = Opening.objects.filter(moderator_id=by.pk, report_id__in=reports)
    return reports - set(opened.values_list("report_id", flat=True))
