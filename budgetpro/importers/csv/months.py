"""Names of months as statements write them, in the languages whose names do not contradict each other.

Croatian is left out: its `lipanj`, `srpanj` and `listopad` are June, July and October, while the
Polish and Czech words that look the same are other months.
"""

from __future__ import annotations

from functools import lru_cache

from budgetpro.importers.csv.text import fold

# A line is January to December in one language, accents left off as `fold` does; further lines of a
# language hold its short forms and its other cases.
_NAMES = """
january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep oct nov dec
jan feb mrz apr mai jun jul aug sept okt nov dez
januar februar marz april mai juni juli august september oktober november dezember
januari februari maart april mei juni juli augustus september oktober november december
januar februar mrt april maj juni juli augusti september oktober november desember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
janv fevr mars avr mai juin juil aout sept oct nov des
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ene febr marz abr may jun jul ago setiembre oct nov dic
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
jan fev mar abr mai jun jul ago set out nov dez
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
gen feb mar apr mag giu lug ago set ott nov dic
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
ian feb mar apr mai iun iul aug sept oct noi dec
styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien
stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
sty lut mar kwi maj cze lip sie wrz paz lis gru
leden unor brezen duben kveten cerven cervenec srpen zari rijen listopad prosinec
ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince
led uno bre dub kve cvn cvc srp zar rij lis pro
januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
jan febr marc apr maj jun jul aug szept okt nov dec
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesakuu heinakuu elokuu syyskuu lokakuu marraskuu joulukuu
tammi helmi maalis huhti touko kesa heina elo syys loka marras joulu
jaanuar veebruar marts aprill mai juuni juuli august september oktoober november detsember
jaan veebr marts apr mai juuni juuli aug sept okt nov dets
janvaris februaris marts aprilis maijs junijs julijs augusts septembris oktobris novembris decembris
sausio vasario kovo balandzio geguzes birzelio liepos rugpjucio rugsejo spalio lapkricio gruodzio
saus vas kov bal geg birz liep rugp rugs spal lapkr gruod
"""


def _read(table: str) -> dict[str, int]:
    rows = (fold(line).split() for line in table.strip().split("\n"))
    return {name: month for row in rows for month, name in enumerate(row, start=1)}


_MONTHS = _read(_NAMES)


@lru_cache(maxsize=256)
def month_of(word: str) -> int | None:
    """Return the number of the month a word names, in any of the languages; None where it names none."""
    return _MONTHS.get(fold(word))
