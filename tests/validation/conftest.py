"""A small inline XBRL report of a registrant that doesn't exist, and warm and plain validators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from converter.taxonomies import build_package, load
from converter.validation import Validator

_NAMESPACES = """xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
 xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2022-02-16"
 xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xbrldi="http://xbrl.org/2006/xbrldi" xmlns:srt="http://fasb.org/srt/2020-01-31"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
 xmlns:us-gaap="http://fasb.org/us-gaap/2020-01-31" xmlns:dei="http://xbrl.sec.gov/dei/2019-01-31"
 xmlns:lantern="http://example.com/lantern/20030930" xml:lang="en-US\""""

_ENTITY = (
    '<xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">0000000000</xbrli:identifier>'
    "</xbrli:entity>"
)

_HEADER = f"""<div style="display:none"><ix:header><ix:references>
<link:schemaRef xlink:type="simple" xlink:href="lantern-20030930.xsd"/></ix:references><ix:resources>
<xbrli:context id="i20030930">{_ENTITY}<xbrli:period><xbrli:instant>2003-09-30</xbrli:instant></xbrli:period>
</xbrli:context>
<xbrli:context id="d9m">{_ENTITY}<xbrli:period><xbrli:startDate>2003-01-01</xbrli:startDate>
<xbrli:endDate>2003-09-30</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:context id="deficit"><xbrli:entity>
<xbrli:identifier scheme="http://www.sec.gov/CIK">0000000000</xbrli:identifier>
<xbrli:segment><xbrldi:explicitMember dimension="us-gaap:StatementEquityComponentsAxis">
us-gaap:RetainedEarningsMember</xbrldi:explicitMember></xbrli:segment></xbrli:entity>
<xbrli:period><xbrli:instant>2003-09-30</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
<xbrli:unit id="shares"><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>"""


def amount(name: str, context: str, identity: str, text: str, unit: str = "usd", more: str = "") -> str:
    """An ix:nonFraction in thousands."""
    return (
        f'<ix:nonFraction id="{identity}" name="{name}" contextRef="{context}" unitRef="{unit}" '
        f'decimals="-3" scale="3" format="ixt:num-dot-decimal"{more}>{text}</ix:nonFraction>'
    )


_COVER = """<pre>LANTERN HARBOR WORKS, INC.
<ix:nonNumeric id="f-name" name="dei:EntityRegistrantName" contextRef="d9m">Lantern Harbor</ix:nonNumeric>
</pre>"""

_TABLE = "\n".join(
    (
        "<pre>",
        f"Current assets     ${amount('us-gaap:AssetsCurrent', 'i20030930', 'f-current', '1,250')}",
        f"Goodwill            {amount('us-gaap:Goodwill', 'i20030930', 'f-goodwill', '750')}",
        f"Total assets       ${amount('us-gaap:Assets', 'i20030930', 'f-assets', '2,000')}",
        f"Lamps on hand       {amount('lantern:LampsOnHand', 'i20030930', 'f-lamps', '12', 'shares')}",
        f"Deficit           $({amount('us-gaap:StockholdersEquity', 'deficit', 'f-deficit', '61')})",
        "Net loss           $("
        + amount("us-gaap:NetIncomeLoss", "d9m", "f-loss", "55", more=' sign="-"')
        + ")",
        "</pre>",
    )
)


def _document(header: str, body: str) -> str:
    return (
        f'<?xml version="1.0" encoding="US-ASCII"?>\n<html {_NAMESPACES}>\n'
        f"<head><title>Lantern Harbor Works</title></head>\n<body>{header}\n{body}\n</body></html>\n"
    )


_GAAP = "http://xbrl.fasb.org/us-gaap/2020/elts/us-gaap-2020-01-31.xsd"


def _reference(kind: str, suffix: str) -> str:
    return (
        f'<link:linkbaseRef xlink:type="simple" xlink:href="lantern-20030930_{suffix}.xml" '
        f'xlink:role="http://www.xbrl.org/2003/role/{kind}LinkbaseRef" '
        'xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>'
    )


