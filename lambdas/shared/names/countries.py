"""Country codes: ISO 3166-1 alpha-3, with the codes that only travel documents use (ICAO 9303-3 section 5).

A table rather than pycountry, which would add 40 ms to every cold start.
"""

import re
from functools import lru_cache

from lambdas.shared.names.transliteration import to_latin

UTOPIA = "UTO"
"""The fictional country of ICAO's specimen documents; only the sandbox accepts it."""

_NAMES = """
AW ABW Aruba; AF AFG Afghanistan; AO AGO Angola; AI AIA Anguilla; AX ALA Åland Islands; AL ALB Albania; AD
AND Andorra; AE ARE United Arab Emirates; AR ARG Argentina; AM ARM Armenia; AS ASM American Samoa; AQ ATA
Antarctica; TF ATF French Southern Territories; AG ATG Antigua and Barbuda; AU AUS Australia; AT AUT
Austria; AZ AZE Azerbaijan; BI BDI Burundi; BE BEL Belgium; BJ BEN Benin; BQ BES Bonaire, Sint Eustatius
and Saba; BF BFA Burkina Faso; BD BGD Bangladesh; BG BGR Bulgaria; BH BHR Bahrain; BS BHS Bahamas; BA BIH
Bosnia and Herzegovina; BL BLM Saint Barthélemy; BY BLR Belarus; BZ BLZ Belize; BM BMU Bermuda; BO BOL
Bolivia; BR BRA Brazil; BB BRB Barbados; BN BRN Brunei; BT BTN Bhutan; BV BVT Bouvet Island; BW BWA
Botswana; CF CAF Central African Republic; CA CAN Canada; CC CCK Cocos (Keeling) Islands; CH CHE
Switzerland; CL CHL Chile; CN CHN China; CI CIV Côte d'Ivoire; CM CMR Cameroon; CD COD Democratic Republic
of the Congo; CG COG Congo; CK COK Cook Islands; CO COL Colombia; KM COM Comoros; CV CPV Cabo Verde; CR
CRI Costa Rica; CU CUB Cuba; CW CUW Curaçao; CX CXR Christmas Island; KY CYM Cayman Islands; CY CYP
Cyprus; CZ CZE Czechia; DE DEU Germany; DJ DJI Djibouti; DM DMA Dominica; DK DNK Denmark; DO DOM Dominican
Republic; DZ DZA Algeria; EC ECU Ecuador; EG EGY Egypt; ER ERI Eritrea; EH ESH Western Sahara; ES ESP
Spain; EE EST Estonia; ET ETH Ethiopia; FI FIN Finland; FJ FJI Fiji; FK FLK Falkland Islands; FR FRA
France; FO FRO Faroe Islands; FM FSM Micronesia; GA GAB Gabon; GB GBR United Kingdom; GE GEO Georgia; GG
GGY Guernsey; GH GHA Ghana; GI GIB Gibraltar; GN GIN Guinea; GP GLP Guadeloupe; GM GMB Gambia; GW GNB
Guinea-Bissau; GQ GNQ Equatorial Guinea; GR GRC Greece; GD GRD Grenada; GL GRL Greenland; GT GTM
Guatemala; GF GUF French Guiana; GU GUM Guam; GY GUY Guyana; HK HKG Hong Kong; HM HMD Heard Island and
McDonald Islands; HN HND Honduras; HR HRV Croatia; HT HTI Haiti; HU HUN Hungary; ID IDN Indonesia; IM IMN
Isle of Man; IN IND India; IO IOT British Indian Ocean Territory; IE IRL Ireland; IR IRN Iran; IQ IRQ
Iraq; IS ISL Iceland; IL ISR Israel; IT ITA Italy; JM JAM Jamaica; JE JEY Jersey; JO JOR Jordan; JP JPN
Japan; KZ KAZ Kazakhstan; KE KEN Kenya; KG KGZ Kyrgyzstan; KH KHM Cambodia; KI KIR Kiribati; KN KNA Saint
Kitts and Nevis; KR KOR South Korea; KW KWT Kuwait; LA LAO Laos; LB LBN Lebanon; LR LBR Liberia; LY LBY
Libya; LC LCA Saint Lucia; LI LIE Liechtenstein; LK LKA Sri Lanka; LS LSO Lesotho; LT LTU Lithuania; LU
LUX Luxembourg; LV LVA Latvia; MO MAC Macao; MF MAF Saint Martin; MA MAR Morocco; MC MCO Monaco; MD MDA
Moldova; MG MDG Madagascar; MV MDV Maldives; MX MEX Mexico; MH MHL Marshall Islands; MK MKD North
Macedonia; ML MLI Mali; MT MLT Malta; MM MMR Myanmar; ME MNE Montenegro; MN MNG Mongolia; MP MNP Northern
Mariana Islands; MZ MOZ Mozambique; MR MRT Mauritania; MS MSR Montserrat; MQ MTQ Martinique; MU MUS
Mauritius; MW MWI Malawi; MY MYS Malaysia; YT MYT Mayotte; NA NAM Namibia; NC NCL New Caledonia; NE NER
Niger; NF NFK Norfolk Island; NG NGA Nigeria; NI NIC Nicaragua; NU NIU Niue; NL NLD Netherlands; NO NOR
Norway; NP NPL Nepal; NR NRU Nauru; NZ NZL New Zealand; OM OMN Oman; PK PAK Pakistan; PA PAN Panama; PN
PCN Pitcairn; PE PER Peru; PH PHL Philippines; PW PLW Palau; PG PNG Papua New Guinea; PL POL Poland; PR
PRI Puerto Rico; KP PRK North Korea; PT PRT Portugal; PY PRY Paraguay; PS PSE Palestine; PF PYF French
Polynesia; QA QAT Qatar; RE REU Réunion; RO ROU Romania; RU RUS Russia; RW RWA Rwanda; SA SAU Saudi
Arabia; SD SDN Sudan; SN SEN Senegal; SG SGP Singapore; GS SGS South Georgia and the South Sandwich
Islands; SH SHN Saint Helena, Ascension and Tristan da Cunha; SJ SJM Svalbard and Jan Mayen; SB SLB
Solomon Islands; SL SLE Sierra Leone; SV SLV El Salvador; SM SMR San Marino; SO SOM Somalia; PM SPM Saint
Pierre and Miquelon; RS SRB Serbia; SS SSD South Sudan; ST STP Sao Tome and Principe; SR SUR Suriname; SK
SVK Slovakia; SI SVN Slovenia; SE SWE Sweden; SZ SWZ Eswatini; SX SXM Sint Maarten; SC SYC Seychelles; SY
SYR Syria; TC TCA Turks and Caicos Islands; TD TCD Chad; TG TGO Togo; TH THA Thailand; TJ TJK Tajikistan;
TK TKL Tokelau; TM TKM Turkmenistan; TL TLS Timor-Leste; TO TON Tonga; TT TTO Trinidad and Tobago; TN TUN
Tunisia; TR TUR Türkiye; TV TUV Tuvalu; TW TWN Taiwan; TZ TZA Tanzania; UG UGA Uganda; UA UKR Ukraine; UM
UMI United States Minor Outlying Islands; UY URY Uruguay; US USA United States; UZ UZB Uzbekistan; VA VAT
Holy See; VC VCT Saint Vincent and the Grenadines; VE VEN Venezuela; VG VGB British Virgin Islands; VI VIR
Virgin Islands of the United States; VN VNM Vietnam; VU VUT Vanuatu; WF WLF Wallis and Futuna; WS WSM
Samoa; YE YEM Yemen; ZA ZAF South Africa; ZM ZMB Zambia; ZW ZWE Zimbabwe
"""

