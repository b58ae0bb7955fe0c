"""moto's CloudFormation beside us: it finds the types of SES here, and what SES refuses fails the stack as on AWS.

Everything is in place while a mock is active, and for the types of SES only; stacks without them are moto's alone.
"""

from __future__ import annotations

import sys
import threading
import uuid
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from sesmock.cloudformation import find, properties
from sesmock.cloudformation.resource import Refused, Ses
from sesmock.mock.active import active

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesmock.cloudformation.resource import Type

_LONGEST_NAME = 64  # of what SES names in this way


class Failed(Exception):
    """A resource of SES could not be made, changed or deleted; the message is that of its stack event."""

    def __init__(self, act: str, resource: Resource, reason: str) -> None:
        super().__init__(reason)
        self.act = act
        self.resource = resource
        self.reason = reason


class Resource:
    """One resource of a stack, as moto wants it."""

    def __init__(self, kind: Type, name: str, said: dict[str, Any], ses: Ses, logical_id: str) -> None:
        self._kind = kind
        self._ses = ses
        self.cf_resource_type = kind.name
        self.logical_resource_id = logical_id
        self.generated = name[-_LONGEST_NAME:]
        self.properties: dict[str, Any] = {}
        self.physical_resource_id = ""
        self.properties = self._read("CREATE", said)
        self.physical_resource_id = kind.ref(self.properties, self.generated)
        self._do("CREATE", kind.create, self.properties)

    def is_created(self) -> bool:
        """It is there at once."""
        return True

    def get_cfn_attribute(self, name: str) -> str:
        """What `Fn::GetAtt` gives; raises moto's error for what the type does not have."""
        if name not in self._kind.ATTRIBUTES:
            raise _moto("exceptions").UnformattedGetAttTemplateException
        found = self._kind.attribute(self._ses, self.physical_resource_id, name)
        if found is None:
            raise Failed("CREATE", self, f"Attribute '{name}' does not exist")
        return found

    def said_anew(self, said: dict[str, Any]) -> Resource:
        """The resource with other properties: itself, or another one in its place."""
        wanted = self._read("UPDATE", said)
        if wanted == self.properties:
            return self
        if any(properties.at(wanted, path) != properties.at(self.properties, path) for path in self._kind.REPLACED_BY):
            fresh = f"{self.generated[:-13]}-{uuid.uuid4().hex[:12].upper()}"
            another = Resource(self._kind, fresh, wanted, self._ses, self.logical_resource_id)
            self.delete()
            return another
        self._do("UPDATE", self._kind.update, self.properties, wanted)
        self.properties = wanted
        return self

    def delete(self, *_: str) -> None:
        """Delete it; what is gone already is fine."""
        self._do("DELETE", self._kind.delete, self.properties)

    def _read(self, act: str, said: dict[str, Any]) -> dict[str, Any]:
        try:
            return properties.read(self._kind.SHAPE, said)
        except properties.Invalid as invalid:
            what = f"Properties validation failed for resource {self.logical_resource_id} with message:\n{invalid}"
            raise Failed(act, self, what) from invalid

    def _do(self, act: str, handler: Callable[..., None], *arguments: dict[str, Any]) -> None:
        try:
            handler(self._ses, self.physical_resource_id, *arguments)
        except Refused as refused:
            if act == "DELETE" and refused.handler_code == "NotFound":
                return
            said = refused.message
            if act == "CREATE" and refused.code == "AlreadyExistsException":
                name = self.physical_resource_id
                said = f"Resource of type '{self._kind.name}' with identifier '{name}' already exists."
            reason = (
                f'Resource handler returned message: "{said}" (RequestToken: {uuid.uuid4()}, '
                f"HandlerErrorCode: {refused.handler_code})"
            )
            raise Failed(act, self, reason) from refused