SCHEMA = f"""<?xml version="1.0" encoding="US-ASCII"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xbrli="http://www.xbrl.org/2003/instance"
 targetNamespace="http://example.com/lantern/20030930" elementFormDefault="qualified">
<xs:annotation><xs:appinfo>
<link:roleType roleURI="http://example.com/lantern/role/BalanceSheet" id="BalanceSheet">
<link:definition>0001 - Statement - Balance Sheet</link:definition>
<link:usedOn>link:calculationLink</link:usedOn><link:usedOn>link:definitionLink</link:usedOn></link:roleType>
{_reference("calculation", "cal")}
{_reference("label", "lab")}
{_reference("definition", "def")}
</xs:appinfo></xs:annotation>
<xs:import namespace="http://www.xbrl.org/2003/instance"
 schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
<xs:import namespace="http://fasb.org/us-gaap/2020-01-31" schemaLocation="{_GAAP}"/>
<xs:import namespace="http://xbrl.sec.gov/dei/2019-01-31"
 schemaLocation="https://xbrl.sec.gov/dei/2019/dei-2019-01-31.xsd"/>
<xs:element name="LampsOnHand" id="lantern_LampsOnHand" type="xbrli:sharesItemType"
 substitutionGroup="xbrli:item" nillable="true" xbrli:periodType="instant"/>
</xs:schema>
"""


# A concept of us-gaap, what it points to, by which arc role, with which further attributes.
Arc = tuple[str, str, str, str]


def _linkbase(kind: str, arcs: tuple[Arc, ...], more: str = "") -> str:
    locators = "\n".join(
        f'<link:loc xlink:type="locator" xlink:href="{_GAAP}#us-gaap_{name}" xlink:label="{name}{order}"/>'
        for order, arc in enumerate(arcs, 1)
        for name in arc[:2]
    )
    links = "\n".join(
        f'<link:{kind}Arc xlink:type="arc" xlink:arcrole="{arcrole}" xlink:from="{start}{order}" '
        f'xlink:to="{end}{order}" order="{order}"{attributes}/>'
        for order, (start, end, arcrole, attributes) in enumerate(arcs, 1)
    )
    return f"""<?xml version="1.0" encoding="US-ASCII"?>
<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:xbrldt="http://xbrl.org/2005/xbrldt">
<link:roleRef roleURI="http://example.com/lantern/role/BalanceSheet" xlink:type="simple"
 xlink:href="lantern-20030930.xsd#BalanceSheet"/>{more}
<link:{kind}Link xlink:type="extended" xlink:role="http://example.com/lantern/role/BalanceSheet">
{locators}
{links}
</link:{kind}Link></link:linkbase>
"""


_SUM = "http://www.xbrl.org/2003/arcrole/summation-item"
CALCULATION = _linkbase(
    "calculation",
    (("Assets", "AssetsCurrent", _SUM, ' weight="1"'), ("Assets", "Goodwill", _SUM, ' weight="1"')),
)

_NEGATED = "http://www.xbrl.org/2009/role/negatedLabel"
LABELS = f"""<?xml version="1.0" encoding="US-ASCII"?>
<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink">
<link:roleRef roleURI="{_NEGATED}" xlink:type="simple"
 xlink:href="http://www.xbrl.org/lrr/role/negated-2009-12-16.xsd#negatedLabel"/>
<link:labelLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">
<link:loc xlink:type="locator" xlink:href="{_GAAP}#us-gaap_NetIncomeLoss" xlink:label="a"/>
<link:labelArc xlink:type="arc" xlink:arcrole="http://www.xbrl.org/2003/arcrole/concept-label"
 xlink:from="a" xlink:to="b" order="1"/>
<link:label xlink:type="resource" xlink:label="b" xlink:role="{_NEGATED}"
 xml:lang="en-US">Net loss</link:label>
</link:labelLink></link:linkbase>
"""

_XDT = "http://xbrl.org/int/dim/arcrole"
_AXIS, _DOMAIN = "StatementEquityComponentsAxis", "EquityComponentDomain"
DEFINITION = _linkbase(
    "definition",
    (
        (
            "StatementLineItems",
            "StatementTable",
            f"{_XDT}/all",
            ' xbrldt:contextElement="segment" xbrldt:closed="true"',
        ),
        ("StatementLineItems", "StockholdersEquity", f"{_XDT}/domain-member", ""),
        ("StatementTable", _AXIS, f"{_XDT}/hypercube-dimension", ""),
        (_AXIS, _DOMAIN, f"{_XDT}/dimension-domain", ""),
        (_AXIS, _DOMAIN, f"{_XDT}/dimension-default", ""),
        (_DOMAIN, "RetainedEarningsMember", f"{_XDT}/domain-member", ""),
    ),
    "".join(
        f"""
<link:arcroleRef arcroleURI="{_XDT}/{arcrole}" xlink:type="simple"
 xlink:href="http://www.xbrl.org/2005/xbrldt-2005.xsd#{arcrole}"/>"""
        for arcrole in (
            "all",
            "domain-member",
            "hypercube-dimension",
            "dimension-domain",
            "dimension-default",
        )
    ),
)

