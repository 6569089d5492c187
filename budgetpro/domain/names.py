"""Finding one of many by what a person typed: its path, its id, or any part that only it has."""

from __future__ import annotations

from collections.abc import Sequence

from budgetpro.domain.errors import NotFound, UsageFault

_SHOWN = 5  # candidates named in a message; the facts hold more
_MOST = 50


def resolve(text: str, candidates: Sequence[tuple[int, str]], noun: str) -> int:
    """Return the id of the candidate (id, path) that `text` names.

    Tried in order: the whole path, an id, the last part of a path, a piece of a path; capitals
    do not count anywhere, accents not in a piece. The first that fits anything decides.
    Raises UsageFault `ambiguous_{noun}` where it fits several, NotFound `{noun}_not_found`
    (with what comes close) where nothing fits.
    """
    typed = text.strip()
    wanted = folded_case(typed)
    paths = [(one, path, folded_case(path)) for one, path in candidates]
    if not typed:
        raise _not_found(typed, candidates, noun)
    if same := [(one, path) for one, path, folded in paths if folded == wanted]:
        return _only(typed, same, noun)
    if typed.isascii() and typed.isdigit() and any(one == int(typed) for one, _ in candidates):
        return int(typed)
    if last := [(one, path) for one, path, folded in paths if folded.rpartition(":")[2] == wanted]:
        return _only(typed, last, noun)
    bare = without_accents(wanted)
    if parts := [(one, path) for one, path, folded in paths if bare in without_accents(folded)]:
        return _only(typed, parts, noun)
    raise _not_found(typed, candidates, noun)


def composed(text: str) -> str:
    """Return the text in Unicode's composed form (NFC), in which names are kept."""
    if text.isascii():
        return text
    from unicodedata import normalize

    return normalize("NFC", text)


def folded_case(text: str) -> str:
    """Return the text as names are compared: composed (NFC), capitals folded."""
    return text.lower() if text.isascii() else composed(composed(text).casefold())


def without_accents(text: str) -> str:
    """Return the text without the marks over and under its letters: "café" is "cafe"."""
    if text.isascii():
        return text
    from unicodedata import combining, normalize

    return "".join(sign for sign in normalize("NFKD", text) if not combining(sign))


def near_misses(text: str, names: Sequence[str], most: int = 3) -> list[str]:
    """Return the names that come close to `text`, as a whole or in their last part, the closest first."""
    from difflib import get_close_matches

    forms: dict[str, str] = {}
    for name in names:
        folded = without_accents(folded_case(name))
        forms.setdefault(folded, name)
        forms.setdefault(folded.rpartition(":")[2], name)
    found = get_close_matches(without_accents(folded_case(text)), forms, n=most + 1, cutoff=0.6)
    return list(dict.fromkeys(forms[form] for form in found))[:most]


def _only(text: str, found: Sequence[tuple[int, str]], noun: str) -> int:
    """Return the id of the one that was found; several are refused with their names."""
    if len(found) == 1:
        return found[0][0]
    names = [path for _, path in found]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    raise UsageFault(
        f"'{text}' could be {', '.join(names[:_SHOWN])}{more}.",
        hint="Give the whole name, or the id.",
        code=f"ambiguous_{noun}",
        facts={"text": text, "candidates": [{"id": one, "name": path} for one, path in found[:_MOST]]},
    )


def _not_found(text: str, candidates: Sequence[tuple[int, str]], noun: str) -> NotFound:
    near = near_misses(text, [path for _, path in candidates])
    return NotFound(
        f"There is no {noun} '{text}'.",
        hint=f"Did you mean {' or '.join(near)}?" if near else None,
        code=f"{noun}_not_found",
        facts={"text": text, "near": near},
    )
