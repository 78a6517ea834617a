"""The letters of Azerbaijani and Turkish: which are one another's in other spellings, and how a word is folded for search.

A word has a key a level (`SHORTEST`). Two words whose keys are the same at a level are the same word as far as that level
goes: typed without diacritics; in the other language's or an English or Cyrillic spelling; sounding alike. The tables are
data, read by this module and, in the site's `search/index.js`, by the browser (`static/search.js`); one file of cases tests
both (`tests/cases/letters.txt`). The correspondences are those of the two standard spellings, of the Cyrillic alphabet that
Azerbaijani had until 1991, and of English romanisation, as far as the labelled queries and the texts themselves bear them out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from edition.model import Lang

KINDRED = ("az", "tr")
"""The languages whose small letters these are: I → ı, İ → i."""
APOSTROPHES = "'’‘ʼ`´′"

SHORTEST = (1, 3, 5, 5)
"""How many letters words must have for a level. The levels are what two words may differ in: 1 the marks that a keyboard lacks
(`typed_as`); 2 the letters of the other language's spelling; 3 a for e, a soft end for a hard one; 4 how the rest sounds."""

PLAIN = {"ə": "e", "ı": "i", "ş": "s", "ç": "c", "ğ": "g", "ö": "o", "ü": "u"}
"""Letters with a mark, and what is typed where a keyboard lacks them."""
PAIRS: tuple[dict[str, str], ...] = (
    {"щ": "ş", "ш": "ş", "ч": "ç", "ж": "j", "ц": "ts", "ю": "yu", "я": "ya", "ё": "yo", "й": "y", "ъ": "", "ь": "", "ы": "ı",
     **dict(zip("абвгдезиклмнопрстуфхэіҝғөүһҹә", "abvgdeziklmnoprstufheikğöühce", strict=True)),
     "'": "", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "dzh": "c", "dj": "c", "kh": "x", "gh": "ğ", "zh": "j",
     "sh": "ş", "ch": "ç", "ph": "f", "th": "t", "şh": "ş", "çh": "ç", "ə": "e", "ı": "i", "ç": "c", "j": "c", "q": "k", "g": "k", "ğ": "g", "x": "h", "w": "v"},
    {"g": "k", "a": "e", "b": "p", "d": "t", "ö": "o", "ü": "u"},
    {"ts": "s", "o": "u", "iy": "y"},
    {"z": "s", "u": "i", "ş": "s", "h": "k"},
)  # fmt: skip
"""Replacements, done one after the other, each table on the key of the one before: those of the levels from *spelling* on,
and last those that only bring together what may be alike in the order of the index."""
FINAL = {"b": "p", "d": "t"}
"""Last letters that the first table takes for others, in words of four letters and more."""
DOUBLED = 2
"""From this table on, doubled letters count as one; not figures (1922, 1992)."""
VOWELS = "aeıioöuü"


def small(text: str, lang: Lang) -> str:
    """The text in small letters, NFC, apostrophes made one: in Azerbaijani and Turkish I → ı and İ → i, elsewhere both → i."""
    if lang in KINDRED:
        text = text.replace("I", "ı")
    text = unicodedata.normalize("NFC", text.replace("İ", "i").lower())
    return "".join("'" if letter in APOSTROPHES else letter for letter in text)


BEYOND = re.compile(f"[^a-zA-Z0-9'{''.join(PLAIN)}-]")
"""A letter that may have an accent."""


def bare(form: str) -> str:
    """A small word without circumflexes and other accents; the letters of `PLAIN` stay."""
    if not BEYOND.search(form):
        return form
    return "".join(letter if letter in PLAIN else unicodedata.normalize("NFD", letter)[0] for letter in unicodedata.normalize("NFC", form)
                   if not unicodedata.combining(letter))  # fmt: skip