# What is done to the sound report: file, text that is replaced, replacement.
Change = tuple[str, str, str]
HTM, XSD, CAL = "lantern-20030930.htm", "lantern-20030930.xsd", "lantern-20030930_cal.xml"
LAB, DEF = "lantern-20030930_lab.xml", "lantern-20030930_def.xml"
EXHIBIT = "lantern-20030930-ex13.htm"

BROKEN: dict[str, Change] = {
    "sound": (HTM, "", ""),
    "bad-sign": (HTM, 'sign="-"', 'sign="+"'),
    "missing-context": (HTM, 'contextRef="d9m" unitRef', 'contextRef="d6m" unitRef'),
    "missing-unit": (HTM, 'unitRef="shares"', 'unitRef="lamps"'),
    "wrong-unit": (HTM, 'id="f-goodwill" name="us-gaap:Goodwill" contextRef="i20030930" unitRef="usd"',
                   'id="f-goodwill" name="us-gaap:Goodwill" contextRef="i20030930" unitRef="shares"'),
    "wrong-period-type": (HTM, 'name="us-gaap:Goodwill" contextRef="i20030930"',
                          'name="us-gaap:Goodwill" contextRef="d9m"'),
    "unknown-concept": (HTM, "us-gaap:Goodwill", "us-gaap:GoodwillOfLamplighters"),
    "wrong-transformation": (HTM, '"ixt:num-dot-decimal">750', '"ixt:fixed-true">750'),
    "not-a-number": (HTM, ">750<", ">seven<"),
    "inconsistent-sum": (HTM, ">750<", ">740<"),
    "duplicate-facts": (HTM, "Lamps on hand", amount("us-gaap:Goodwill", "i20030930", "f-again", "751")),
    "missing-schema-file": (HTM, "lantern-20030930.xsd", "lantern-20040930.xsd"),
    "missing-schema-address": (XSD, "https://xbrl.sec.gov/dei/2019/dei-2019-01-31.xsd",
                               "https://xbrl.sec.gov/dei/2031/dei-2031-01-31.xsd"),
    "cyclic-schema": (XSD, 'substitutionGroup="xbrli:item"', 'substitutionGroup="lantern:LampsOnHand"'),
    "missing-locator": (CAL, "#us-gaap_Goodwill", "#us-gaap_GoodwillOfLamplighters"),
    "self-sum": (CAL, 'xlink:to="Goodwill2"', 'xlink:to="Assets2"'),
    "forbidden-html": (HTM, "<pre>LANTERN", "<pre><blink>x</blink>LANTERN"),
    "wrong-member": (HTM, "us-gaap:RetainedEarningsMember", "us-gaap:CommonStockMember"),
    "undefined-role": (LAB, "negated-2009-12-16.xsd#negatedLabel", "negated-2009-12-16.xsd#negatedLamp"),
    "period-backwards": (HTM, "<xbrli:startDate>2003-01-01", "<xbrli:startDate>2004-01-01"),
}  # fmt: skip


@pytest.fixture
def write_report(tmp_path: Path) -> Callable[..., Path]:
    """Writes the report, with one change when asked, and returns its document (or folder)."""

    def write(change: str = "sound", *, split: bool = False, name: str = "report") -> Path:
        folder = tmp_path / f"{name}-{change}"
        folder.mkdir()
        files = {HTM: _document(_HEADER, _COVER + _TABLE), XSD: SCHEMA, CAL: CALCULATION}
        files |= {LAB: LABELS, DEF: DEFINITION}
        if split:
            files[HTM] = _document(_HEADER, _COVER)
            files[EXHIBIT] = _document("", _TABLE)
        file, old, new = BROKEN[change]
        assert old in files[file]
        files[file] = files[file].replace(old, new, 1)
        for file_name, text in files.items():
            (folder / file_name).write_text(text, "ascii", newline="\n")
        return folder if split else folder / HTM

    return write


@pytest.fixture(scope="session")
def entry_points() -> tuple[str, ...]:
    return tuple(load("2020").schema_urls.values())


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded excerpt of the release."""
    return build_package("2020", tmp_path_factory.mktemp("taxonomy"))


@pytest.fixture(scope="session")
def warm(package: Path, entry_points: tuple[str, ...]) -> Iterator[Validator]:
    with Validator((package,), entry_points) as validator:
        yield validator


@pytest.fixture(scope="session")
def plain(package: Path, entry_points: tuple[str, ...]) -> Iterator[Validator]:
    with Validator((package,), entry_points, warm=False) as validator:
        yield validator
