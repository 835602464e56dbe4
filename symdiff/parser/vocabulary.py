"""Words that people ask with for a derivative, by language: what `questions` leaves out around a formula.

>>> "ableitung" in DERIVATIVE, "berechne" in ASKING, "funktion" in GIVEN, "bitte" in BESIDE
(True, True, True, True)
"""

from __future__ import annotations

from typing import Final


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


DERIVATIVE: Final = _set(
    "derivative derivatives derivate derivates derivitive derivitave dervative derivaitve derivation deriv",
    "differentiate differentiating differentiation differentiated differential derive deriving diff",
    "ableitung ableiten ableite leite leiten leitet abgeleitet differenziere differenzieren",
    "dérivée dérivées derivee dériver dérivez dérive",
    "derivada derivadas derivar derivata derivate derivare deriva derivando diferenciar diferencie",
    "afgeleide differentieer derivatan derivera deriverar derivatet derivert",
    "производная производную производной продифференцировать продифференцируйте похідна похідну",
    "pochodna pochodną pochodnej pochodne zróżniczkuj derivace derivaci deriváltja deriváltat",
    "türev türevi türevini türevleri turunan turunannya",
)
"""Words for derivatives and for taking them."""
ASKING: Final = _set(
    "find compute calculate evaluate determine get obtain take show use using apply work",
    "bestimme bestimmen berechne berechnen bilde bilden finde finden",
    "calculer calculez calcule déterminer déterminez donner donnez trouver trouvez",
    "calcular calcula calcule hallar halla hallen encuentra encuentre encontrar encontre obtener",
    "obtén obtenga determinar determine determina ache achar obtenha resolver",
    "calcola calcolare trova trovare determinare",
    "найти найдите найди вычислить вычислите определить знайти знайдіть обчислити",
    "oblicz obliczyć wyznacz wyznaczyć znajdź policz",
    "bulunuz bulun bul hesaplayın hesaplayınız alınız alın kaçtır nedir",
    "bepaal bereken vind beräkna bestäm finn tentukan hitung carilah",
)
"""Words that ask."""
GIVEN: Final = _set(
    "function functions given let suppose consider define defined",
    "funktion funktionen gegeben sei seien betrachte definiert",
    "fonction fonctions soit soient considère considérons définie donnée",
    "función funciones sea sean dada dado considere considera definida",
    "função funções seja sejam funzione sia data dato",
    "функция функции функцию функції функція дана пусть",
    "funkcja funkcji funkcję dana niech fonksiyon fonksiyonu fonksiyonunun fonksiyonun olmak olsun",
    "functie funktionen fungsi",
)
"""Words around a formula that is given."""
BESIDE: Final = _set(
    "the a an of for from to in by be is are was it its this that these following below first 1st partial",
    "what whats what's which how do does did can could would you i we one me my please pls plz help need hey",
    "hi hello thanks thank if when where then and with as at out y'all chain product quotient power rule",
    "rules logarithmic implicit definition simplify answer your",
    "die der das den des dem von vom zu zur man wie was ist lautet lauten sie bitte ich erste ersten 1. mit",
    "durch folgende folgenden folgender als jetzt mir und hilfe",
    "la le les l' de du des d' est sont quelle quel quelles on par pour suivante suivant première si alors",
    "que el los las del al cuál cual qué es son por para siguiente primera si entonces como se",
    "o os as do da dos das qual quais é são seguinte primeira então",
    "il lo gli di della dello del delle qual prima seguente allora",
    "чему равна чему-равна от если то первую первая по какая какова",
    "od jest jaka jeśli jeżeli pierwszą pierwsza",
    "ise in nın nin ifadesinin birinci",
    "van het een av lui till dari dan dengan pertama cari jika maka",
)
"""Words that stand beside the others."""
SECOND: Final = {
    **dict.fromkeys(
        _set("second 2nd 2. zweite zweiten deuxième seconde segunda вторую вторая drugą druga ikinci"), 2
    ),
    **dict.fromkeys(_set("third 3rd 3. dritte dritten troisième tercera terceira третью trzecią üçüncü"), 3),
}
"""Words for the order of a derivative, and that order."""
BY: Final = (
    "with respect to", "w.r.t.", "w.r.t", "wrt", "respecting", "nach", "par rapport à", "respecto a",
    "respecto de", "con respecto a", "em relação a", "com respeito a", "rispetto a", "по", "po", "względem",
    "terhadap", "med avseende på", "naar",
)  # fmt: skip
"""What stands before the variable."""
GLUED: Final = ("的导数", "求导", "求函数", "求", "を微分せよ", "を微分", "の導関数", "の微分", "의 도함수")
"""What stands beside a formula without a blank, where words are not parted."""

__all__ = ["ASKING", "BESIDE", "BY", "DERIVATIVE", "GIVEN", "GLUED", "SECOND"]
