"""Taking a demonstration away: all that was reported and published goes. Only salaries.demonstration calls it."""

from salaries.models import (
    Batch,
    Correction,
    Decision,
    Gate,
    Movement,
    MovementBatch,
    MovementGate,
    Observation,
    Opening,
    Proposal,
    Release,
    SalaryReport,
    SecondLook,
    Spent,
    Total,
    Webhook,
)


def nothing_reported() -> bool:
    """Whether the site has never held a report: no report, no observation, no release."""
    return not any(kind.objects.exists() for kind in (SalaryReport, Observation, Spent, Release))


def reports_given_by_others(domain: str) -> int:
    """How many reports belong to people whose address is not in ``domain``."""
    return SalaryReport.objects.exclude(person__email__endswith=f"@{domain}").count()


def clear_everything() -> None:
    """Delete every report with all that the desk keeps of it, and every release. The caller holds the transaction."""
    for kind in (Decision, Proposal, Opening, SecondLook):
        kind.objects.all().delete()
    SalaryReport.objects.all().delete()  # with its follow-ups
    Movement.objects.all().delete()
    MovementBatch.objects.all().delete()
    MovementGate.objects.all().delete()
    Observation.objects.all().delete()
    Spent.objects.all().delete()
    Correction.objects.all().delete()
    Total.objects.all().delete()
    Batch.objects.all().delete()
    Release.objects.all().delete()  # with its estimates
    Webhook.objects.update(told_from=0)  # the next release is the first one again
    Gate.objects.all().delete()
