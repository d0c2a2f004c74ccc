"""The form with which a paper is given its number."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.papers import numbering
from suggestions.forms.fields import RowsField, day
from suggestions.papers.kinds import Kind
from suggestions.papers.occasion import Contact, Role, released
from suggestions.queries.case import CaseOnPage, PartOnPage


class IssueForm(forms.Form):
    """机关代字 and 成文日期; of a reply also whom to ask, and who signs too."""

    mark = forms.CharField(
        label=_("机关代字"),
        max_length=numbering.LONGEST_MARK,
        help_text=_("例如“青住建函”。年份和顺序号由系统编，不空号、不重号。"),
        error_messages={"required": _("请写机关代字。")},
    )
    dated = day(_("成文日期"), missing=_("请选成文日期。"))
    contact_person = forms.CharField(
        label=_("联系人"), max_length=40, error_messages={"required": _("请写联系人，代表有疑问时找他。")}
    )
    contact_phone = forms.CharField(
        label=_("联系电话"), max_length=40, error_messages={"required": _("请写联系电话。")}
    )
    joint = RowsField(
        label=_("联合署名的会办单位"),
        required=False,
        help_text=_("需要联合行文时才勾；只列已经提出会办意见的单位。"),
    )
    use_required_attribute = False

    def __init__(self, *args, kind: Kind, found: CaseOnPage, part: PartOnPage | None, **kwargs):
        """Take the paper; the mark begins as the organ's last one, the date as today's."""
        super().__init__(*args, **kwargs)
        self.initial["mark"] = numbering.last_mark(kind.organ(found, part), kind.name)
        self.initial["dated"] = timezone.localdate()
        answer = released(part) if part else None
        if answer is None:
            del self.fields["contact_person"], self.fields["contact_phone"]
        else:
            self.initial |= {"contact_person": answer.contact_person, "contact_phone": answer.contact_phone}
        agreed = [one.row.unit for one in found.live if one.row.role == Role.CO and released(one)]
        if kind.name == "reply" and part.row.role == Role.LEAD and agreed:
            self.fields["joint"].offer(agreed, str)
        else:
            del self.fields["joint"]

    def clean_mark(self) -> str:
        """Take a mark with the word 字 or 〔 behind it for the mark alone."""
        return self.cleaned_data["mark"].replace(" ", "").partition("〔")[0]

    def issue(self) -> dict:
        """Return what the service needs."""
        given = self.cleaned_data
        contact = None
        if "contact_person" in given:
            contact = Contact(given["contact_person"], given["contact_phone"])
        return {
            "mark": given["mark"],
            "dated": given["dated"],
            "joint": given.get("joint") or (),
            "contact": contact,
        }
