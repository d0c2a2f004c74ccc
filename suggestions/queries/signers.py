"""Who signed a formal suggestion: whom to tell, who is to rate the reply."""

from collections.abc import Collection

from django.db.models import F

from deputies.models import Deputy, User
from suggestions.models import Case, CoSigner, ReplyRating


def signing_people(case: Case, *states: CoSigner.State) -> list[User]:
    """Return the accounts of co-signers in these states."""
    return list(
        User.objects.filter(
            mandates__cosigned__suggestion=case.pk, mandates__cosigned__state__in=states, is_active=True
        ).distinct()
    )


def signed_people(case: Case) -> list[User]:
    """Return the accounts of those whose reply it is beside the deputy: co-signers, and deputies of merged ones."""
    return signing_people(case, *CoSigner.SIGNED)


def raters(case: Case) -> list[Deputy]:
    """Return every deputy who is asked how she finds the reply: the first signer and each who signed with her."""
    signed = case.suggestion.cosigners.filter(state__in=CoSigner.SIGNED).select_related("deputy__user")
    return [case.deputy, *(cosigner.deputy for cosigner in signed)]


def waiting_raters(cases: Collection[Case]) -> dict[int, list[Deputy]]:
    """Return for many cases the deputies who have not rated the newest reply; two statements.

    Args:
        cases: of any kind, with the deputy's user fetched.
    """
    waiting = {case.pk: [case.deputy] if case.deputy_id else [] for case in cases}
    formal = [case.pk for case in cases if case.kind == Case.Kind.SUGGESTION]
    if not formal:
        return waiting
    signed = CoSigner.objects.filter(suggestion__in=formal, state__in=CoSigner.SIGNED)
    for cosigner in signed.select_related("deputy__user"):
        waiting[cosigner.suggestion_id].append(cosigner.deputy)
    newest = ReplyRating.objects.filter(
        suggestion__in=formal, rated_at__gte=F("suggestion__case__replied_at")
    )
    done = set(newest.values_list("suggestion_id", "deputy_id"))
    return {pk: [deputy for deputy in asked if (pk, deputy.pk) not in done] for pk, asked in waiting.items()}