@lru_cache(maxsize=262144)
def keys(form: str) -> tuple[str, ...]:
    """A small word's keys, one a table of `PAIRS`; the last is its place in the index. A typed I counts as i."""
    key = bare(form.replace("I", "i"))
    made = []
    for number, pairs in enumerate(PAIRS):
        for old, new in pairs.items():
            key = key.replace(old, new)
        if not number and len(key) > 3:
            key = key[:-1] + FINAL.get(key[-1], key[-1])
        if number >= DOUBLED:
            key = "".join(letter for at, letter in enumerate(key) if not at or key[at - 1] != letter or letter.isdigit())
        made.append(key)
    return tuple(made)


def typed_as(typed: str, form: str) -> int:
    """0 if a typed word is that form, 1 if it is the form without some of its marks, else −1."""
    if typed == form:
        return 0
    ours, theirs = bare(typed.replace("'", "")), bare(form.replace("'", ""))
    if len(ours) != len(theirs):
        return -1
    level = 0
    for a, b in zip(ours, theirs, strict=True):
        if a != b and not (a == "I" and b in "iı"):
            if a != PLAIN.get(b):
                return -1
            level = 1
    return level or int(typed.replace("I", "i") != form.replace("ı", "i") and "I" in typed)


def level_of(one: str, other: str) -> int:
    """How far two words' spellings are apart: 0 the same, 2 … by the number of the level from 1; −1 if they are two words."""
    if one == other:
        return 0
    if one in DISTINCT and other in DISTINCT and DISTINCT[one][0] == DISTINCT[other][0]:
        return 2 if DISTINCT[one] == DISTINCT[other] else -1
    ours, theirs = keys(one), keys(other)
    length = min(len(ours[0]), len(theirs[0]))
    if EQUIVALENT.get(ours[0], ours[0]) == EQUIVALENT.get(theirs[0], theirs[0]):
        return 2 if ours[0] == theirs[0] and length >= SHORTEST[1] else 5
    if length >= 5 and ours[3] == theirs[3] and CYRILLIC.search(one + other):
        return 4
    return next((level for level in (2, 3, 4) if ours[level - 2] == theirs[level - 2] and length >= SHORTEST[level - 1]), -1)


