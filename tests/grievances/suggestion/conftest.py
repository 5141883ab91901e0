"""A small model of three departments, trained once for these tests from texts written here."""

import pytest

from sunwai.grievances.suggestion import model as models
from sunwai.grievances.suggestion.train import read_names, read_texts, train

DEPARTMENTS = {  # code: Hindi name, English name, keyword, sample
    "energy": {
        "transformer-burnt": (
            "ट्रांसफार्मर जल गया",
            "Transformer burnt",
            "dp jal gai",
            "गाँव का ट्रांसफार्मर जल गया",
        ),
        "wrong-bill": (
            "बिजली बिल गलत",
            "Wrong electricity bill",
            "bijli bill jyada",
            "bijli ka bill bahut jyada aaya",
        ),
    },
    "water": {
        "handpump-broken": ("हैंडपंप खराब", "Handpump broken", "handpump band", "मोहल्ले का हैंडपंप खराब"),
        "dirty-water": ("गंदा पानी", "Dirty water", "ganda pani", "nal se ganda pani aa raha hai"),
    },
    "pensions": {
        "old-age-pension": (
            "वृद्धा पेंशन नहीं मिली",
            "Old age pension not received",
            "vridha pension",
            "dadi ki vridha pension nahi aayi",
        ),
    },
}


@pytest.fixture(scope="session")
def departments(tmp_path_factory):
    folder = tmp_path_factory.mktemp("departments")
    for department, categories in DEPARTMENTS.items():
        lines = [f'code = "{department}"', f'name_hi = "{department} विभाग"', f'name_en = "{department}"']
        for code, (hindi, english, keyword, sample) in categories.items():
            samples = [sample, f"{sample} sahab", f"{keyword} {hindi}", f"{english} in our village", hindi]
            lines += ["[[category]]", f'code = "{code}"', f'name_hi = "{hindi}"', f'name_en = "{english}"']
            lines += [f'keywords_latn = ["{keyword}"]', f"samples = {samples!r}"]
        (folder / f"{department}.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def trained(departments):
    return train(read_texts(departments), read_names(departments))


@pytest.fixture
def installed(trained, tmp_path, monkeypatch):
    """The small model as the installed one."""
    file = tmp_path / "model.npz"
    trained[0].save(file)
    monkeypatch.setattr(models, "MODEL_FILE", file)
    models.installed_model.cache_clear()
    yield file
    models.installed_model.cache_clear()
