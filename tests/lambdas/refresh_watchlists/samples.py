"""Lists in the forms in which they are published, small and of invented people."""

# ruff: noqa: RUF001 - names in other scripts

from pathlib import Path

_SDN = [
    '101,"BEISPIEL, Otto Erfunden","individual","EXAMPLE-1",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    "\"DOB 02 Jan 1958; alt. DOB circa 1960; POB Valletta, Malta; nationality Iran; Gender Male; a.k.a. 'DER OTTO'.\"",
    '102,"EXAMPLE TRADING LTD",-0- ,"EXAMPLE-2",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Organization Establishe"',
]
_ALT = ['101,7,"aka","PRZYKLAD, Otto",-0- ']
_COMMENTS = ["102,\"d as of 2026; a.k.a. 'EXAMPLE'.\""]
_CONS = [
    '201,"AL-NAMUDHAJ, Salma","individual","NS-EXAMPLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB 04 May 1962; POB Gaza;"',
    '202,"EXAMPLE HOLDING",-0- ,"NS-EXAMPLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ',
    '203,"half a row"',
]
_CONS_ALT = ['201,9,"aka","AL NAMOODAJ, Salmah",-0- ']
_CONS_ADD = ['201,9,-0- ,"Hebron, West Bank","Palestinian",-0- ']
_CONS_COMMENTS = ["201,\" Gender Female; a.k.a. 'UMM MITHAL'.\""]
_ADD = ['101,8,-0- ,"Berlin","Germany",-0- ']

SDN_XML = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
  <publshInformation><Publish_Date>11/20/2026</Publish_Date><Record_Count>3</Record_Count></publshInformation>
  <sdnEntry>
    <uid>101</uid><firstName>Otto Erfunden</firstName><lastName>BEISPIEL</lastName><sdnType>Individual</sdnType>
    <programList><program>EXAMPLE-1</program></programList>
    <idList><id><uid>1</uid><idType>Gender</idType><idNumber>Male</idNumber></id></idList>
    <akaList>
      <aka><uid>7</uid><type>a.k.a.</type><category>strong</category><lastName>PRZYKLAD</lastName>
        <firstName>Otto</firstName></aka>
      <aka><uid>8</uid><type>a.k.a.</type><category>weak</category><lastName>DER OTTO</lastName></aka>
    </akaList>
    <addressList><address><uid>8</uid><city>Berlin</city><country>Germany</country></address></addressList>
    <nationalityList><nationality><uid>1</uid><country>Iran</country><mainEntry>true</mainEntry></nationality></nationalityList>
    <dateOfBirthList>
      <dateOfBirthItem><uid>1</uid><dateOfBirth>02 Jan 1958</dateOfBirth><mainEntry>true</mainEntry></dateOfBirthItem>
      <dateOfBirthItem><uid>2</uid><dateOfBirth>circa 1960</dateOfBirth><mainEntry>false</mainEntry></dateOfBirthItem>
    </dateOfBirthList>
    <placeOfBirthList>
      <placeOfBirthItem><uid>1</uid><placeOfBirth>Valletta, Malta</placeOfBirth></placeOfBirthItem>
    </placeOfBirthList>
  </sdnEntry>
  <sdnEntry><uid>102</uid><lastName>EXAMPLE TRADING LTD</lastName><sdnType>Entity</sdnType>
    <programList><program>EXAMPLE-2</program></programList></sdnEntry>
  <sdnEntry><uid>103</uid><lastName>EXAMPLE STAR</lastName><sdnType>Vessel</sdnType>
    <vesselInfo><callSign>X</callSign><vesselFlag>Panama</vesselFlag></vesselInfo></sdnEntry>
