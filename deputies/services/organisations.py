"""Verbs of the tree: nodes, and roles granted at a node."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies import audit, tree
from deputies.errors import Refused
from deputies.models import Membership, Organisation, Role, User

LONE_ROLES = {Role.SYSTEM_ADMIN.value, Role.AUDITOR.value}


@transaction.atomic
def add_organisation(*, name: str, kind: str, parent: Organisation | None = None, **fields) -> Organisation:
    """Add a node below a parent and give it its path."""
    fields.setdefault("level", parent.level if parent else Organisation._meta.get_field("level").default)
    node = Organisation.objects.create(name=name, kind=kind, parent=parent, **fields)
    node.path = tree.child_path(parent.path if parent else "", node.pk)
    node.save(update_fields=["path"])
    return node


@transaction.atomic
def move_organisation(*, node: Organisation, parent: Organisation | None, actor: User, now: datetime) -> None:
    """Hang a node with everything below it under another parent.

    Raises:
        Refused: the new parent lies below the node itself.
    """
    if parent is not None and tree.is_within(parent.path, node.path):
        raise Refused(_("不能把“%(node)s”移到它自己的下级里。") % {"node": node})
    before = node.path
    below = list(Organisation.objects.select_for_update().filter(path__startswith=before))
    after = tree.child_path(parent.path if parent else "", node.pk)
    for item in below:
        item.path = after + item.path[len(before) :]
        item.parent = parent if item.pk == node.pk else item.parent
    Organisation.objects.bulk_update(below, ["path", "parent"])
    node.refresh_from_db()
    audit.record(
        chain=f"organisation:{node.pk}",
        verb="move",
        actor=actor,
        capacity="office",
        now=now,
        before=before,
        after=after,
    )


def keep_apart(*, user: User, roles: set[str]) -> None:
    """Refuse roles that one person must not hold together (domain.md §6: three powers kept apart).

    Who configures sees no content, who audits does neither; so both hold that one role and nothing else.
    """
    if not roles & LONE_ROLES:
        return
    handles = user.pk and (user.site_duties.exists() or user.mandates.seated().exists())
    if len(roles) > 1 or handles:
        raise Refused(_("系统管理员、审计员不能兼任别的角色，也不能是代表或站点工作人员。"), field="role")


@transaction.atomic
def grant_role(
    *,
    user: User,
    organisation: Organisation,
    role: str,
    actor: User | None,
    now: datetime,
    until: date | None = None,
) -> Membership:
    """Grant a role at a node, or prolong it; recorded in the audit chain of the person.

    Raises:
        Refused: to oneself, or powers would come together that are kept apart.
    """
    if actor == user:
        raise Refused(_("不能给自己授权，请另一位系统管理员来做。"), field="role")
    held = Membership.objects.in_force(timezone.localdate(now)).filter(user=user)
    keep_apart(user=user, roles={role, *held.values_list("role", flat=True)})
    grant, _created = Membership.objects.update_or_create(
        user=user, organisation=organisation, role=role, defaults={"until": until}
    )
    audit.record(
        chain=f"user:{user.pk}",
        verb="grant_role",
        actor=actor,
        capacity="admin",
        now=now,
        role=role,
        organisation=organisation.pk,
        until=until and until.isoformat(),
    )
    return grant


@transaction.atomic
def revoke_role(*, grant: Membership, actor: User, now: datetime) -> None:
    """Take a role back at once."""
    audit.record(
        chain=f"user:{grant.user_id}",
        verb="revoke_role",
        actor=actor,
        capacity="admin",
        now=now,
        role=grant.role,
        organisation=grant.organisation_id,
    )
    grant.delete()
