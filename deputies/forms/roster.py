"""Forms of the roster desk and of a deputy's own profile."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.forms.directory import FilterForm, query_field
from deputies.models import Deputy, Level, Organisation, Site, User
from deputies.roster import cells
from deputies.roster.files import MAX_FILE_BYTES


class RosterFilter(FilterForm):
    q = query_field(_("姓名、拼音、选区、小区"))
    level = forms.TypedChoiceField(
        label=_("层级"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("不限"))] + Level.choices,
    )
    street = forms.ModelChoiceField(
        label=_("服务单位"), required=False, queryset=Organisation.objects.none(), empty_label=_("不限")
    )
    status = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("在任和待就任"))] + Deputy.Status.choices
    )
    lacks = forms.ChoiceField(
        label=_("缺什么"),
        required=False,
        choices=[
            ("", _("不限")),
            ("account", _("没有账号")),
            ("code", _("没有联系码")),
            ("photo", _("没有照片")),
            ("site", _("没有联络站点")),
        ],
    )

    def __init__(self, *args, streets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["street"].queryset = streets


class ProfileForm(forms.ModelForm):
    """What a deputy shows of herself; the same for herself and for the office that helps her."""

    photo = forms.FileField(
        label=_("照片"),
        required=False,
        help_text=_("近期正面照，JPEG、PNG 或 WebP，10 MB 以内。上传后只保留画面，拍摄地点等信息都会去掉。"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    remove_photo = forms.BooleanField(label=_("去掉现在的照片"), required=False)

    class Meta:
        model = Deputy
        fields = ["pledge", "office_hours", "office_phone", "photo_consent"]
        labels = {"photo_consent": _("同意在公开页面和公示栏上使用这张照片")}
        help_texts = {
            "pledge": _("一句话，写在联系码页面上，例如：件件有回音，事事有着落。"),
            "office_hours": _("什么时候、在哪里能找到您，例如：每月 16 日上午在梧桐联络站。"),
            "office_phone": _("会公开。请填办公电话，不要填私人手机。"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.photo:
            del self.fields["remove_photo"]

    def _post_clean(self):
        """Leave the instance as it is: the service writes, and the page goes on showing what is stored."""

    def profile(self) -> dict:
        """Return the fields that the profile service takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class StaffProfileForm(ProfileForm):
    """The office also keeps the post and how to reach her; the last two are encrypted and never public."""

    mobile = forms.CharField(label=_("手机（不公开）"), required=False, max_length=20)
    email = forms.EmailField(label=_("邮箱（不公开）"), required=False, max_length=120)

    class Meta(ProfileForm.Meta):
        fields = ["post", "party", *ProfileForm.Meta.fields, "mobile", "email"]

    def clean_mobile(self):
        typed = self.cleaned_data["mobile"]
        if not typed:
            return None
        try:
            return cells.mobile(typed, None)
        except cells.CellError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_email(self):
        return self.cleaned_data["email"] or None


class AccountForm(forms.Form):
    """Which account a deputy works with."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        required=False,
        help_text=_("账号由系统管理员建立；空着保存就是解除关联。"),
    )

    def clean_username(self) -> User | None:
        typed = self.cleaned_data["username"].strip()
        if not typed:
            return None
        user = User.objects.filter(username=typed).first()
        if user is None:
            raise forms.ValidationError(_("没有姓名相符、正在使用的这个账号。"))
        return user


class SeatSiteForm(forms.Form):
    site = forms.ModelChoiceField(
        label=_("联络站点"),
        required=False,
        queryset=Site.objects.none(),
        empty_label=_("没有"),
        help_text=_("代表暂时不能履职时，由这个站点接待。"),
    )

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites


class RosterFileForm(forms.Form):
    file = forms.FileField(
        label=_("名册文件"),
        help_text=_(".xlsx 或 .csv，一个文件最多 5000 位代表。先检查，不会马上写入。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(_("这个文件超过 20 MB，请只留名册那一张工作表，或者分成几个文件。"))
        return file
