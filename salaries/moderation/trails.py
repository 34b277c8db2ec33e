"""The names of moderators in what is kept of their work."""

from salaries.models import Decision, Opening, Proposal


def unname(*, moderator_id: int, now_called: str) -> None:
    """Replace the address of a moderator whose account is erased, everywhere. The caller holds the transaction."""
    Decision.objects.filter(moderator_id=moderator_id).update(moderator=now_called)
    Opening.objects.filter(moderator_id=moderator_id).update(moderator=now_called)
    Proposal.objects.filter(proposer_id=moderator_id).update(proposer=now_called)
    Proposal.objects.filter(second_id=moderator_id).update(second=now_called)