_OTHER_NAMES = """
BHS The Bahamas; BIH Bosnia; BIH Bosnia Herzegovina; BOL Plurinational State of Bolivia; BRN Brunei Darussalam; CIV
Ivory Coast; CIV Cote d Ivoire; COD DR Congo; COD DRC; COD Zaire; COD Congo Kinshasa; COG Republic of the Congo; COG
Congo Brazzaville; COM Comoros Islands; COM Union of the Comoros; CPV Cape Verde; CZE Czech Republic; FLK Falkland
Islands Malvinas; FSM Federated States of Micronesia; GBR Great Britain; GBR UK; GBR England; GBR Scotland; GBR Wales;
GBR Northern Ireland; GBR United Kingdom of Great Britain and Northern Ireland; GRC Hellenic Republic; HKG Hong Kong
China; HKG Hong Kong SAR; HKG Hong Kong SAR China; HKG Hong Kong Special Administrative Region of China; IRN Islamic
Republic of Iran; KOR Republic of Korea; LAO Lao People's Democratic Republic; LBY Libyan Arab Jamahiriya; LBY Libyan
Arab Republic; MAC Macau; MAC Macao China; MAC Macao SAR; MAC Macao Special Administrative Region of China; MDA Republic
of Moldova; MKD Macedonia; MKD Republic of North Macedonia; MKD FYROM; MKD former Yugoslav Republic of Macedonia; MMR
Burma; NLD Holland; NLD Kingdom of the Netherlands; PRK Democratic People's Republic of Korea; PRK DPRK; PSE
Palestinian; PSE State of Palestine; PSE West Bank; PSE Gaza; PSE Gaza Strip; PSE Palestinian Authority; PSE Palestinian
Territories; PSE Palestinian Territory; PSE Occupied Palestinian Territory; RKS Kosovo; RUS Russian Federation; SWZ
Swaziland; SYR Syrian Arab Republic; TLS East Timor; TLS Timor Leste; TUR Turkey; TUR Turkiye; TWN Taiwan China; TWN
Taiwan Province of China; TWN Republic of China; TZA United Republic of Tanzania; ARE UAE; UKR Crimea; USA United States
of America; USA US; USA USA; USA New Mexico; USA New Jersey; VAT Vatican City; VEN Bolivarian Republic of Venezuela; VIR
US Virgin Islands; VNM Viet Nam; CHN People's Republic of China; YEM Republic of Yemen; YEM South Yemen; YEM North Yemen
"""

