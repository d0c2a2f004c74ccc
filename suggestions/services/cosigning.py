"""Verbs of joint signing: the first signer invites, each deputy decides for herself (domain.md §3.3)."""

from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import Deputy
from suggestions import workflow
from suggestions.models import CoSigner
from suggestions.queries.people import deputy_person
from suggestions.services._move import Step
from suggestions.services.telling import tell


def _invite(step: Step) -> None:
    for deputy in step.data["deputies"]:
        _check(step, deputy)
        cosigner, fresh = CoSigner.objects.get_or_create(suggestion=step.case.suggestion, deputy=deputy)
        if cosigner.state == CoSigner.State.DECLINED:
            raise Refused(_("%(name)s代表已经表示不参加。") % {"name": deputy.name}, field="deputies")
        if cosigner.state == CoSigner.State.LAPSED:
            cosigner.state, cosigner.decided_at = CoSigner.State.INVITED, None
            cosigner.save(update_fields=["state", "decided_at"])
            fresh = True
        if fresh:
            what = f"invited{deputy.pk}"
            tell(step.case, [deputy.user], _("请您看看并决定是否联名"), now=step.now, what=what)


def _check(step: Step, deputy: Deputy) -> None:
    if deputy.pk == step.case.deputy_id:
        raise Refused(_("不用邀请自己。"), field="deputies")
    if deputy.term_id != step.case.suggestion.term_id or not deputy.is_active:
        raise Refused(_("只能邀请本届人大履职中的代表。"), field="deputies")
    if not deputy.answers_herself:
        raise Refused(_("%(name)s代表没有账号，不能在线确认联名。") % {"name": deputy.name}, field="deputies")


def _decide(step: Step, state: CoSigner.State) -> list[CoSigner]:
    asked = step.case.suggestion.cosigners.filter(
        deputy__in=step.actor.user.acting_ids, state__in=CoSigner.READERS
    )
    found = list(asked.select_related("deputy"))
    for cosigner in found:
        cosigner.state, cosigner.decided_at = state, step.now
        cosigner.save(update_fields=["state", "decided_at"])
    return found


def _cosign(step: Step) -> None:
    for cosigner in _decide(step, CoSigner.State.CONFIRMED):
        title = _("%(name)s代表确认联名") % {"name": cosigner.deputy.name}
        tell(step.case, deputy_person(step.case), title, now=step.now, what=f"signed{cosigner.pk}")


def _decline_cosign(step: Step) -> None:
    for cosigner in _decide(step, CoSigner.State.DECLINED):
        title = _("%(name)s代表不参加联名") % {"name": cosigner.deputy.name}
        tell(step.case, deputy_person(step.case), title, now=step.now, what=f"declined{cosigner.pk}")


EFFECTS = {
    (workflow.SUGGESTION, "invite"): _invite,
    (workflow.SUGGESTION, "cosign"): _cosign,
    (workflow.SUGGESTION, "decline_cosign"): _decline_cosign,
}
