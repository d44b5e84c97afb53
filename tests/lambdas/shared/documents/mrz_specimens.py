"""Published specimen zones, with what they say.

Each was found in the place named: PRADO is the Council of the EU's register of documents, other names are of readers
whose tests or documentation have it, and where none is named, several have. All check digits were computed again. Where
a specimen prints check digits or codes that are wrong, ``failed_checks`` and ``problems`` say so.
"""

from dataclasses import dataclass

from lambdas.shared.documents.mrz import read_mrz


@dataclass(frozen=True)
class Specimen:
    country: str
    source: str
    zone: str
    nationality: str
    document_number: str
    family_name: str
    given_names: str
    birth_date: str
    failed_checks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def _of(country: str, source: str, zone: str, fields: str, *, failed: str = "", problems: str = "") -> Specimen:
    """``fields``: nationality, document number, family name, given names, birth date."""
    nationality, number, family, given, born = (field.strip() for field in fields.split("|"))
    lines = "\n".join(zone.split())
    return Specimen(
        country, source, lines, nationality, number, family, given, born, tuple(failed.split()), tuple(problems.split())
    )


SPECIMENS = (
    _of(
        "UTO",
        "ICAO 9303-4, appendix B",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        "UTO | L898902C3 | ERIKSSON | ANNA MARIA | 740812",
    ),
    _of(
        "UTO",
        "ICAO 9303-5, appendix B",
        "I<UTOD231458907<<<<<<<<<<<<<<< 7408122F1204159UTO<<<<<<<<<<<6 ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        "UTO | D23145890 | ERIKSSON | ANNA MARIA | 740812",
    ),
    _of(
        "UTO",
        "ICAO 9303-7",
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
        "XXX | L8988901C | ERIKSSON | ANNA MARIA | 400907",
    ),
    _of(
        "UTO",
        "ICAO 9303-7",
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<< L8988901C4XXX4009078F9612109<<<<<<<<",
        "XXX | L8988901C | ERIKSSON | ANNA MARIA | 400907",
    ),
    _of(
        "UTO",
        "ICAO 9303-6, appendix B",
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<< D231458907UTO7408122F1204159<<<<<<<6",
        "UTO | D23145890 | ERIKSSON | ANNA MARIA | 740812",
    ),
    _of(
        "UTO",
        "ICAO 9303-11, appendix D.2: a long number in TD2",
        "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<< D23145890<UTO3407127M95071227349<<<8",
        "UTO | D23145890734 | STEVENSON | PETER JOHN | 340712",
    ),
    _of(
        "UTO",
        "ICAO 9303, an older edition",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L898902C<3UTO6908061F9406236ZE184226B<<<<<14",
        "UTO | L898902C | ERIKSSON | ANNA MARIA | 690806",
    ),
    _of(
        "UTO",
        "ICAO 9303-7, appendix A",
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L898902C<3UTO6908061F9406236ZE184226B<<<<<<<",
        "UTO | L898902C | ERIKSSON | ANNA MARIA | 690806",
    ),
    _of(
        "UTO",
        "ICAO 9303-7, appendix B",
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<< L898902C<3UTO6908061F9406236ZE184226",
        "UTO | L898902C | ERIKSSON | ANNA MARIA | 690806",
    ),
    _of(
        "UTO",
        "a card with optional data; mrz-java",
        "CIUTOD231458907A123X5328434D23 3407127M9507122UTO<<<<<<<<<<<6 STEVENSON<<PETER<<<<<<<<<<<<<<",
        "UTO | D23145890 | STEVENSON | PETER | 340712",
    ),
    _of(
        "UTO",
        "ICAO 9303-11, appendix D.2: a long number",
        "I<UTOD23145890<7349<<<<<<<<<<< 3407127M9507122UTO<<<<<<<<<<<2 STEVENSON<<PETER<JOHN<<<<<<<<<",
        "UTO | D23145890734 | STEVENSON | PETER JOHN | 340712",
    ),
    _of(
        "DEU",
        "passport; libmrz",
        "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<< C01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4",
        "DEU | C01X00T47 | MUSTERMANN | ERIKA | 640812",
    ),
    _of(
        "DEU",
        "passport; JMRTD",
        "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<< C01XGY7661D<<6408125F2707196<<<<<<<<<<<<<<<2",
        "DEU | C01XGY766 | MUSTERMANN | ERIKA | 640812",
    ),
    _of(
        "DEU",
        "passport; cheminfo/mrz",
        "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<< C01X0006H1D<<6408125F1710319<<<<<<<<<<<<<<<0",
        "DEU | C01X0006H | MUSTERMANN | ERIKA | 640812",
    ),
    _of(
        "DEU",
        "passport; JMRTD",
        "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<< C11T002JM4D<<9608122F1310317<<<<<<<<<<<<<<<6",
        "DEU | C11T002JM | MUSTERMANN | ERIKA | 960812",
    ),
    _of(
        "DEU",
        "identity card, TD2",
        "IDD<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<< 1220010855D<<6408125<1110078<<<<<<<6",
        "DEU | 122001085 | MUSTERMANN | ERIKA | 640812",
    ),
    _of(
        "DEU",
        "identity card; libmrz",
        "IDD<<LZ6311T475<<<<<<<<<<<<<<< 8308126<3110315D<<2108<<<<<<<9 MUSTERMANN<<ERIKA<<<<<<<<<<<<<",
        "DEU | LZ6311T47 | MUSTERMANN | ERIKA | 830812",
    ),
    _of(
        "DEU",
        "identity card, PRADO DEU-BO-02004",
        "IDD<<L01XPVM8J2<<<<<<<<<<<<<<< 8308126<3108011D<<2108<<<<<<<5 MUSTERMANN<<ERIKA<<<<<<<<<<<<<",
        "DEU | L01XPVM8J | MUSTERMANN | ERIKA | 830812",
    ),
    _of(
        "DEU",
        "identity card",
        "IDD<<T220001293<<<<<<<<<<<<<<< 6408125<2010315D<<<<<<<<<<<<<4 MUSTERMANN<<ERIKA<<<<<<<<<<<<<",
        "DEU | T22000129 | MUSTERMANN | ERIKA | 640812",
    ),
    _of(
        "DEU",
        "identity card; MRZParser",
        "IDD<<T010089212<<<<<<<<<<<<<<< 6408125<2010315D<<<<<<<<<<<<<6 MUSTERMANN<<ERIKA<<<<<<<<<<<<<",
        "DEU | T01008921 | MUSTERMANN | ERIKA | 640812",
    ),
    _of(
        "DEU",
        "crew member certificate",
        "ACD<<S000000017DLHBS<<<<<<<<<< 6408125F2012319FRAFAT<<<<<<<<6 MUSTERMANN<<ERIKA<<<<<<<<<<<<<",
        "FRA | S00000001 | MUSTERMANN | ERIKA | 640812",
    ),
    _of(
        "DEU",
        "travel document, PRADO DEU-BP-03001",
        "ITD<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<< C<00000004D<<6408125F0404011<<<<<<<4",
        "DEU | C0000000 | MUSTERMANN | ERIKA | 640812",
    ),
    _of(
        "DEU",
        "visa",
        "VCD<<MUSTERMANN<<OLGA<<<<<<<<<<<<<<< 1234567897RUS7409185F1808096<M400630",
        "RUS | 123456789 | MUSTERMANN | OLGA | 740918",
    ),
    _of(
        "CHE",
        "identity card; an example of cheminfo/mrz",
        "IDCHEA1234567<6<<<<<<<<<<<<<<< 7510256M2009018CHE<<<<<<<<<<<8 SMITH<<JOHN<ALBERT<<<<<<<<<<<<",
        "CHE | A1234567 | SMITH | JOHN ALBERT | 751025",
    ),
    _of(
        "FRA",
        "identity card, PRADO FRA-BO-03001",
        "IDFRAX4RTBPFW46<<<<<<<<<<<<<<< 9007138F3002119FRA<<<<<<<<<<<6 MARTIN<<MAELYS<GAELLE<MARIE<<<",
        "FRA | X4RTBPFW4 | MARTIN | MAELYS GAELLE MARIE | 900713",
    ),
    _of(
        "FRA",
        "identity card; Wikipedia",
        "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<< 8806923102858CORINNE<<<<<<<6512068F6",
        "FRA | 880692310285 | BERTHIER | CORINNE | 651206",
    ),
    _of(
        "FRA",
        "identity card; cheminfo/mrz",
        "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<< 9409923102854CORINNE<<<<<<<6512068F4",
        "FRA | 940992310285 | BERTHIER | CORINNE | 651206",
    ),
    _of(
        "FRA",
        "identity card with department and office; foxanna/mrz_parser",
        "IDFRABERTHIER<<<<<<<<<<<<<<<<<923255 8806923102858CORINNE<<<<<<<6512068F2",
        "FRA | 880692310285 | BERTHIER | CORINNE | 651206",
    ),
    _of(
        "FRA",
        "identity card, an example of mrz-java",
        "IDFRAPETE<<<<<<<<<<<<<<<<<<<<<952042 0509952018746NICOLAS<<PAUL<8206152M3",
        "FRA | 050995201874 | PETE | NICOLAS PAUL | 820615",
    ),
    _of(
        "FRA",
        "identity card from a consulate, an example of cheminfo/mrz",
        "IDFRATEST<NAME<<<<<<<<<<<<<<<<0CHE02 1710GVA123451ROBERTA<<<<<<<9112311F2",
        "FRA | 1710GVA12345 | TEST NAME | ROBERTA | 911231",
    ),
    _of(
        "FRA",
        "visa, PRADO FRA-CO-03001",
        "VEFRAWANG<<YI<CHENG<<<<<<<<<<<<<<<<< 1234567897CHN8001014M1909155<M900618",
        "CHN | 123456789 | WANG | YI CHENG | 800101",
    ),
    _of(
        "BEL",
        "identity card; mrz-detection, readMRZ",
        "IDBEL590335801485120100200<<<< 8512017F0901015BEL<<<<<<<<<<<7 REINARTZ<<ULRIKE<KATIA<E<<<<<<",
        "BEL | 590335801 | REINARTZ | ULRIKE KATIA E | 851201",
    ),
    _of(
        "BEL",
        "identity card; JMRTD",
        "IDBEL590330101085020100200<<<< 8502016F0901015BEL<<<<<<<<<<<8 VAN<DER<VELDEN<<GREET<HILDE<<<",
        "BEL | 590330101 | VAN DER VELDEN | GREET HILDE | 850201",
    ),
    _of(
        "BEL",
        "child's identity card",
        "IDBEL600001476<9355<<<<<<<<<<< 1301014F2311207UTO130101987390 SPECIMEN<<SPECIMEN<<<<<<<<<<<<",
        "UTO | 600001476935 | SPECIMEN | SPECIMEN | 130101",
    ),
    _of(
        "BEL",
        "identity card; MRZParser",
        "IDBEL000001115<7027<<<<<<<<<<< 9502286F3001064BEL950228998747 SPECIMEN<<SPECIMEN<<<<<<<<<<<<",
        "BEL | 000001115702 | SPECIMEN | SPECIMEN | 950228",
    ),
    _of(
        "BEL",
        "identity card; JMRTD",
        "IDBEL000000387<2899<<<<<<<<<<< 9502286F3001064BEL950228998741 SPECIMEN<<SPECIMEN<<<<<<<<<<<<",
        "BEL | 000000387289 | SPECIMEN | SPECIMEN | 950228",
    ),
    _of(
        "BEL",
        "identity card; its check digit counts the filler; MRZParser",
        "IDBEL592211692<1741<<<<<<<<<<< 9003107F2509301BEL900310244094 SPECIMEN<<SPECIMEN<<<<<<<<<<<<",
        "BEL | 592211692174 | SPECIMEN | SPECIMEN | 900310",
    ),
    _of(
        "BEL",
        "child's identity card; MRZParser",
        "IDBEL615057409<9390<<<<<<<<<<< 1202177F2506160BEL120217144293 SPECIMEN<<SPECIMEN<<<<<<<<<<<<",
        "BEL | 615057409939 | SPECIMEN | SPECIMEN | 120217",
    ),
    _of(
        "PRT",
        "identity card; prints another check digit than its number has; MRZParser",
        "I<PRT0000414022<ZZ70<<<<<<<<<< 8010100M2012294PRT<<<<<<<<<<<2 MIGUEL<<SOPHIA<<<<<<<<<<<<<<<<",
        "PRT | 000041402 | MIGUEL | SOPHIA | 801010",
        failed="document_number",
    ),
    _of(
        "PRT",
        "identity card, PRADO; its check digit counts the filler",
        "I<PRT000024759<ZZ72<<<<<<<<<<< 8010100F2006017PRT<<<<<<<<<<<8 CARLOS<MONTEIRO<<AMELIA<VANESS",
        "PRT | 000024759ZZ7 | CARLOS MONTEIRO | AMELIA VANESS | 801010",
    ),
    _of(
        "PRT",
        "identity card; its check digit counts the filler; MRZParser",
        "I<PRT141974817<ZV17<<<<<<<<<<< 9801082F3407242PRT<<<<<<<<<<<4 RONALDO<<CHRISTIANO<<<<<<<<<<<",
        "PRT | 141974817ZV1 | RONALDO | CHRISTIANO | 980108",
    ),
    _of(
        "PRT",
        "identity card; zkPassport",
        "I<PRT007666667<ZZ00<<<<<<<<<<< 8303143M3405293PRT<<<<<<<<<<<4 CACADOR<DE<ARAUJO<<ANDRE<ESTEV",
        "PRT | 007666667ZZ0 | CACADOR DE ARAUJO | ANDRE ESTEV | 830314",
    ),
    _of(
        "NLD",
        "identity card; JMRTD",
        "I<NLDSPECI20142999999990<<<<<8 6503101F2403096NLD<<<<<<<<<<<8 DE<BRUIJN<<WILLEKE<LISELOTTE<<",
        "NLD | SPECI2014 | DE BRUIJN | WILLEKE LISELOTTE | 650310",
    ),
    _of(
        "NLD",
        "identity card; JMRTD",
        "I<NLDSPECI20212<<<<<<<<<<<<<<< 6503101F3108022NLD<<<<<<<<<<<8 DE<BRUIJN<<WILLEKE<LISELOTTE<<",
        "NLD | SPECI2021 | DE BRUIJN | WILLEKE LISELOTTE | 650310",
    ),
    _of(
        "NLD",
        "passport; JMRTD",
        "P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<< SPECI20142NLD6503101F2403096999999990<<<<<84",
        "NLD | SPECI2014 | DE BRUIJN | WILLEKE LISELOTTE | 650310",
    ),
    _of(
        "NLD",
        "passport; JMRTD",
        "P<NLDDE<BRUIJN<<WILLEKE<LISELOTTE<<<<<<<<<<< SPECI20212NLD6503101F3108309<<<<<<<<<<<<<<<0",
        "NLD | SPECI2021 | DE BRUIJN | WILLEKE LISELOTTE | 650310",
    ),
    _of(
        "NLD",
        "passport; JMRTD",
        "P<NLDMEULENDIJK<<LOES<ALBERTINE<<<<<<<<<<<<< XX00000000NLD7110195F1108280123456782<<<<<02",
        "NLD | XX0000000 | MEULENDIJK | LOES ALBERTINE | 711019",
    ),
    _of(
        "NLD",
        "passport, a name that was cut off; JMRTD",
        "P<NLDVAN<NIEUWENHUIZEN<<GERARD<ROBBERT<MARTI XN01BC0150NLD7112247M1108268123456782<<<<<02",
        "NLD | XN01BC015 | VAN NIEUWENHUIZEN | GERARD ROBBERT MARTI | 711224",
    ),
    _of(
        "AUT",
        "identity card; MRZParser",
        "IDAUTPA12345673<<<<<<<<<<<<<<< 8112314F3108011AUT<<<<<<<<<<<6 MUSTERFRAU<<MARIA<<<<<<<<<<<<<",
        "AUT | PA1234567 | MUSTERFRAU | MARIA | 811231",
    ),
    _of(
        "AUT",
        "identity card; prints a wrong composite; PassportEye",
        "IDAUT10000999<6<<<<<<<<<<<<<<< 7109094F1112315AUT<<<<<<<<<<<6 MUSTERFRAU<<ISOLDE<<<<<<<<<<<<",
        "AUT | 10000999 | MUSTERFRAU | ISOLDE | 710909",
        failed="composite",
    ),
    _of(
        "AUT",
        "the same with the right composite; PassportEye",
        "IDAUT10000999<6<<<<<<<<<<<<<<< 7109094F1112315AUT<<<<<<<<<<<4 MUSTERFRAU<<ISOLDE<<<<<<<<<<<<",
        "AUT | 10000999 | MUSTERFRAU | ISOLDE | 710909",
    ),
    _of(
        "EST",
        "identity card; MRZParser",
        "IDESTAS0002261938001085718<<<< 8001081M2606288EST<<<<<<<<<<<1 JOERG<<JAAK<KRISTJAN<<<<<<<<<<",
        "EST | AS0002261 | JOERG | JAAK KRISTJAN | 800108",
    ),
    _of(
        "HRV",
        "identity card; MRZParser",
        "IOHRV115501830605781305459<<<< 7911255F2608020HRV<<<<<<<<<<<5 SPECIMEN<<SPECIMEN<<<<<<<<<<<<",
        "HRV | 115501830 | SPECIMEN | SPECIMEN | 791125",
    ),
    _of(
        "HRV",
        "identity card; prints no dates; readMRZ",
        "IOHRV000000000000000000000<<<< 0000000M0000000HRV<<<<<<<<<<<0 UZORAK<<SPECIMEN<<<<<<<<<<<<<<",
        "HRV | 000000000 | UZORAK | SPECIMEN | 000000",
        problems="birth_date expires_on",
    ),
    _of(
        "HRV",
        "passport",
        "P<HRVSPECIMEN<<SPECIMEN<<<<<<<<<<<<<<<<<<<<< 0070070071HRV8212258F1407019<<<<<<<<<<<<<<06",
        "HRV | 007007007 | SPECIMEN | SPECIMEN | 821225",
    ),
    _of(
        "ESP",
        "passport, PRADO ESP-AO-05001",
        "P<ESPESPANOLA<ESPANOLA<<CARMEN<<<<<<<<<<<<<< ZAB0002549ESP8001014F2501017A9999999900<<<44",
        "ESP | ZAB000254 | ESPANOLA ESPANOLA | CARMEN | 800101",
    ),
    _of(
        "ESP",
        "identity card; Arg0s1080/mrz",
        "IDESPBAA000589599999999R<<<<<< 8001014F2501017ESP<<<<<<<<<<<7 ESPANOLA<ESPANOLA<<CARMEN<<<<<",
        "ESP | BAA000589 | ESPANOLA ESPANOLA | CARMEN | 800101",
    ),
    _of(
        "ITA",
        "identity card, a facsimile of 2022",
        "C<ITACA00000AA4<<<<<<<<<<<<<<< 6412308F2212304ITA<<<<<<<<<<<0 ROSSI<<BIANCA<<<<<<<<<<<<<<<<<",
        "ITA | CA00000AA | ROSSI | BIANCA | 641230",
    ),
    _of(
        "SWE",
        "identity card; Arg0s1080/mrz",
        "I<SWE59000002<8198703142391<<< 8703145M1701027SWE<<<<<<<<<<<8 SPECIMEN<<SVEN<<<<<<<<<<<<<<<<",
        "SWE | 59000002 | SPECIMEN | SVEN | 870314",
    ),
    _of(
        "NOR",
        "identity card; zkPassport",
        "CANORGDC0001273230456<12345<<< 5604230M2606118NOR<<<<<<<<<<<9 OESTENBYEN<<AASAMUND<SPECIMEN<",
        "NOR | GDC000127 | OESTENBYEN | AASAMUND SPECIMEN | 560423",
    ),
    _of(
        "NOR",
        "passport",
        "P<NOROESTENBYEN<<AASAMUND<SPECIMEN<<<<<<<<<< CCC0022514NOR5604230M3004157<<<<<<<<<<<<<<04",
        "NOR | CCC002251 | OESTENBYEN | AASAMUND SPECIMEN | 560423",
    ),
    _of(
        "NOR",
        "travel document for foreigners; JMRTD",
        "PUNORSPECIMEN<<PLACEBO<<<<<<<<<<<<<<<<<<<<<< 00000000<0UTO0508104F19110135200508102468906",
        "UTO | 00000000 | SPECIMEN | PLACEBO | 050810",
    ),
    _of(
        "POL",
        "identity card; JMRTD",
        "I<POLABA3000004<<<<<<<<<<<<<<< 7203305F1208227POL<<<<<<<<<<<2 KOWALSKA<<ANNA<<<<<<<<<<<<<<<<",
        "POL | ABA300000 | KOWALSKA | ANNA | 720330",
    ),
    _of(
        "POL",
        "passport; PassportEye",
        "P<POLKOWALSKA<KWIATKOWSKA<<JOANNA<<<<<<<<<<< AA00000000POL6002084F1412314<<<<<<<<<<<<<<<4",
        "POL | AA0000000 | KOWALSKA KWIATKOWSKA | JOANNA | 600208",
    ),
    _of(
        "POL",
        "passport",
        "P<POLKOWALSKA<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<< ZS00001774POL7203305F1607130<<<<<<<<<<<<<<08",
        "POL | ZS0000177 | KOWALSKA | ANNA | 720330",
    ),
    _of(
        "ROU",
        "identity card, TD2; MRZParser",
        "IDROUPOPESCU<<MARIN<<<<<<<<<<<<<<<<< SS099993<1ROU4609135M810913814000881",
        "ROU | SS099993 | POPESCU | MARIN | 460913",
    ),
    _of(
        "RUS",
        "passport; MRZParser",
        "P<RUSIMIAREK<<EVGENII<<<<<<<<<<<<<<<<<<<<<<< 1104000008RUS8209120M2601157<<<<<<<<<<<<<<06",
        "RUS | 110400000 | IMIAREK | EVGENII | 820912",
    ),
    _of(
        "RUS",
        "internal passport: digits for Cyrillic letters, no expiry date; MRZParser",
        "PNRUSZDRIL7K<<SERGEQ<ANATOL9EVI3<<<<<<<<<<<< 3919353498RUS7207233M<<<<<<<4151218910003<50",
        "RUS | 391935349 | ZDRIL7K | SERGEQ ANATOL9EVI3 | 720723",
    ),
    _of(
        "USA",
        "passport; JMRTD",
        "P<USATRAVELER<<HAPPY<<<<<<<<<<<<<<<<<<<<<<<< 1500000035USA5609165M0811150<<<<<<<<<<<<<<08",
        "USA | 150000003 | TRAVELER | HAPPY | 560916",
    ),
    _of(
        "USA",
        "passport",
        "P<USATRAVELER<<HAPPY<<<<<<<<<<<<<<<<<<<<<<<< 3400079553USA6707046F1608078910000833<111920",
        "USA | 340007955 | TRAVELER | HAPPY | 670704",
    ),
    _of(
        "USA",
        "passport",
        "P<USATRAVELER<<HAPPY<<<<<<<<<<<<<<<<<<<<<<<< E000077303USA6502056F3010149500101920<091824",
        "USA | E00007730 | TRAVELER | HAPPY | 650205",
    ),
    _of(
        "USA",
        "passport card",
        "IPUSAC030049646<<10<30<B22<498 8101017M1911297USA<<0754052296 TRAVELER<<HAPPY<<<<<<<<<<<<<<<",
        "USA | C03004964 | TRAVELER | HAPPY | 810101",
    ),
    _of(
        "USA",
        "visa; foxanna/mrz_parser",
        "VNUSATRAVELER<<HAPPY<<<<<<<<<<<<<<<<<<<<<<<< 12345678<8KOR5001013F1304071B3SE000IL4243934",
        "KOR | 12345678 | TRAVELER | HAPPY | 500101",
    ),
    _of(
        "USA",
        "visa; Arg0s1080/mrz",
        "VNUSATRAVELER<<HAPPY<<<<<<<<<<<<<<<<<<<<<<<< 1234567897CAN6612120M1407282B3XLC000FD142955",
        "CAN | 123456789 | TRAVELER | HAPPY | 661212",
    ),
    _of(
        "USA",
        "visa, PRADO USA-CO-01001",
        "VNUSAHAPPY<<TRAVELER<<<<<<<<<<<<<<<<<<<<<<<< 0000000<<0CYP0001018M1601231B2NCS00E0F060308",
        "CYP | 0000000 | HAPPY | TRAVELER | 000101",
    ),
    _of(
        "USA",
        "visa; PassportEye",
        "VIUSATRAVELER<<HAPPYPERSON<<<<<<<<<<<<<<<<<< 555123ABC6GBR6502056F04122361FLNDDDAM5803085",
        "GBR | 555123ABC | TRAVELER | HAPPYPERSON | 650205",
    ),
    _of(
        "CAN",
        "passport",
        "P<CANMARTIN<<SARAH<<<<<<<<<<<<<<<<<<<<<<<<<< ZE000509<9CAN8501019F2301147<<<<<<<<<<<<<<08",
        "CAN | ZE000509 | MARTIN | SARAH | 850101",
    ),
    _of(
        "CAN",
        "passport, five years",
        "P<CANMARTIN<<SARAH<<<<<<<<<<<<<<<<<<<<<<<<<< ZD000078<7CAN8501019F1801145<<<<<<<<<<<<<<04",
        "CAN | ZD000078 | MARTIN | SARAH | 850101",
    ),
    _of(
        "GBR",
        "passport",
        "P<GBRUK<SPECIMEN<<ANGELA<ZOE<<<<<<<<<<<<<<<< 9992307632GBR9501016F2911272<<<<<<<<<<<<<<02",
        "GBR | 999230763 | UK SPECIMEN | ANGELA ZOE | 950101",
    ),
    _of(
        "GBR",
        "passport",
        "P<GBRUK<SPECIMEN<<ANGELA<ZOE<<<<<<<<<<<<<<<< 9250764733GBR8809117F2007162<<<<<<<<<<<<<<08",
        "GBR | 925076473 | UK SPECIMEN | ANGELA ZOE | 880911",
    ),
    _of(
        "GBR",
        "passport",
        "P<GBRUK<SPECIMEN<<ANGELA<ZOE<<<<<<<<<<<<<<<< 5334013720GBR8812049F2509286<<<<<<<<<<<<<<00",
        "GBR | 533401372 | UK SPECIMEN | ANGELA ZOE | 881204",
    ),
    _of(
        "GBR",
        "passport",
        "P<GBRUK<SPECIMEN<<ANGELA<ZOE<<<<<<<<<<<<<<<< 9992049000GBR9501016F2911272<<<<<<<<<<<<<<06",
        "GBR | 999204900 | UK SPECIMEN | ANGELA ZOE | 950101",
    ),
    _of(
        "GBR",
        "passport; readMRZ",
        "P<GBRJENNINGS<<PAUL<MICHAEL<<<<<<<<<<<<<<<<< 0123456784GBR5011025M0810050<<<<<<<<<<<<<<00",
        "GBR | 012345678 | JENNINGS | PAUL MICHAEL | 501102",
    ),
    _of(
        "GBR",
        "residence permit; prints a nationality that nobody has; JMRTD",
        "IRGBRZU12345673<<<<<<<<<<<<<<< 6608198F0808088COU<<<<<<<<<<<6 SAMPLE<<SUSANNA<<<<<<<<<<<<<<<",
        "COU | ZU1234567 | SAMPLE | SUSANNA | 660819",
        problems="nationality",
    ),
    _of(
        "CZE",
        "passport; JMRTD",
        "P<CZESPECIMEN<<VZOR<<<<<<<<<<<<<<<<<<<<<<<<< 99009054<4CZE6906229F16072996956220612<<<<74",
        "CZE | 99009054 | SPECIMEN | VZOR | 690622",
    ),
    _of(
        "CZE",
        "child's passport; Arg0s1080/mrz",
        "P<CZESPECIMEN<<VZOR<<<<<<<<<<<<<<<<<<<<<<<<< 99003853<1CZE1101018M1207046110101111<<<<<94",
        "CZE | 99003853 | SPECIMEN | VZOR | 110101",
    ),
    _of(
        "ARG",
        "passport; JMRTD",
        "P<ARGFERNANDEZ<<LORENA<<<<<<<<<<<<<<<<<<<<<< 00000000A0ARG7903122F081210212300004<<<<<<86",
        "ARG | 00000000A | FERNANDEZ | LORENA | 790312",
    ),
    _of(
        "CHN",
        "passport",
        "POCHNZHENGJIAN<<YANGBEN<<<<<<<<<<<<<<<<<<<<< EF12608921CHN8503208F2901178NGKELMPONBPJB978",
        "CHN | EF1260892 | ZHENGJIAN | YANGBEN | 850320",
    ),
    _of(
        "CHN",
        "passport",
        "POCHNZHENGJIAN<<YANGBEN<<<<<<<<<<<<<<<<<<<<< E000000008CHN8310291F2202059NGKELMPONBPJB972",
        "CHN | E00000000 | ZHENGJIAN | YANGBEN | 831029",
    ),
    _of(
        "CHN",
        "passport",
        "POCHNZHENGJIAN<<YANGBEN<<<<<<<<<<<<<<<<<<<<< E900000821CHN8108038F2110189NGKELMPONBPJB978",
        "CHN | E90000082 | ZHENGJIAN | YANGBEN | 810803",
    ),
    _of(
        "CHN",
        "permit for Hong Kong and Macao",
        "C<CHNCA32732010<<<<<<<<<<<<<<< 8108038F2901178CHN<<<<<<<<<<<6 ZHENGJIAN<<YANGBEN<<<<<<<<<<<<",
        "CHN | CA3273201 | ZHENGJIAN | YANGBEN | 810803",
    ),
    _of(
        "CHN",
        "passport of Hong Kong; JMRTD",
        "P<CHNCHUNG<<KWOK<SUM<<<<<<<<<<<<<<<<<<<<<<<< K123455994CHN8008080F1702057HK8888888<<<<<36",
        "CHN | K12345599 | CHUNG | KWOK SUM | 800808",
    ),
    _of(
        "CHN",
        "passport of Hong Kong",
        "P<CHNCHUNG<<KWOK<SUM<<<<<<<<<<<<<<<<<<<<<<<< K000000000CHN8008080F1702057HK8888888<<<<<34",
        "CHN | K00000000 | CHUNG | KWOK SUM | 800808",
    ),
    _of(
        "CHN",
        "diplomatic passport",
        "PDCHNYANG<<ZHAO<<<<<<<<<<<<<<<<<<<<<<<<<<<<< DE00000003CHN8509037F2611158NBOONFNB<<<<A912",
        "CHN | DE0000000 | YANG | ZHAO | 850903",
    ),
    _of(
        "IRN",
        "passport",
        "P<IRNIRANI<<FATEMEH<<<<<<<<<<<<<<<<<<<<<<<<< S000028129IRN7902114F1910094<<<<<<<<<<<<<<06",
        "IRN | S00002812 | IRANI | FATEMEH | 790211",
    ),
    _of(
        "JPN",
        "passport; go-mrz",
        "P<JPNGAIMU<<HANAKO<<<<<<<<<<<<<<<<<<<<<<<<<< TT15442512JPN9905050F3012257<<<<<<<<<<<<<<06",
        "JPN | TT1544251 | GAIMU | HANAKO | 990505",
    ),
    _of(
        "NZL",
        "passport; JMRTD",
        "P<NZLWATA<<AROHA<MERE<TERESA<<<<<<<<<<<<<<<< LF100358<5NZL9010015F2512152<<<<<<<<<<<<<<02",
        "NZL | LF100358 | WATA | AROHA MERE TERESA | 901001",
    ),
    _of(
        "IRL",
        "passport",
        "P<IRLOSULLIVAN<<LAUREN<<<<<<<<<<<<<<<<<<<<<< XN50042162IRL8805049F2309154<<<<<<<<<<<<<<<6",
        "IRL | XN5004216 | OSULLIVAN | LAUREN | 880504",
    ),
    _of(
        "FIN",
        "passport",
        "P<FINVIRTANEN<<MARIA<OLIVIA<<<<<<<<<<<<<<<<< XP12345674FIN7112214F1708222211271<426U<<<08",
        "FIN | XP1234567 | VIRTANEN | MARIA OLIVIA | 711221",
    ),
    _of(
        "FIN",
        "visa; foxanna/mrz_parser",
        "VCFINMEIKAELAEINEN<<MATTI<<<<<<<<<<< 0005467<<2RUS7001017M1111019<M901101",
        "RUS | 0005467 | MEIKAELAEINEN | MATTI | 700101",
    ),
    _of(
        "LVA",
        "identity card; JMRTD",
        "I<LVAPA99220658324951<45849<<< 8212122F2911113LVA<<<<<<<<<<<4 PARAUDZINA<<MARA<<<<<<<<<<<<<<",
        "LVA | PA9922065 | PARAUDZINA | MARA | 821212",
    ),
    _of(
        "LVA",
        "identity card",
        "I<LVAPA99250101321251<72698<<< 8212122F3107210LVA<<<<<<<<<<<2 PARAUDZINA<<MARA<<<<<<<<<<<<<<",
        "LVA | PA9925010 | PARAUDZINA | MARA | 821212",
    ),
    _of(
        "LVA",
        "identity card; Arg0s1080/mrz",
        "I<LVAPA99929216121282<88882<<< 8212122M1703054LVA<<<<<<<<<<<0 PARAUDZINS<<ANDRIS<<<<<<<<<<<<",
        "LVA | PA9992921 | PARAUDZINS | ANDRIS | 821212",
    ),
    _of(
        "LIE",
        "identity card; Arg0s1080/mrz",
        "IDLIEID98754015<<<<<<<<<<<<<<< 8205122M1906224LIE<<<<<<<<<<<6 OSPELT<BECK<<MARISA<<<<<<<<<<<",
        "LIE | ID9875401 | OSPELT BECK | MARISA | 820512",
    ),
    _of(
        "MCO",
        "identity card; Arg0s1080/mrz",
        "I<MCO029067<<<0<<<<<<<<<<<<<<< 9901018F0903248MCO<<<<<<<<<<<0 SPECIMEN<<SPECIMEN<<<<<<<<<<<<",
        "MCO | 029067 | SPECIMEN | SPECIMEN | 990101",
    ),
)


def differences(specimen: Specimen) -> dict[str, tuple[object, object]]:
    """By field, what the specimen says and what is read; empty where all agree."""
    read = read_mrz(specimen.zone)
    said = {
        "issuing_country": specimen.country, "nationality": specimen.nationality, "birth_date": specimen.birth_date,
        "document_number": specimen.document_number, "family_name": specimen.family_name, "corrected": (),
        "given_names": specimen.given_names, "failed_checks": specimen.failed_checks, "problems": specimen.problems,
    }  # fmt: skip
    fields = {name: (value, getattr(read, name)) for name, value in said.items()}
    return {name: (value, got) for name, (value, got) in fields.items() if value != got}
