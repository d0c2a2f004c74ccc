from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import Right, get_visible_or_404, requires, within
from deputies.errors import Refused
from deputies.models import Organisation
from liaison.models import Entry
from liaison.privacy import find_personal_data, redact
from supervision.forms import PlanForm, PlanItems, PublishForm, WithdrawForm
from supervision.models import WorkPlan
from supervision.queries.publication import cases_of, plans_of, publishable_by
from supervision.services import publication as services

PER_PAGE = 50


@require_safe
@requires(Right.PUBLISH)
def publication(request):
    """What may be published, and what has been."""
    context = {
        "waiting": Paginator(publishable_by(request.user), PER_PAGE).get_page(request.GET.get("page")),
        "cases": cases_of(request.user)[:PER_PAGE],
        "now": timezone.now(),
    }
    return render(request, "supervision/desk/publication.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.PUBLISH)
def publish(request, receipt):
    """Redact beside the original, then publish."""
    conversation = get_visible_or_404(publishable_by(request.user), receipt=receipt)
    entries = list(conversation.entries.exclude(kind=Entry.Kind.NOTE))
    form = PublishForm(request.POST or None, initial=_proposal(conversation, entries))
    if request.method == "POST" and form.is_valid():
        try:
            case = services.publish_case(
                conversation=conversation,
                **form.cleaned_data,
                actor=request.user,
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("已公开，编号 %(number)s。") % {"number": case.number})
            return redirect("supervision:case", number=case.number)
    context = {"form": form, "conversation": conversation, "entries": entries, "today": timezone.localdate()}
    return render(request, "supervision/desk/publish.html", context)


def _proposal(conversation, entries) -> dict:
    """Start from the original with everything taken out that looks like personal data."""
    words = "\n\n".join([conversation.body, *(e.body for e in entries if e.kind == Entry.Kind.WORDS)])
    answer = "\n\n".join(e.body for e in entries if e.kind == Entry.Kind.ANSWER)
    return {
        "words": redact(words, find_personal_data(words)),
        "answer": redact(answer, find_personal_data(answer)),
    }


@require_http_methods(["GET", "POST"])
@requires(Right.PUBLISH)
def withdraw(request, number):
    """Take a published case back with a reason."""
    case = get_visible_or_404(cases_of(request.user), number=number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_case(
                case=case,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(title)s”已撤下。") % {"title": case.title})
            return redirect("supervision:publication")
    return render(request, "supervision/desk/withdraw.html", {"form": form, "case": case})


@require_safe
@requires(Right.PUBLISH)
def plans(request):
    """Annual plans of this congress."""
    found = plans_of(request.user).prefetch_related("items")
    return render(request, "supervision/desk/plans.html", {"plans": found})


@require_http_methods(["GET", "POST"])
@requires(Right.PUBLISH)
def edit_plan(request, pk=None):
    """Write a plan with its items, tick what is done, publish."""
    plan = (
        get_visible_or_404(plans_of(request.user), pk=pk) if pk else WorkPlan(year=timezone.localdate().year)
    )
    congresses = Organisation.objects.filter(
        within(request.user, Right.PUBLISH), kind=Organisation.Kind.CONGRESS
    )
    form = PlanForm(request.POST or None, instance=plan, congresses=congresses)
    items = PlanItems(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid() and items.is_valid():
        try:
            with transaction.atomic():
                items.instance = form.instance
                if form.instance.pk:
                    items.save()
                services.save_plan(plan=form.instance, actor=request.user, now=timezone.now())
                if not pk:
                    items.save()
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("计划已保存。"))
            return redirect("supervision:edit_plan", pk=form.instance.pk)
    return render(request, "supervision/desk/plan.html", {"form": form, "items": items, "plan": plan})
