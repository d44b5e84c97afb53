"""Parts of a workflow that join: what a state machine is built of, this library's and a bank's own.

A part has a first state, and open ends: places where it goes on, but does not say yet where. Its ``ends`` are where it
goes on in the ordinary way; its ``exits`` are open ends with a name, for what is out of the ordinary (``error``,
``declined``). ::

    asked = ask_for_funds()                       # exits: error, silent
    process = asked.then(check_funds()).when(silent=decline(), error=record_failure())
    definition(process, comment="Source of funds", timeout_seconds=86_400)

Joining refuses two states of one name; ``definition`` refuses a part with an exit that leads nowhere. A part is used
once: joining links its states, so build it anew (call its builder again) to use it in another place.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from workflows.asl import Catch, Definition, Graph, State


class FragmentError(ValueError):
    """Parts do not fit together; the message names the states."""


@dataclass(frozen=True, eq=False)
class End:
    """An open end: a state, and the field (of it, of one of its rules or of one of its catches) that names the next."""

    state: str
    holder: Any
    key: str | int

    @property
    def is_open(self) -> bool:
        return self.holder[self.key] is None

    def join(self, following: State) -> None:
        self.holder[self.key] = following


@dataclass(frozen=True, eq=False)
class Fragment:
    """A part of a workflow: its first state, its open ends, and those with a name."""

    first: State
    ends: tuple[End, ...] = ()
    exits: Mapping[str, tuple[End, ...]] = field(default_factory=dict)

    def then(self, following: "Fragment") -> "Fragment":
        """Both parts as one: wherever this one goes on in the ordinary way, ``following`` begins.

        Raises FragmentError where this one has no open end, or where two states have one name.
        """
        if not self.ends:
            raise FragmentError(f"{_named(self)} has no open end, so {_named(following)} cannot follow it")
        return _joined(self, {following: self.ends})

    def when(self, **following: "Fragment") -> "Fragment":
        """All parts as one: wherever this one leaves by an exit, the part given for that exit begins.

        What is given may be a part that was joined before: that is a loop. Raises FragmentError where this one has no
        such exit, or where two states have one name.
        """
        if unknown := following.keys() - self.exits.keys():
            known = ", ".join(sorted(self.exits)) or "none"
            raise FragmentError(f"{_named(self)} has no open exit {', '.join(sorted(unknown))}; its exits are: {known}")
        joints: dict[Fragment, tuple[End, ...]] = {}
        for name, part in following.items():
            joints[part] = (*joints.get(part, ()), *self.exits[name])
        return _joined(self, joints)

    def leaving_by(self, name: str) -> "Fragment":
        """The same part, its ordinary ends being the exit ``name`` from now on."""
        return Fragment(self.first, (), {**self.exits, name: (*self.exits.get(name, ()), *self.ends)})


def part(state: State, exits: Mapping[str, tuple[End, ...]] | None = None) -> Fragment:
    """One state as a part; what it does not say itself (where it goes on) is its open end."""
    ends = () if state.state_type in ("Succeed", "Fail", "Choice") else (End(state.state_id, vars(state), "next_step"),)
    return Fragment(state, ends, exits or {})


def catch(state: State, errors: Iterable[str], into: str | None = None) -> End:
    """Let ``state`` catch these errors, and return the open end that they leave by; ``into`` gets name and cause."""
    caught = Catch(next_step=None, error_equals=list(errors), **({"result_path": into} if into else {}))
    state.add_catch(caught)
    return End(state.state_id, vars(caught), "next_step")


def branching(state: State, ways: Iterable[tuple[End, Fragment | str | None]]) -> Fragment:
    """A state with several ways to go on: to a part, by the exit of this name, or (None) in the ordinary way."""
    found = list(ways)
    exits: dict[str, tuple[End, ...]] = {}
    joints: dict[Fragment, tuple[End, ...]] = {}
    for end, to in found:
        if isinstance(to, str):
            exits[to] = (*exits.get(to, ()), end)
        elif to is not None:
            joints[to] = (*joints.get(to, ()), end)
    return _joined(Fragment(state, tuple(end for end, to in found if to is None), exits), joints)


def chain(*parts: Fragment) -> Fragment:
    """The parts one after the other, as ``then`` joins them."""
    return reduce(Fragment.then, parts)


def branch(fragment: Fragment) -> State:
    """The first state of a part that stands alone, as a Parallel's branch does. Raises FragmentError."""
    if open_exits := [f"{name} (of {end.state})" for name, ends in fragment.exits.items() for end in ends]:
        raise FragmentError(f"{_named(fragment)} leaves open: {', '.join(open_exits)}; join each by .when(…)")
    known = {id(end.holder) for end in fragment.ends}
    states = [state for state, _ in _states(fragment.first, branches=False)]
    lost = [end.state for state in states for end in _open_ends(state) if id(end.holder) not in known]
    if lost:
        raise FragmentError(f"{_named(fragment)}: {', '.join(lost)} leads nowhere, and is not among its ends")
    return fragment.first


