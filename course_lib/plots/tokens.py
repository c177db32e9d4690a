"""A token as a figure shows it: whatever would not be seen has a sign."""

import unicodedata

SIGNS = {" ": "␣", "\n": "↵", "\t": "⇥", "\u00a0": "⍽"}
EMPTY = "∅"
BARE = "◌"  # what an accent without a letter stands on
UNSEEN = {
    "Cc",
    "Cf",
    "Cs",
    "Zs",
    "Zl",
    "Zp",
}  # controls, joiners, bidi marks, lone surrogates, spaces
# Invisible, too, although Unicode counts them among letters, accents and symbols: joiners and
# fillers of single scripts, the empty braille pattern, and what chooses another form of a sign.
OTHERS = (
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2800, 0x2800),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF),
)  # fmt: skip


def shown(token: str) -> str:
    """The token with a sign for each character that leaves no mark: a space is ␣, a line break ↵,
    a tab ⇥, a no-break space ⍽, and any other its number, ‹U+200B›. The empty token is ∅."""
    if not token:
        return EMPTY
    alone = unicodedata.category(token[0])[0] == "M" and not unseen(token[0])
    return BARE * alone + "".join(map(_sign, token))


def unseen(character: str) -> bool:
    """Whether a character, drawn alone, leaves nothing to see."""
    code = ord(character)
    return unicodedata.category(character) in UNSEEN or any(a <= code <= b for a, b in OTHERS)


def _sign(character: str) -> str:
    if character in SIGNS:
        return SIGNS[character]
    return f"‹U+{ord(character):04X}›" if unseen(character) else character