class Model:
    """A type of SES, as moto wants it."""

    def __init__(self, kind: Type) -> None:
        self._kind = kind

    def has_cfn_attr(self, name: str) -> bool:
        """Whether `Fn::GetAtt` knows it."""
        return name in self._kind.ATTRIBUTES

    def create_from_cloudformation_json(
        self, resource_name: str, cloudformation_json: dict[str, Any], account_id: str, region_name: str, **more: Any
    ) -> Resource:
        """Make a resource."""
        ses = Ses(_account(account_id), region_name, _wait)
        said = cloudformation_json.get("Properties", {})
        return Resource(self._kind, resource_name, said, ses, more.get("LogicalId", ""))

    def update_from_cloudformation_json(
        self, original_resource: Resource, cloudformation_json: dict[str, Any], **_: Any
    ) -> Resource:
        """Change a resource."""
        return original_resource.said_anew(cloudformation_json.get("Properties", {}))


def _moto(module: str) -> Any:
    return sys.modules[f"moto.cloudformation.{module}"]


def _wait(seconds: float) -> None:
    """Let time pass in the cloud that is there now."""
    cloud = active()
    assert cloud is not None
    cloud.clock.advance(seconds=seconds)


def _account(number: str) -> str:
    """Our account for one of moto's: what its own default is, is ours."""
    cloud = active()
    assert cloud is not None
    default: Any = getattr(sys.modules.get("moto.core"), "DEFAULT_ACCOUNT_ID", None)
    return cloud.default_account if number == default else number


def resource_class(real: Callable[[str], Any]) -> Callable[[str], Any]:
    """What `parsing.resource_class_from_type` is while a mock is active."""

    def resource_class_from_type(resource_type: str) -> Any:
        kind = find(resource_type) if active() is not None else None
        return real(resource_type) if kind is None else Model(kind)

    return resource_class_from_type


# ---- what becomes of a stack when a resource fails: moto lets the error pass ----

_within = threading.local()


def _note(stack: Any, failed: Failed) -> None:
    resource = failed.resource
    models = _moto("models")
    reason = failed.reason
    if hasattr(_moto("responses"), "DESCRIBE_STACK_EVENTS_RESPONSE"):  # older ones put the text as it is into XML
        reason = escape(reason)
    event = (models.Event if hasattr(models, "Event") else models.FakeEvent)(  # as it was called in 5.0
        stack_id=stack.stack_id,
        stack_name=stack.name,
        logical_resource_id=resource.logical_resource_id,
        physical_resource_id=resource.physical_resource_id,
        resource_type=resource.cf_resource_type,
        resource_status=f"{failed.act}_FAILED",
        resource_status_reason=reason,
        resource_properties=None,
    )
    event.sendToSns(stack.account_id, stack.region_name, stack.notification_arns)
    stack.events.append(event)


def _end(stack: Any, status: str, reason: str | None = None) -> None:
    stack._add_stack_event(status, resource_status_reason=reason)
    stack.status = status


def _roll_back_creation(stack: Any, failed: Failed) -> None:
    """Delete what has been made of a new stack; it stays, empty."""
    _note(stack, failed)
    which = failed.resource.logical_resource_id
    _end(
        stack,
        "ROLLBACK_IN_PROGRESS",
        f"The following resource(s) failed to create: [{which}]. Rollback requested by user.",
    )
    stack.resource_map.delete()
    stack.resource_map._resource_json_map = {}
    stack.output_map._output_json_map = {}
    _end(stack, "ROLLBACK_COMPLETE")


class _Before:
    """What a stack was before a change."""

    def __init__(self, stack: Any) -> None:
        self.template = stack.template
        self.template_dict = stack.template_dict
        self.json = stack.resource_map._resource_json_map
        self.parameters = dict(stack.resource_map.input_parameters)
        self.outputs = stack.output_map

    def restore(self, stack: Any, failed: Failed) -> None:
        """Bring it back."""
        _note(stack, failed)
        which, did = failed.resource.logical_resource_id, failed.act.lower()
        _end(
            stack,
            "UPDATE_ROLLBACK_IN_PROGRESS",
            f"The following resource(s) failed to {did}: [{which}]. ",
        )
        there = stack.resource_map
        _forget_removed(there, object)
        # What was not made yet is not there to be deleted.
        there._resource_json_map = {
            name: said for name, said in there._resource_json_map.items() if name in there._parsed_resources
        }
        there.input_parameters = self.parameters
        there.update({**self.template_dict, "Resources": self.json}, self.parameters)
        _settle(there)
        stack.template, stack.template_dict = self.template, self.template_dict
        stack.output_map = stack._create_output_map()
        _end(stack, "UPDATE_ROLLBACK_COMPLETE")


