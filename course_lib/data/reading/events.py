"""What happens in a story of who is where: events, and what is true after each of them.

After tasks 1 and 2 of Weston et al. 2015 ("Towards AI-complete question answering"), in words of
our own, theirs among them.
"""

from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from course_lib.data.drawing import one

PEOPLE = ("Mary", "John", "Sandra", "Daniel", "Amir", "Lena", "Tom", "Yuki")
PLACES = (
    "bathroom", "bedroom", "kitchen", "office", "garden", "hallway", "cellar", "attic", "garage",
    "living room", "dining room",
)  # fmt: skip
THINGS = ("milk", "football", "apple", "lamp", "book", "key")
MOVES = ("moved to", "went to", "went back to", "travelled to", "journeyed to", "ran to", "is in")
TAKES = ("took", "got", "picked up", "grabbed")
DROPS = ("dropped", "left", "put down")
TAKING = 0.3  # how often an event is about a thing, where there are things


class Event(NamedTuple):
    """What somebody did. `what` is the place they moved to, or the thing they took or dropped."""

    who: str
    did: str  # "moved", "took" or "dropped"
    what: str


@dataclass
class World:
    """Who is where, who holds what, and the number of the event from which each is known.

    `at` and `held` hold (what, event number); `lies` holds, for a thing put down, the place, the
    event of the putting down and the event that told the place.
    """

    at: dict[str, tuple[str, int]] = field(default_factory=dict)
    held: dict[str, tuple[str, int]] = field(default_factory=dict)
    lies: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    route: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def happen(self, event: Event, number: int) -> None:
        """What changes by an event."""
        if event.did == "moved":
            self.at[event.who] = (event.what, number)
            self.route.setdefault(event.who, []).append((event.what, number))
        elif event.did == "took":
            self.held[event.what] = (event.who, number)
            self.lies.pop(event.what, None)
        else:
            place, told = self.at[event.who]
            self.lies[event.what] = (place, number, told)
            self.held.pop(event.what, None)

    def able(self, who: str) -> list[Event]:
        """What somebody can do with things here and now: take one that is free or lies here, put
        down one of their own. Only where their place is known."""
        if who not in self.at:
            return []
        here = self.at[who][0]
        found = []
        for thing in THINGS:
            if self.held.get(thing, ("",))[0] == who:
                found.append(Event(who, "dropped", thing))
            elif thing not in self.held and self.lies.get(thing, (here,))[0] == here:
                found.append(Event(who, "took", thing))
        return found

    def whereabouts(self, thing: str) -> tuple[str, tuple[int, int]] | None:
        """Where a thing is: the place, and the two events that tell it, that of the place first.
        None for one that nobody has touched."""
        if thing in self.held:
            who, taken = self.held[thing]
            place, told = self.at[who]
            return place, (told, taken)
        if thing in self.lies:
            place, dropped, told = self.lies[thing]
            return place, (told, dropped)
        return None


def tell(count: int, people: tuple[str, ...], things: bool, random: Random) -> list[Event]:
    """`count` events. Nobody moves to where they are already; things are taken where they lie."""
    world, events = World(), list[Event]()
    for number in range(count):
        who = one(people, random)
        able = world.able(who) if things else []
        if able and random.random() < TAKING:
            event = one(able, random)
        else:
            here = world.at.get(who, ("",))[0]
            event = Event(who, "moved", one([p for p in PLACES if p != here], random))
        world.happen(event, number)
        events.append(event)
    return events


def written(event: Event, random: Random) -> str:
    """An event as a sentence, in one of its wordings."""
    verb = one({"moved": MOVES, "took": TAKES, "dropped": DROPS}[event.did], random)
    return f"{event.who} {verb} the {event.what}."
