"""What people say, and the scheme they mean: over the directory that ships, in both scripts, with slips."""

from __future__ import annotations

from time import perf_counter

import pytest

from sunwai.schemes.actions import load_schemes
from sunwai.schemes.models import Scheme
from sunwai.schemes.search import Index
from sunwai.schemes.selectors import search_schemes

# What is asked → codes; the first that is found is one of them, and all of them stand among the first five.
NEEDS = """
kya meri beti ko scholarship milegi         gaon-ki-beti cbse-single-girl pragati kanya-saksharta
मेरी बेटी को छात्रवृत्ति मिलेगी क्या               gaon-ki-beti cbse-single-girl pragati kanya-saksharta
shaadi ke liye paisa                        kanya-vivah
बेटी की शादी के लिए पैसा                        kanya-vivah
shadi ke liye madad                         kanya-vivah
बुढ़ापे की पेंशन                                old-age-pension
budhape ki pention                          old-age-pension
old age penshan                             old-age-pension
vidhwa pension                              widow-pension
विधवा पेंशन                                   widow-pension
viklang pension                             disability-pension
दिव्यांग पेंशन                                  disability-pension
ladli bahna                                 ladli-behna
लाड़ली बहना योजना                             ladli-behna
laadli laxmi yojna                          ladli-laxmi
pm kisan                                    pm-kisan
kisan samman nidhi                          pm-kisan
pm kisan ki kist                            pm-kisan
fasal kharab ho gayi                        fasal-bima rbc-fasal
फसल बीमा                                    fasal-bima
kisan credit card                           kcc
ghar banane ke liye paisa                   pmay-gramin pmay-shahri
गाँव में पक्का मकान                              pmay-gramin
gas cylinder                                ujjwala gas-450
उज्ज्वला गैस                                   ujjwala
bijli bill maf                              bijli-samadhan
ayushman card                               ayushman
आयुष्मान कार्ड से इलाज                           ayushman
garbhvati mahila ko paisa                   matru-vandana
गर्भवती महिला                                 matru-vandana
delivery ke baad paisa                      prasuti-sahayata janani-suraksha matru-vandana
mgnrega job card                            mgnrega
मनरेगा में काम                                 mgnrega
thela lagane ke liye loan                   svanidhi
sambal                                      sambal
mazdoor card                                e-shram
majdoor ki mout                             sambal
gaay ke liye loan                           pashu-kcc gau-samvardhan
machli palan                                pmmsy
teerth yatra                                teerth-darshan
बुजुर्गों की तीर्थ यात्रा                          teerth-darshan
videsh me padhai                            sc-overseas-mp st-overseas obc-overseas
anath bachche                               bal-ashirwad swanath
laptop                                      laptop-protsahan
cycle                                       free-bicycle
jamin ka patta                              forest-rights nazul-dharnadhikar shahri-patta
nal jal                                     jal-jeevan
saanp kaatne se mout                        rbc-mrityu
kuan khodne ke liye                         kapil-dhara
ration card                                 patrata-parchi
राशन नहीं मिलता                              ration
dukan ke liye loan                          mudra swarojgar
sc hostel                                   sc-hostel
aadivasi chhatravriti                       st-post-matric st-pre-matric st-overseas
pm kisan yojana kya hai                     pm-kisan
मेधावी विद्यार्थी                                medhavi
bhopal gas pidit                            gas-kalyani-pension gas-peedit-ilaj
"""
ROWS = [
    (" ".join(row.split("  ")[0].split()), row.split("  ")[-1].split()) for row in NEEDS.strip().splitlines()
]
#: Nothing of ours answers these.
NOTHING = ("jwalamukhi ka dhuan", "qwerty zxcvb", "मंगल ग्रह", "", "   ", "योजना", "kya hai")
SECONDS = 0.03  # of the middle of all searches; `sunwai bench functions` measures it rightly


@pytest.fixture(scope="module")
def index(django_db_setup, django_db_blocker) -> Index:
    """Over the files themselves: no database."""
    from sunwai.core import data
    from sunwai.offices.models import Department
    from sunwai.schemes.shipped import read_schemes

    departments = [file.stem for file in data.path("departments").glob("*.toml")]
    schemes = [
        Scheme(code=code, department=Department(code=file.department), **columns)
        for file in read_schemes(data.path("schemes"), departments)
        for code, columns in file.schemes.items()
    ]
    return Index(schemes, ())


@pytest.mark.parametrize(("asked", "codes"), ROWS, ids=[asked for asked, _codes in ROWS])
def test_what_is_meant_is_found(index, asked, codes):
    found = [scheme.code for _score, scheme in index.find(asked)[:5]]
    assert found
    assert found[0] in codes
    assert set(codes) <= set(found)


def test_for_a_daughter_schemes_for_girls_come_first(index):
    found = [scheme for _score, scheme in index.find("kya meri beti ko scholarship milegi")[:4]]
    assert all("girls" in scheme.groups for scheme in found), [scheme.code for scheme in found]


@pytest.mark.parametrize("asked", NOTHING)
def test_nothing_is_found_where_there_is_nothing(index, asked):
    assert index.find(asked) == []


def test_every_scheme_is_found_by_its_names(index):
    asked = [
        (scheme, text) for scheme in index.schemes for text in (scheme.name_hi, scheme.name_en, *scheme.also)
    ]
    lost = [
        (scheme.code, text)
        for scheme, text in asked
        if scheme not in [found for _score, found in index.find(text)[:10]]
    ]
    assert len(lost) < 0.01 * len(asked), lost


def test_it_is_quick(index):
    times = []
    for asked, _codes in ROWS:
        begin = perf_counter()
        index.find(asked)
        times.append(perf_counter() - begin)
    assert sorted(times)[len(times) // 2] < SECONDS


def test_a_list_is_narrowed(departments):
    load_schemes()
    pensions = search_schemes("", filters={"kind": "pension"}, limit=None)
    assert {scheme.kind for scheme in pensions} == {"pension"}
    assert len(pensions) == Scheme.objects.filter(kind="pension").count()
    found = search_schemes("loan", filters={"group": "women", "department": ""})
    assert found
    assert all("women" in scheme.groups for scheme in found)
    assert search_schemes("", filters={"group": "no-such"}) == []


def test_what_an_editor_changes_is_found_at_once(departments):
    load_schemes()
    assert search_schemes("jhatpat bijuka") == []
    Scheme.objects.filter(code="kcc").update(name_hi="झटपट बिजूका")
    assert [scheme.code for scheme in search_schemes("jhatpat bijuka")] == ["kcc"]
    Scheme.objects.filter(code="kcc").update(is_active=False)
    assert search_schemes("jhatpat bijuka") == []
