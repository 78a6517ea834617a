"""Which forms are one word: a form's lemma, found from the words that the texts themselves have. Pure functions.

A form is taken for an inflected one if what is left without its ending is a word too: one that the texts have bare, that
stands in the registry, or that several different endings leave. Names of the registry are never taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from edition.endings import SOFTENED, VOWELS, is_ending
from edition.letters import EQUIVALENT, bare, keys

APART = frozenset(
    "milliye milliyə qazana ala ana anda ani apar ara asla ata bala bazı başla başqa belə bəla bəzi bina birinci birlikdə birlikte butun bütün cürə çaba "
    "kutu kazada daha deyə diyə dəki dərə dərin elə eyni ələ geri hata hatta asılı resmi rəsmi haqqında haqqındakı hakkında hakkındaki həmin için "
    "içün iki ikinci ilişkin ile ilə ilki ilke ise isə isim isti izin kadın kimi kəndi kendi kenti maliye maliyə mali malum hariciye xariciye "
    "xariciyə hərbiyə hərbiyyə hərbi harbi elmi ilmi dini mülki daxili dahili xarici harici meydan nakliye neden nota nədən niyə oda oğuz orta "
    "özəl qadın qara qala sıra sonra söyle şimdi tanı temsiliye təyin töre tümen türlü türkiye üçün üstün vəli yana yarı yazıq yeni yenə yenidən "
    "yeniden yəni yerli yine".split()
)
"""Words that look inflected and are not, in either language; also those that have become others (*birlikdə*, *hərbi*)."""
IRREGULAR = {form: lemma for lemma, forms in {
    "o": "ona onu onun onda ondan onlar onunla onlara onları onların onlardan onlarda onlarla", "ben": "bana", "sen": "sana", "oğul": "oğlu",
    "iç": "içinde içindeki içindeydi içinden içine içini içində içindəki içindəkilər içindən içinə", "orta": "ortaya",
    "alt": "altına altında altındaki altındakı altından", "üst": "üstünde üstündeki üstünden üstüne üstündə üstündəki üstündən üstünə",
    "əl": "əlində əlindəki əlindən əlinə əlimizdən əlimizi", "tale": "taleyində", "ekonomi": "ekonomiyi ekonominin", "məsələ": "məsələni məsələnin",
    "ad": "adına", "devlet": "devletleri devletleridir devletleriyle", "dövlət": "dövlətləri", "deniz": "denizi denizinden", "yol": "yolu yoluyla",
    "göl": "gölü", "kurma": "kurmayı", "arxa": "arxasınca", "forma": "formada", "hərb": "hərbimiz", "dahil": "dahilinde", "daxil": "daxilində daxilindən",
    "hariç": "haricinde", "xaric": "xaricində",
}.items() for form in forms.split()}
"""Forms whose lemma no ending tells, or of words that a name of the registry has (*Birleşik Devletleri*)."""
DROPPED = {word[:-2] + last: word for word in (
    "ağıl ağız akıl akis asıl bağır beyin boyun burun bəyin cisim çiyin devir emir fasıl fəsil fikir göğüs göyüs hüküm isim izin karın kayıp "
    "kayıt keşif kısım koyun metin mühür nakil nehir nesil nəsil nutuk oğul omuz ömür qarın qayıt qəbir qisim resim sabır seyir sınıf sinif sətir "
    "şahıs şehir şekil şəkil şükür tavır vakit xeyir zehin zikir zulüm könül gönül".split()
) for last in (word[-1], *SOFTENED.get(word[-1], ""))}
"""Nouns that lose their last vowel before an ending with one, in both languages."""
STEMS = frozenset(
    "admiral qız kız aidiyyat ailə akademiya aktuallıq aktör akıbet altın alət ansiklopedi arma arvad arxa asanlıq asayiş ateş axır azeri azəri açı ağrı "
    "aşama baba bacarıqsızlıq bahar batareya baxım baxış bazarlıq başbakan başkomutan başkumandan başqumandan başvekil başvuru başçı bebek beka "
    "belirti bildirge birim bugünkü bura burjuaziya burjuvazi bölük bölüm bünye bünövrə büyükelçi bəxtiyarlıq canfəşanlıq cemiyet cemiyyet ceride "
    "cumhurbaşkan cumhurbaşkanlık cümhurbaşqan cümhurbaşqanlıq cəmiyyət cənub daire dairə dalga dalğa darülfünun dergi devrim dilim divar dosya "
    "duygusallık dönüşüm dövriyyə düstur düşmənlik dərgi dəyər ehtiyat enstitü esna etimadnamə etki etkinlik evrak eyalet faciə federasiya "
    "federasyon filim format fövq fərq gecə gediş genişlik gericilik girişim göl göndəriliş görüntü görünüm gösteri göstərici göstəriş güc "
    "güzəran gəliş gələnək gənclik haber hadise hadisə hafizə halkevi hara hatıra hedef hikayə himaye himayə hissə hizmet həqiqət hərb həsrət "
    "həzrət iade iclas ictimaiyyə ictimaiyyət idarəçi ihtimal ildönümü imic imza inanc inteqrasiya istasyon istibdad istihsal istikrar ixtiyar "
    "iyerarxiya işbirlikçi işlem jurnal kabine kader kalkan kampaniya kanaat karşıt kimsə koalisyon konfederasiya konfederasyon konjonktür "
    "konsolos konum konvensiya korku kurs kurtarıcı kurum kütlə liman liqa lira liste mahiyyət maska matbaa matəm memleket milliyetçilik "
    "millətçilik misyon muavenet mukavemet murahhas mutluluk müavin mücadilə müdir müessese mühit mümessil münasebat müqabil müqəddərat müsaade "
    "müsaadə mütareke müzəffəriyyət mıntıka məbusan məcburiyyət məhsul məktub məmləkət mənafe mərasim məruzə mətn nailiyyət namus nazirlik nifrət "
    "nitq növbə növbətçi nümayəndəlik nümunə onay ora oran orden otaq oturum ova pay paytaxt payız perspektif platforma polkovnik potensial "
    "pozisyon qanun qarnizon qayda qayğı qohum qonşu qovğa qüvvət qədəm qələm qəsəbə qəza redaktor refah reis rejim riyaset ruhiyyə rəis rəyasət "
    "sadrazam safha sahə salon samimiyet sağlama sema seminer sempozyum servis sevda seviye sifət sohbet sonraki sonrakı sosiyalizm sosyalizm "
    "statü strategiya strateji sual sömürge sükunət sırr sədaqət səhər səma səmimiyyət səs taban tabeçilik tabor tabur takvim tale tarz "
    "televiziya tepki terror toplu tutum tövsiyə tərəqqi ucu universitet uyruk vasitə vasıta vekalet vekâlet vəfat vəkalət vərəq xaric xatirə "
    "xislət xoşbəxtlik xətt xəzinə yanlışlık yavər yaxınlıq yayın yazı yerleşim yoldaşlıq yurt yüzillik yığıncaq zafer zarf zülm zıtlık çarizm "
    "çağ çevriliş çeşid çoxluq çəkic çətir öhdə ölçek ölçü önceki öncəki özlem üfüq üniversite şeir şinel şöbə şücaət şüur şərəf əczaçı əfsanə "
    "əhval əhəmiyyət əksəriyyət əlamət əlaqə əlli əmi əminlik əsirlik əsr ətraf əyalət əzab".split()
)
"""Words that the texts may have with endings only; they are never taken apart themselves."""
IMPOSSIBLE = re.compile("[aeıioöuüə]t|.*[aeıioöuüə]t[ıiuü]")
NO_NOUN = re.compile(".*m[ıiuü]ş|l[aeə]d[ıiuü](?!r)")
"""What no ending of a noun has: a hard d behind a vowel; -mış, -ladı."""
NO_STEM = re.compile("ğ$|[^aeıioöuüə]l$|[ıiuü]y$")
"""How no word ends that the texts never have bare: a softened end, -lı without its vowel."""
PLURAL = re.compile("l[aeə]r")
INFLECTED = re.compile("k[ıiuü]$|[dt][ıiuü]r$")
"""What stands before -lar and has an ending already."""
SHORT = frozenset("ad at ay az bu el əl ev il iş iz iç oy ön öz su şu üz".split())
"""The words of one or two letters that take endings; other stems are longer."""


def lemmas_of(forms: Mapping[str, int], names: Collection[str], foreign: Collection[str] = ()) -> dict[str, str]:
    """The lemma of every form. `forms`: small forms with their frequency; `names`: small words of the registry's names;
    `foreign`: forms that stand in passages of other languages only, where -s is the one ending that is seen to."""
    whole = {form.partition("'")[0] for form in forms if "-" not in form}
    spelt = {keys(form)[0] for form in (*whole, *names)}
    sounding = {keys(form)[2] for form in (*whole, *names)}
    evidence: dict[str, set[str]] = {}
    for form in whole:
        for stem, ending in parted(form):
            evidence.setdefault(keys(stem)[0], set()).add(keys(ending)[0])
    sure = {stem for form in whole for stem, ending in parted(form) if is_sure(stem, ending)}
    found: dict[str, str] = {}

    def stands(stem: str) -> bool:
        """Whether a stem is a word by itself, as it is or in another spelling."""
        known = stem in whole or stem in names or stem in sure or stem in STEMS or stem in DROPPED.values() or keys(stem)[0] in EQUIVALENT
        return len(stem) > 2 and (known or len(stem) > 3 and keys(stem)[0] in spelt) or stem in SHORT

    def weight(stem: str) -> int:
        """How many endings a stem that never stands by itself is found with; 0 where that proves nothing."""
        endings = evidence.get(keys(stem)[0], ())
        telling = (stem[-1] in "kq" or len({one[0] for one in endings}) > 1) and not NO_STEM.search(stem)
        return len(endings) if telling and len(stem) > 3 and len(endings) > 1 + (len(stem) < 5) else 0

    def lemma(form: str) -> str:
        if form not in found:
            found[form] = IRREGULAR.get(form, form)
            if form in foreign and form.endswith("s") and form[:-1] in whole:
                found[form] = form[:-1]
                return found[form]
            stems = [stem for stem, _ in parted(form) if (form not in names or stem in names) and form not in sure]
            base = next((stem for stem in stems if stands(stem)), "")
            exact = [stem for stem in stems if len(stem) == len(base) and (stem in whole or stem in STEMS)] or [base]
            base = next((stem for stem in exact if stem in whole and form.startswith(stem)), exact[0])
            if not base:
                base = next((stem for stem in stems if len(stem) > 5 and stem[-1] != stem[-2] and keys(stem)[2] in sounding), "")
            if not base:
                base = max(reversed(stems), key=weight, default="")
                base = base if base and weight(base) else form
            found[form] = lemma(base) if base != form else found[form]
        return found[form]

    for form in sorted(whole):
        lemma(form)
    for form in forms:
        if "'" in form:
            head, _, rest = form.partition("'")
            found[form] = found.get(head, head) if rest == "s" or is_ending(head, rest, harmony=False) else form
        elif "-" in form:
            found[form] = form.partition("-")[0]
    return {form: found[form] for form in forms}


def is_sure(stem: str, ending: str) -> bool:
    """Whether an ending shows that what is before it is a word: a plural, or the possessive of a verbal noun (*açılma-sı*)."""
    if PLURAL.match(ending):
        return len(stem) > 3 and not INFLECTED.search(stem)
    return len(stem) > 4 and stem[-2:] in ("ma", "me", "mə") and ending[0] == "s"


@lru_cache(maxsize=65536)
def parted(form: str) -> tuple[tuple[str, str], ...]:
    """(stem, ending) for every way to part a form, the longest stem first; a stem with its last letters restored."""
    if form in APART or form in IRREGULAR or form in STEMS or form[0].isdigit():
        return ()
    cuts = ((form[:at], form[at:]) for at in range(len(form) - 1, 1, -1))
    return tuple(
        (stem, rest) for head, rest in cuts
        if is_ending(bare(head), rest) and not IMPOSSIBLE.match(head[-1] + rest) and not NO_NOUN.match(rest)
        for stem in restored(head, rest)
    )  # fmt: skip


def fits(head: str, hard: str) -> bool:
    """Whether a soft last letter can be that hard one's: y is a k and ğ no q behind a front vowel."""
    return (head[-2] in "eəiöü") if head[-1] == "y" else hard != "q" or head[-2] not in "eəiöü"


def restored(head: str, rest: str) -> Iterator[str]:
    """The stems that can stand before an ending as `head`: *bayrağ-ı* from bayraq or bayrak, *oğl-u* from oğul."""
    if rest[0] in VOWELS and len(head) > 2:
        yield from (head[:-1] + hard for hard, soft in SOFTENED.items() if head[-1] in soft and fits(head, hard))
        if head in DROPPED:
            yield DROPPED[head]
    yield head