ICAO_ONLY = {
    "GBD": "British overseas territories citizen",
    "GBN": "British national (overseas)",
    "GBO": "British overseas citizen",
    "GBP": "British protected person",
    "GBS": "British subject",
    "UNO": "United Nations",
    "UNA": "United Nations specialised agency",
    "UNK": "United Nations interim administration mission in Kosovo",
    "XXA": "Stateless person",
    "XXB": "Refugee (1951 convention)",
    "XXC": "Refugee (other)",
    "XXX": "Person of unspecified nationality",
    "XBA": "African Development Bank",
    "XCC": "Caribbean Community",
    "XCE": "Council of Europe",
    "XCO": "Common Market for Eastern and Southern Africa",
    "XDC": "Southern African Development Community",
    "XEC": "Economic Community of West African States",
    "XES": "Organisation of Eastern Caribbean States",
    "XIM": "African Export-Import Bank",
    "XMP": "Parliamentary Assembly of the Mediterranean",
    "XOM": "Sovereign Military Order of Malta",
    "XPO": "Interpol",
    "EUE": "European Union",
    "NTZ": "Neutral zone (between Iraq and Saudi Arabia, until 1993)",
    "RKS": "Kosovo",
    UTOPIA: "Utopia",
}
"""What documents print where no ISO code fits (Doc 9303-3, eighth edition, section 5; RKS is Kosovo's own)."""


def _items(text: str) -> list[list[str]]:
    return [" ".join(item.split()).split(" ", 2) for item in text.split(";")]


ISO_NAMES = {alpha_3: name for _, alpha_3, name in _items(_NAMES)}
"""Alpha-3 code to short English name, of every country of ISO 3166-1."""

_ALPHA_3 = {alpha_2: alpha_3 for alpha_2, alpha_3, _ in _items(_NAMES)} | {"XK": "RKS", "EU": "EUE"}


