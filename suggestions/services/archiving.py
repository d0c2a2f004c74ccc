"""The last verbs of a formal suggestion: decide what the public reads, put it on file; take it back from the public."""

from django.utils.translation import gettext as _

from deputies.errors import Refused
from suggestions import workflow
from suggestions.conditions import FULL, NONE, TITLE, may_publish
from suggestions.queries.people import deputy_person
from suggestions.queries.signers import signed_people
from suggestions.services._move import Step
from suggestions.services.telling import tell

# What is made public is a redacted copy; the original stays as it is (design.md §5 Privacy).
COPIES = {FULL: ("public_title", "public_text", "public_reply"), TITLE: ("public_title",), NONE: ()}


def _archive(step: Step) -> None:
    """代表法 (2025) Art. 51 makes handling public; never more than the deputy consented to.

    Raises:
        Refused: more than she consented to, or the redacted copy is missing.
    """
    suggestion, publish, data = step.case.suggestion, step.data["publish"], step.data
    if not may_publish(publish, suggestion.consents_to):
        raise Refused(
            _("代表只同意“%(consent)s”，不能公开得更多。")
            % {"consent": suggestion.get_consents_to_display()},
            field="publish",
        )
    for field in COPIES[publish]:
        if not data.get(field):
            raise Refused(_("公开的是隐去个人信息后的副本，这一项要写。"), field=field)
        setattr(suggestion, field, data[field])
    suggestion.publish, suggestion.publish_note = publish, data.get("note", "")
    suggestion.save()
    step.facts["publish"] = publish
    people = [*deputy_person(step.case), *signed_people(step.case)]
    title = _("建议已归档：%(publish)s") % {"publish": suggestion.get_publish_display()}
    tell(step.case, people, title, now=step.now, what="archived")


def _unpublish(step: Step) -> None:
    """Nobody finds it any more, as with a published case; what was public stays on file, and why it went."""
    suggestion = step.case.suggestion
    step.facts["publish"] = suggestion.publish
    suggestion.publish, suggestion.publish_note = NONE, step.data["reason"]
    suggestion.save(update_fields=["publish", "publish_note"])
    people = [*deputy_person(step.case), *signed_people(step.case)]
    tell(step.case, people, _("建议已撤回公开"), now=step.now, what="unpublished")


EFFECTS = {(workflow.SUGGESTION, "archive"): _archive, (workflow.SUGGESTION, "unpublish"): _unpublish}
