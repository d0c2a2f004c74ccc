"""Who signed a formal suggestion: whom to tell, who is to rate the reply."""

from deputies.models import Deputy, User
from suggestions.models import Case, CoSigner


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
