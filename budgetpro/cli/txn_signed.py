"""Negative amounts as words of their own: `txn add -12.50 groceries` is a refund, not an option `-1`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from budgetpro.cli.lazy import Command

_NEGATIVE: Final = re.compile(r"-[0-9.,][0-9.,' ]*")
_MINUS: Final = "\N{MINUS SIGN}"  # as an amount may be written too, and nothing that begins an option


class Signed(Command):
    """A command whose arguments may be negative amounts."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(self._with_minus_signs(args)))

    def _with_minus_signs(self, args: Sequence[str]) -> Iterator[str]:
        """Yield the words, negative amounts with a minus sign; the value of an option stays as it is."""
        takes_value = {name for option in self.params if not getattr(option, "is_flag", True) for name in option.opts}
        end = args.index("--") if "--" in args else len(args)
        for n, word in enumerate(args):
            is_argument = n < end and (n == 0 or args[n - 1] not in takes_value)
            yield _MINUS + word[1:] if is_argument and _NEGATIVE.fullmatch(word) else word