def _forget_removed(resources: Any, kind: type) -> None:
    """Let what a template no longer has be made anew if it comes back: moto remembers it."""
    for name, resource in list(resources._parsed_resources.items()):
        ours = isinstance(resource, kind) and hasattr(resource, "cf_resource_type")
        if ours and name not in resources._resource_json_map:
            del resources._parsed_resources[name]


def _settle(resources: Any) -> None:
    """Change those resources of SES whose properties come out differently, as what they refer to has changed."""
    _forget_removed(resources, Resource)
    clean_json = _moto("parsing").clean_json
    changed = True
    while changed:
        changed = False
        for name, resource in list(resources._parsed_resources.items()):
            if isinstance(resource, Resource) and name in resources._resource_json_map:
                said = clean_json(resources._resource_json_map[name].get("Properties", {}), resources)
                before = resource.properties
                another = resources._parsed_resources[name] = resource.said_anew(said)
                another.logical_resource_id = name
                changed = changed or another.properties != before


def _read_outputs(stack: Any) -> None:
    """See what a stack with resources of SES puts out; moto does it when somebody asks."""
    if any(isinstance(resource, Resource) for resource in stack.resource_map._parsed_resources.values()):
        stack.output_map = stack._create_output_map()
        list(stack.output_map.values())


def _guarded(act: Callable[[], Any], recover: Callable[[Failed], Any]) -> Any:
    """Do something with a stack; what fails in a stack within another one fails the other, too."""
    outer = getattr(_within, "depth", 0)
    _within.depth = outer + 1
    try:
        return act()
    except Failed as failed:
        answer = recover(failed)
        if outer:
            raise
        return answer
    finally:
        _within.depth = outer


def create_stack(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `CloudFormationBackend.create_stack` is while a mock is active."""

    def create(self: Any, name: str, *args: Any, **options: Any) -> Any:
        def recover(failed: Failed) -> Any:
            stack = self.get_stack(name)
            _roll_back_creation(stack, failed)
            return stack

        def act() -> Any:
            stack = real(self, name, *args, **options)
            _read_outputs(stack)
            return stack

        return _guarded(act, recover)

    return create


def update_stack(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `CloudFormationBackend.update_stack` is while a mock is active."""

    def update(self: Any, name: str, *args: Any, **options: Any) -> Any:
        stack = self.get_stack(name)
        before = _Before(stack)

        def act() -> Any:
            real(self, name, *args, **options)
            _settle(stack.resource_map)
            _read_outputs(stack)
            return stack

        def recover(failed: Failed) -> Any:
            before.restore(stack, failed)
            return stack

        return _guarded(act, recover)

    return update


def delete_stack(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `CloudFormationBackend.delete_stack` is while a mock is active."""

    def delete(self: Any, name_or_stack_id: str) -> Any:
        stack = self.stacks.get(name_or_stack_id)
        if stack is None:
            return real(self, name_or_stack_id)

        def recover(failed: Failed) -> None:
            self.stacks[stack.stack_id] = stack
            _note(stack, failed)
            which = failed.resource.logical_resource_id
            _end(stack, "DELETE_FAILED", f"The following resource(s) failed to delete: [{which}]. ")

        return _guarded(lambda: real(self, name_or_stack_id), recover)

    return delete


def execute_change_set(real: Callable[..., Any]) -> Callable[..., Any]:
    """What `CloudFormationBackend.execute_change_set` is while a mock is active."""

    def execute(self: Any, change_set_name: str, *args: Any, **options: Any) -> Any:
        named = [each for key, each in self.change_sets.items() if change_set_name in {key, each.change_set_name}]
        if not named:
            return real(self, change_set_name, *args, **options)
        change_set = self.change_sets.get(change_set_name, named[-1])
        stack = self.stacks[change_set.stack_id]
        before = _Before(stack)

        def act() -> None:
            real(self, change_set_name, *args, **options)
            _settle(stack.resource_map)
            _read_outputs(stack)

        def recover(failed: Failed) -> None:
            if change_set.change_set_type == "CREATE":
                _roll_back_creation(stack, failed)
            else:
                before.restore(stack, failed)
            change_set.execution_status = "EXECUTE_FAILED"

        return _guarded(act, recover)

    return execute