NOT_ONE = (
    "heyət heyet | həyat hayat", "şahid şahit | şəhid şehit", "qatar katar | qədər kadar", "genel | kanal", "bərdə berde | pərdə perde",
    "nasıl | nəsil nesil", "devir | tavır", "bakış baxış | bağış", "zabit | zabıt", "qalib galip | qalıb", "necə nece | neçə", "edib | ədib ədip edip",
    "uşaq | uşak", "gazete | kazada", "görmek görmək | kurmak qurmaq",
)  # fmt: skip
"""Words that the levels would take for one and that are two."""
DISTINCT = {word: (number, side) for number, pair in enumerate(NOT_ONE) for side, words in enumerate(pair.split(" | ")) for word in words.split()}
EQUIVALENTS = tuple(group.strip() for group in (
    "şərq şark | qərb garp garb | şəhər şehir | torpaq toprak | il yıl | ölkə ülke | dövlət devlet | qala kale | qəza kaza | körpü köprü | "
    "yarpaq yaprak | ulduz yıldız | ildırım yıldırım | ürək yürek | igid yiğit | qonşu komşu | yeddi yedi | yox yok | çox çok | heç hiç | "
    "bəzi bazı | hansı hangi | üçün için içün | əgər eğer | çünki çünkü | günki günkü | kiçik küçük | yaxın yakın | yuxarı yukarı | arxa arka | "
    "axşam akşam | qorxu korku | çıxış çıkış | baxım bakım | axın akın | vaxt vakit | döyüş dövüş | kağız kağıt | tüfəng tüfek | "
    "bağça bahçe | kilsə kilise | pambıq pamuk | buğda buğday | hərb harp harb | sülh sulh | ədəd adet | dövr devir | əsr asır | əsl asıl | "
    "əmr emir | hökm hüküm | elm ilim | zülm zulüm | qətl katl | həbs hapis | edam idam | qeyd kayıt | şeir şiir | nəşr neşir | mətn metin | "
    "rəsm resim | nitq nutuk | nəql nakil | fəth fetih | vəqf vakıf | qəlb kalp | şəxs şahıs | şərt şart | hərf harf | haqq hakk hak | "
    "xətt hatt hat | şöbə şube | şövq şevk | mövcud mevcut | mövzu mevzu | mövqe mevki | mövsüm mevsim | növbə nöbet | tövbə tevbe | "
    "tövsiyə tavsiye | dövran devran | fövqəladə fövqaladə fevkalade | xidmət hizmet | xəyanət hıyanet | müqavilə mukavele | müraciət müracaat | "
    "müharibə muharebe | mücadilə mücadele | müxalifət muhalefet | müdafiə müdafaa | müdaxilə müdahale | mühasirə muhasara | müsadirə müsadere | "
    "müşavirə müşavere | müzakirə müzakere | mütarikə mütareke | münasibət münasebet | müdir müdür | ərəb arap | müsəlman müslüman | "
    "ingilis ingiliz | çərkəz çerkes | qəzet qəzetə gazete | teleqraf teleqram telgraf | poçt posta | teatr tiyatro | avtomobil otomobil | "
    "bank banka | rubl ruble | lirə lira | metr metre | kilometr kilometre | milyard milyar | may mayıs | avqust ağustos | cümə cuma | "
    "çərşənbə çarşamba | admiral amiral | marşal mareşal | kapitan kaptan | konsul konsolos | jandarm jandarma | sovet sovyet | partiya parti | "
    "parlament parlamento | konfrans konferans | konqres konqre kongre | komissiya komisyon | missiya misyon | federasiya federasyon | "
    "konfederasiya konfederasyon | deklarasiya deklarasyon | delegasiya delegasyon | operasiya operasyon | provokasiya provokasyon | "
    "inteqrasiya entegrasyon | stansiya istasyon | universitet üniversite | akademiya akademi | platforma platform | status statü | "
    "sosializm sosyalizm | sosialist sosyalist | imperializm emperyalizm | imperialist emperyalist | internasional enternasyonal | "
    "proletariat proletarya | burjuaziya burjuvazi | demokratiya demokrasi | diplomatiya diplomasi | avtonomiya otonomi | ideologiya ideoloji | "
    "strategiya strateji | statistika istatistik | antanta antant | asiya asya | qafqaz kafkas | vladiqafqaz vladikafkas | gürcüstan gürcistan | "
    "türküstan türkistan | polşa polonya | krım kırım | qazaxıstan kazakistan | monqolustan moğolistan | yaponiya japonya | avstriya avusturya | "
    "avstraliya avustralya | argentina arjantin | hollandiya hollanda | isveçrə isviçre | rumıniya romanya | litva litvanya | latviya letonya | "
    "livan lübnan | fələstin filistin | qüds kudüs | bakı bakü baku | batum batumi | irəvan erivan | axalsıx ahıska | "
    "həştərxan astraxan astrahan | moskva moskova | peterburq petersburg | kiyev kiev | varşava varşova | praqa prag | london londra | "
    "genuya cenova | afina atina | budapeşt budapeşte | buxarest bükreş | əli ali | məmməd məhəmməd mehmet mehmed muhammed | hüseyn hüseyin | "
    "səid sait said | şövkət şevket | yusif yusuf | firidun firudin | ismayıl ismail | zeynalabdin zeynelabidin | rza rıza | hümmət himmet | "
    "hümmətçi himmetçi | təhlükə tehlike | kerzon curzon"
).split(" | "))
"""Words of the two languages that are one and differ in more than letters."""
CYRILLIC = re.compile("[а-яёҝғөүһҹәі]")
EQUIVALENT = {keys(form)[0]: group for group in EQUIVALENTS for form in group.split()}