</sdnList>
"""

UN_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<CONSOLIDATED_LIST dateGenerated="2026-11-20T00:00:00.000Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>6900001</DATAID><FIRST_NAME>FARIS</FIRST_NAME><SECOND_NAME>HAMDAN</SECOND_NAME>
      <THIRD_NAME>AL-NAMUDHAJI</THIRD_NAME><UN_LIST_TYPE>Example</UN_LIST_TYPE>
      <REFERENCE_NUMBER>EXi.001</REFERENCE_NUMBER><GENDER>Male</GENDER>
      <NAME_ORIGINAL_SCRIPT>فارس النموذجي</NAME_ORIGINAL_SCRIPT>
      <NATIONALITY><VALUE>Kuwait</VALUE></NATIONALITY>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY>
        <ALIAS_NAME>Fares al Namoudhaji; Farees al Namodaji (birth name)</ALIAS_NAME>
        <DATE_OF_BIRTH>1970-02-05</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Mithal (original script: Абу Миталь)</ALIAS_NAME>
        <NOTE>born 16 Dec. 1968, passport no. 284158, expires 21 August 2005</NOTE></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ADDRESS><COUNTRY>Yemen</COUNTRY></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_ADDRESS><COUNTRY>United Kingdom of Great Britain and Northern Ireland</COUNTRY></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1971-03-04-05:00</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>Invalid date</DATE><YEAR>1965</YEAR>
      </INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1963</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1955</FROM_YEAR><TO_YEAR>1956</TO_YEAR>
        <NOTE>Approximately</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1975</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1980</FROM_YEAR><TO_YEAR>1981</TO_YEAR>
      </INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH><COUNTRY/></INDIVIDUAL_PLACE_OF_BIRTH>
    </INDIVIDUAL>
    <INDIVIDUAL><DATAID>6900002</DATAID><UN_LIST_TYPE>Example</UN_LIST_TYPE>
      <REFERENCE_NUMBER>EXi.002</REFERENCE_NUMBER></INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY>
      <DATAID>6900003</DATAID><FIRST_NAME>FICTITIOUS MINERALS</FIRST_NAME><UN_LIST_TYPE>Example</UN_LIST_TYPE>
      <REFERENCE_NUMBER>EXe.001</REFERENCE_NUMBER>
      <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>FM Holding</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ADDRESS><COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS>
    </ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>
"""

EU_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-11-20T10:00:00.000+01:00">
  <sanctionEntity euReferenceNumber="EU.1.11" logicalId="901">
    <regulation programme="EXA" regulationType="regulation"/>
    <subjectType code="person" classificationCode="P"/>
    <nameAlias firstName="Bozena" middleName="" lastName="Przykladowska" wholeName="Bozena Przykladowska" gender="F"
      strong="true"/>
    <nameAlias firstName="B." middleName="" lastName="Fikcyjna" wholeName="" strong="true"/>
    <nameAlias wholeName="Bozka" strong="false"/>
    <citizenship countryIso2Code="PL"/><citizenship countryIso2Code="CS"/><citizenship countryIso2Code="00"/>
    <birthdate circa="false" calendarType="GREGORIAN" birthdate="1977-08-09" countryIso2Code="LT"/>
    <birthdate circa="true" calendarType="GREGORIAN" year="1979" countryIso2Code="00"/>
    <birthdate circa="false" calendarType="GREGORIAN" yearRangeFrom="1985" yearRangeTo="1986" countryIso2Code="00"/>
    <birthdate circa="false" calendarType="ISLAMIC" year="1390" countryIso2Code="00"/>
  </sanctionEntity>
  <sanctionEntity euReferenceNumber="EU.1.11" logicalId="901">
    <regulation programme="EXB" regulationType="regulation"/>
    <subjectType code="person" classificationCode="P"/>
    <nameAlias wholeName="Bozka" strong="true"/>
    <address countryIso2Code="BY"/>
  </sanctionEntity>
  <sanctionEntity euReferenceNumber="EU.2.22" logicalId="902">
    <subjectType code="enterprise" classificationCode="E"/>
    <nameAlias wholeName="Example Harbour Trading" strong="true"/>
  </sanctionEntity>
  <sanctionEntity euReferenceNumber="EU.3.33" logicalId="903">
    <subjectType code="person" classificationCode="P"/>
  </sanctionEntity>