def definition(fragment: Fragment, *, comment: str, timeout_seconds: int) -> Definition:
    """The state machine that consists of this part; its open ends end the execution. Raises FragmentError.

    Build it last: the SDK takes a snapshot of the states as they are linked now.
    """
    graph = Graph(branch(fragment), comment=comment, timeout_seconds=timeout_seconds)
    found: Definition = graph.to_dict()
    return found


def refuse_one_name_twice(*parts: Fragment) -> None:
    """Raise FragmentError where these parts have two states of one name, with the place of each."""
    seen: dict[str, tuple[State, str]] = {}
    for fragment in parts:
        for state, after in _states(fragment.first):
            place = f"after {after!r}" if after else "as the first of its part"
            first, there = seen.setdefault(state.state_id, (state, place))
            if first is not state:
                raise FragmentError(
                    f"two states are named {state.state_id!r}, one {there}, one {place}; give one another name"
                )


def _joined(begin: Fragment, joints: Mapping[Fragment, tuple[End, ...]]) -> Fragment:
    """One part of all: each given end leads to the part that it is given for, and what is open of any stays open."""
    parts = [begin, *joints]
    refuse_one_name_twice(*parts)
    for following, ends in joints.items():
        for end in ends:
            end.join(following.first)
    exits: dict[str, tuple[End, ...]] = {}
    for name in dict.fromkeys(name for fragment in parts for name in fragment.exits):
        if left := _still_open(fragment.exits.get(name, ()) for fragment in parts):
            exits[name] = left
    return Fragment(begin.first, _still_open(fragment.ends for fragment in parts), exits)


def _still_open(groups: Iterable[tuple[End, ...]]) -> tuple[End, ...]:
    return tuple(dict.fromkeys(end for ends in groups for end in ends if end.is_open))


def _states(first: State, *, branches: bool = True) -> Iterator[tuple[State, str | None]]:
    """Every state that can be reached, once, with the name of one that leads to it; those in branches too, or not."""
    seen: set[int] = set()
    waiting: list[tuple[State, str | None]] = [(first, None)]
    while waiting:
        state, after = waiting.pop()
        if id(state) in seen:
            continue
        seen.add(id(state))
        yield state, after
        following = [state.next_step, state.default, *(rule[1] for rule in state.choices or ())]
        following += [caught.next_step for caught in state.catches]
        following += [*(state.branches or ()), state.iterator] if branches else []
        waiting += [(found, state.state_id) for found in following if found is not None]


def _open_ends(state: State) -> Iterator[End]:
    if state.state_type == "Choice":
        yield from (End(state.state_id, rule, 1) for rule in state.choices if rule[1] is None)
        if state.default is None:
            yield End(state.state_id, vars(state), "default")
    elif state.next_step is None:
        yield from part(state).ends
    for caught in state.catches:
        if caught.next_step is None:
            yield End(state.state_id, vars(caught), "next_step")


def _named(fragment: Fragment) -> str:
    return f"the part that begins with {fragment.first.state_id!r}"
