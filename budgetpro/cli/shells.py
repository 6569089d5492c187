"""The Tab key in bash, zsh and fish, where names have spaces and colons.

Typer's own scripts take a name apart: bash breaks words at `:`, zsh evaluates what it is given,
and all three lose quotes. Ours hand the line over as it stands and take whole names back; each
shell then quotes them in its own way, and nothing that a name holds is ever run.
"""

from __future__ import annotations

import os
from typing import Final, NamedTuple

from typer._click.shell_completion import CompletionItem, add_completion_class
from typer._completion_classes import BashComplete, FishComplete, ZshComplete
from typer._completion_shared import _completion_scripts

BASH: Final = """
%(complete_func)s() {
    local found
    COMPREPLY=()
    while IFS= read -r found; do [[ -n $found ]] && COMPREPLY+=("$found"); done < <(
        COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
            %(autocomplete_var)s=complete_bash "${1/#\\~/$HOME}" 2>/dev/null
    )
}
complete -o default -F %(complete_func)s %(prog_name)s
"""

ZSH: Final = """
#compdef %(prog_name)s

%(complete_func)s() {
    local -a values shown
    local value help
    while IFS=$'\\t' read -r value help; do
        [[ -n $value ]] || continue
        values+=("$value")
        shown+=("$value${help:+  -- $help}")
    done < <(
        _BUDGETPRO_WORDS="${(F)${(@Q)words[2,CURRENT-1]}}" _BUDGETPRO_WORD="${(Q)PREFIX}" \\
            %(autocomplete_var)s=complete_zsh "${(Q)words[1]}" 2>/dev/null
    )
    if (( $#values )); then compadd -U -d shown -a values; else _files; fi
}

compdef %(complete_func)s %(prog_name)s
"""

FISH: Final = """
function %(complete_func)s
    set -lx COMP_LINE (commandline -cp)
    set -lx %(autocomplete_var)s complete_fish
    set -l found (%(prog_name)s 2>/dev/null)
    if test -n "$found"
        printf '%%s\\\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete --command %(prog_name)s --no-files --arguments '(%(complete_func)s)'
"""


class Typed(NamedTuple):
    """A line up to the cursor, as a shell reads it.

    `words` are whole, `last` is the word that is being typed, both without their quotes. `kept`
    is how much of `last` bash leaves as it is, `quote` the one that is still open.
    """

    words: list[str]
    last: str
    kept: str
    quote: str


def read_line(line: str, breaks: str = "") -> Typed:
    """Return what was typed; an unquoted sign of `breaks` is where bash begins a word anew."""
    words: list[str] = []
    word: str | None = None
    broken = kept = quote = ""
    signs = iter(line)
    for sign in signs:
        if sign == "\\" and quote != "'":
            following = next(signs, "")
            is_escape = not quote or following in '"\\$`'
            word = (word or "") + (following if is_escape else sign + following)
        elif sign == quote:
            quote, kept = "", broken
        elif quote:
            word = (word or "") + sign
        elif sign in "'\"":
            word = kept = word or ""
            quote = sign
        elif not sign.isspace():
            word = (word or "") + sign
            if sign in breaks:
                broken = kept = word
        elif word is not None:
            words.append(word)
            word, broken, kept = None, "", ""
    return Typed(words, word or "", kept, quote)


def quoted(text: str, quote: str) -> str:
    """Return text as it has to be written in bash behind an open quote, or behind none."""
    if quote == "'":
        return text.replace("'", "'\\''")
    special = '"\\$`' if quote else "\\\"'$`!&|;<>()[]{}*?#~ \t"
    return "".join(f"\\{sign}" if sign in special else sign for sign in text)


class Bash(BashComplete):
    """What bash puts in place of the text behind the last break or quote."""

    def complete(self) -> str:
        typed = read_line(os.environ["COMP_LINE"], os.environ.get("COMP_WORDBREAKS", ""))
        found = _found(self.get_completions(typed.words[1:], typed.last), typed.last)
        going_on = [value for value, _ in found if value.lower().startswith(typed.kept.lower())]
        return "\n".join(quoted(value[len(typed.kept) :], typed.quote) for value in going_on)


class Zsh(ZshComplete):
    """What zsh adds, each with its help behind a tab."""

    def complete(self) -> str:
        words = os.environ["_BUDGETPRO_WORDS"].splitlines()
        last = os.environ["_BUDGETPRO_WORD"]
        return _with_help(_found(self.get_completions(words, last), last))


class Fish(FishComplete):
    """What fish chooses from, each with its help behind a tab."""

    def complete(self) -> str:
        typed = read_line(os.environ["COMP_LINE"])
        return _with_help(_found(self.get_completions(typed.words[1:], typed.last), typed.last))


def register() -> None:
    """Put ours in the place of Typer's."""
    add_completion_class(Bash, "bash")
    add_completion_class(Zsh, "zsh")
    add_completion_class(Fish, "fish")
    _completion_scripts.update(bash=BASH, zsh=ZSH, fish=FISH)


def _found(items: list[CompletionItem], last: str) -> list[tuple[str, str]]:
    """Return whole words and their help; none that would take more than one line."""
    option, mark, _ = last.partition("=")
    front = f"{option}=" if mark and last.startswith("-") else ""
    return [(front + item.value, " ".join((item.help or "").split())) for item in items if item.value.isprintable()]


def _with_help(found: list[tuple[str, str]]) -> str:
    return "\n".join(f"{value}\t{help_line}" if help_line else value for value, help_line in found)