</export>
"""

UK_CSV = '''Report Date: 20-Nov-2026
Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,\
Alias strength,Title,Name non-latin script,Regime Name,Designation Type,Other Information,Address Country,D.O.B,\
Nationality(/ies),Gender,Country of birth,Current believed flag of ship
20/11/2026,EXA0001,1,,Voorbeeld,Cornelis,van,den,,,Primary Name,,Mr,,The Example Regulations 2026,Individual,\
"Two lines
of text, one ""quoted""",,19/09/1950,(1) Netherlands (2) Belgium,Male,Suriname,
20/11/2026,EXA0001,1,,Kees,,,,,,Alias,Low quality a.k.a,,,The Example Regulations 2026,Individual,,,dd/mm/1951,,Male,,
20/11/2026,EXA0001,1,,Voorbeeld,Kornelis,,,,,Alias,Good quality a.k.a,,Корнелис,The Example Regulations 2026,Individual\
,,,,,,,
20/11/2026,EXA0002,2,,EXAMPLE STAR,,,,,,Primary Name,,,,The Example Regulations 2026,Ship,,,,,,,Panama
20/11/2026,EXA0003,3,,Nobody,,,,,,Primary Name,,,,The Example Regulations 2026,Planet,,,,,,,
20/11/2026,,4,,Numberless,,,,,,Primary Name,,,,The Example Regulations 2026,Entity,,,,,,,
'''

SECO_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<swiss-sanctions-list list-type="whole-list" date="2026-11-20">
  <sanctions-program ssid="20"><program-key lang="eng">Example</program-key></sanctions-program>
  <target ssid="100">
    <sanctions-set-id>4387</sanctions-set-id>
    <individual sex="male">
      <identity ssid="1" main="true">
        <name ssid="2" name-type="primary-name" quality="good">
          <name-part ssid="4" order="2" name-part-type="given-name"><value>Aljaksandr</value>
            <spelling-variant script="LATN">Alexander</spelling-variant></name-part>
          <name-part ssid="3" order="1" name-part-type="family-name"><value>Prykladau</value>
            <spelling-variant script="LATN">Prikladov</spelling-variant>
            <spelling-variant script="LATN">Prykladaw</spelling-variant>
            <spelling-variant script="CYRL">Прыкладаў</spelling-variant></name-part>
          <name-part ssid="5" order="3" name-part-type="title"><value>Dr.</value></name-part>
        </name>
        <name ssid="6" name-type="alias" quality="low">
          <name-part ssid="7" order="1" name-part-type="whole-name"><value>Sascha</value></name-part></name>
        <day-month-year ssid="8" day="3" month="8" year="1954" calendar="Gregorian"/>
        <day-month-year ssid="9" year="1956" calendar="Gregorian"/>
        <nationality ssid="10"><country iso-code="BY">Belarus</country></nationality>
        <place-of-birth ssid="11" place-id="900"/><address ssid="12" place-id="901"/>
      </identity>
    </individual>
    <modification modification-type="amended" effective-date="2026-03-16">
      <removed><target ssid="100"><individual><identity><name>
        <name-part order="1"><value>Earlier Name</value></name-part>
      </name></identity></individual></target></removed></modification>
    <modification modification-type="de-listed" effective-date="2016-03-01"/>
  </target>
  <target ssid="101"><entity><identity main="true"><name name-type="primary-name" quality="good">
    <name-part order="1" name-part-type="whole-name"><value>Beispielwerke (BW)</value></name-part></name></identity>
    </entity><modification modification-type="listed" effective-date="2022-03-16"/></target>
  <target ssid="102"><individual><identity main="true"><name><name-part order="1"><value>Gone</value></name-part></name>
    </identity></individual><modification modification-type="amended" effective-date="2015-11-18"/>
    <modification modification-type="de-listed" effective-date="2016-03-01"/></target>
  <target ssid="103"><individual/></target>
  <place ssid="900"><location>Musterstadt</location><country>Ukraine</country></place>
  <place ssid="901"><location>Musterort</location></place>
</swiss-sanctions-list>
"""

PEPS_CSV = """id,schema,name,aliases,birth_date,countries,dataset
pep-1,Person,Margareta Beispielsdottir,Greta Beispielsdottir,1961-05-17;1962,is;xx,Fictional persons
pep-2,Song,No Person,,,,Fictional persons
"""

SUPPLEMENT = """{"parties":[
  {"id":"oj-1","type":"individual","names":["Zdenka Ukázková","Zdenka Sample"],"weak_names":["Zdena"],
   "birth_dates":["1971-02-03","1972"],"countries":["CZE"],"gender":"F",
   "source":"Regulation 2026/9999","source_date":"2026-11-24"},
  {"id":"oj-2","type":"entity","names":["Ukázka Trading (UT)"],
   "source":"Regulation 2026/9999","source_date":"2026-11-24"}
]}"""

FILES = {
    "sdn.csv": "\n".join(_SDN),
    "alt.csv": "\n".join(_ALT),
    "add.csv": "\n".join(_ADD),
    "sdn_comments.csv": "\n".join(_COMMENTS),
    "cons_prim.csv": "\n".join(_CONS),
    "cons_alt.csv": "\n".join(_CONS_ALT),
    "cons_add.csv": "\n".join(_CONS_ADD),
    "cons_comments.csv": "\n".join(_CONS_COMMENTS),
    "supplement.json": SUPPLEMENT,
    "seco.xml": SECO_XML,
    "sdn.xml": SDN_XML,
    "consolidated.xml": UN_XML,
    "fsf.xml": EU_XML,
    "UK-Sanctions-List.csv": UK_CSV,
    "peps.csv": PEPS_CSV,
}


def write(folder: Path, *names: str) -> Path:
    """The folder, with these files in it, or all but the XML form of OFAC's list."""
    folder.mkdir(exist_ok=True)
    for name in names or (name for name in FILES if name != "sdn.xml"):
        (folder / name).write_text(FILES[name], encoding="utf-8")
    return folder