_FORMER = (
    ("CS SCG", "Serbia and Montenegro", "SRB MNE RKS"),
    ("YU YUG", "Yugoslavia", "SRB MNE RKS HRV SVN BIH MKD"),
    ("", "Federal Republic of Yugoslavia", "SRB MNE RKS"),
    ("", "Socialist Federal Republic of Yugoslavia", "SRB MNE RKS HRV SVN BIH MKD"),
    ("SU SUN", "Soviet Union", "RUS UKR BLR MDA EST LVA LTU GEO ARM AZE KAZ KGZ TJK TKM UZB"),
    ("", "USSR", "RUS UKR BLR MDA EST LVA LTU GEO ARM AZE KAZ KGZ TJK TKM UZB"),
    ("", "Union of Soviet Socialist Republics", "RUS UKR BLR MDA EST LVA LTU GEO ARM AZE KAZ KGZ TJK TKM UZB"),
    ("", "Czechoslovakia", "CZE SVK"),
    ("DD DDR", "German Democratic Republic", "DEU"),
    ("", "East Germany", "DEU"),
    ("AN ANT", "Netherlands Antilles", "CUW SXM BES"),
    ("", "Kafia Kingi", "SDN SSD"),
    ("ZR ZAR", "", "COD"),
    ("BU BUR", "", "MMR"),
    ("TP TMP", "", "TLS"),
    ("UK", "", "GBR"),
    ("EL", "", "GRC"),
)
"""Codes and name of a country that is no more, or of a place that two lay claim to, and today's countries there.

CS was Czechoslovakia too, until 1993. UK and EL are what the European Union writes.
"""

_NO_COUNTRY = frozenset(("", "UNKNOWN", "UNDETERMINED", "NONE IDENTIFIED", "NA", "N A", "NOT KNOWN", "STATELESS", "00"))
_NOT_NAMING = frozenset(("AND", "OF", "THE", "POSSIBLY", "REGION", "FORMER", "FORMERLY", "EX", "NOW"))


def _other_names() -> list[tuple[str, str]]:
    items = (" ".join(item.split()) for item in _OTHER_NAMES.split(";"))
    return [(item[:3], item[4:]) for item in items]


def _key(name: str) -> frozenset[str]:
    """The words in any order: OFAC writes "Korea, North" and "Congo, Democratic Republic of the"."""
    return frozenset("SAINT" if word == "ST" else word for word in to_latin(name).split()) - _NOT_NAMING


_CODES = {_key(name): (code,) for code, name in [*ISO_NAMES.items(), *_other_names()]} | {
    _key(name): tuple(codes.split()) for _, name, codes in _FORMER if name
}
_BY_ALPHA_2 = {alpha_2: (alpha_3,) for alpha_2, alpha_3 in _ALPHA_3.items()} | {
    code: tuple(codes.split()) for former, _, codes in _FORMER for code in former.split()
}


def is_country(code: str) -> bool:
    """Whether the code is one of ISO 3166-1 alpha-3 or of ICAO's additions, in capital letters."""
    return code in ISO_NAMES or code in ICAO_ONLY


@lru_cache(maxsize=4096)
def countries_of_place(place: str) -> tuple[str, ...]:
    """The codes of an English country name, or of the country that a place is in ("Valletta, Malta"); empty for none.

    A country that is no more has several: those of the countries that are there now.
    """
    parts = re.split(r"[,()/:;]", place)
    words = to_latin(place).split()
    candidates = (place, *reversed(parts), *(" ".join(words[start:]) for start in range(1, len(words))))
    return next((codes for one in candidates if (codes := _CODES.get(_key(one)))), ())


def country_of_alpha_2(code: str) -> str | None:
    """The alpha-3 code of a country of today by its alpha-2 code in any case; None for no code."""
    return _ALPHA_3.get(code.upper())


def countries_of_alpha_2(code: str) -> tuple[str, ...]:
    """The same of an alpha-2 code, former ones too, as the EU and OpenSanctions write it; empty for none."""
    return _BY_ALPHA_2.get(code.upper(), ())


def says_no_country(text: str) -> bool:
    """Whether the text says that no country is known."""
    return " ".join(to_latin(text).split()) in _NO_COUNTRY
