"""Words that stand in names and say little or nothing of who it is, in capital Latin letters."""

from lambdas.shared.names.customs.rewriting import words

TITLES = words("DR PROF ING DIPL MAG MR MRS MS MISS SIR HERR FRAU DON DONA FREIHERR FREIFRAU GRAF GRAEFIN")
SUFFIXES = words("JR SR JUNIOR SENIOR FILHO NETO SOBRINHO II III IV")
"""They say which member of a family it is. Often left out; two different ones are two persons."""
PARTICLES = SUFFIXES | words(
    "A AF AL AP AS BEN BEY BIN BINT BINTE BINTI D DA DAS DE DEL DELLA DEN DER DES DI DO DOS DU E EL HAJ IBN LA LAS"
    " HAJJI LE LES LO LOS MC O OF OULD TEN TER THE UL VAN VD VOM VON WAL Y ZU ZUM ZUR"
)
"""Words that people leave out, or join to the next part: they alone do not make two names different."""
CONTRADICTIONS = tuple(map(frozenset, (("VAN", "THI"), ("BIN", "BINTI"), ("BIN", "BINT"), ("BIN", "BINTE"))))
"""Pairs of particles of which one is a man's and the other a woman's (son of, daughter of)."""
FAMILIES = (
    SUFFIXES, words("AL EL UL AS"), words("BIN IBN BEN OULD"), words("VAN VON VOM VD DE DEN DER TEN TER ZU ZUM ZUR"),
    words("A D DA DAS DE DEL DELLA DI DO DOS DU E EL LA LAS LE LES LO LOS Y"),
)  # fmt: skip
"""Groups of particles that are forms of one word, or written for each other. Particles of two groups may be names:
NGUYEN VAN AN is not NGUYEN LE AN."""
ABBREVIATIONS = {
    "MOHD": "MOHAMMED", "MUHD": "MOHAMMED", "MD": "MOHAMMED", "FCO": "FRANCISCO", "JOS": "JOSE",
    "GPE": "GUADALUPE", "ANT": "ANTONIO", "SOUZA": "SOUSA", "LUIZ": "LUIS", "THEREZA": "TERESA", "TEREZA": "TERESA",
    "QUEIROZ": "QUEIROS", "MANOEL": "MANUEL", "THIAGO": "TIAGO", "MATHEUS": "MATEUS",
    "ST": "SAINT", "STE": "SAINTE", "STA": "SANTA", "STO": "SANTO",
}  # fmt: skip
"""Names as documents shorten them, and Brazilian spellings, each with the full or Portuguese spelling."""
HONORIFICS = words("""
FNU LNU NFN NLN NMN NMI NMNI XXX UNK UNKNOWN NONE NIL DAUGHTER WIFE WIDOW ALIAS AKA NEE BORN ADMIRAL AMBASSADOR BARON
BISHOP BRIG BRIGADIER CAPT CAPTAIN CARDINAL CHAIRMAN CHIEF COL COLONEL COMMANDER COMMANDANT CORPORAL DEPUTY EXCELLENCY
GEN GENERAL GENERALMAJOR GOVERNOR HON HONORABLE HONOURABLE JUDGE LORD LADY LIEUTENANT LT LTC MAJ MAJOR MARSHAL
MINISTER OBERST PRAESIDENT PRASIDENT PREMIER PRESIDENT PRESIDENTE PRINCESS SENATOR SERGEANT SGT VICE COLONNELLO
GENERALE MINISTRE MINISTRO CORONEL CAPITAN TENIENTE BA BSC DIPLOM DOCTEUR DOCTOR DOKTOR DRS ENG ENGR ENGINEER ESQ
ESQUIRE LLB LLM MBA MSC PHD PROFESSOR PROFESSEUR ABBE BROTHER FATHER FR IMAM MOTHER PADRE PASTOR RABBI REV REVEREND
SISTER ALHAJ ALHAJI AYATOLLAH ALLAMA AKHUND AKHUNDZADA EFENDI HADJI HADJ HAJ HAJI HAJJ HAJJI HODJATOLESLAM
HOJJATOLESLAM MAULANA MAULAVI MAWLANA MAWLAWI MOLLA MOLVI MOULVI MULLA MULLAH QARI SAYED SAYID SAYYED SAYYID SEYED
SEYYED SYED SHAIK SHAIKH SHAYKH SHEIK SHEIKH CHEIKH USTAD USTADH USTAZ DAW BAPAK IBU SRI SHRI SHRIMATI SMT DATO DATUK
TENGKU TUNKU TUAN ENCIK PUAN HAJAH ATO WEIZERO HERR FRAU MONSIEUR MADAME MADAM MME MLLE MISTER SENOR SENORA DONA
SIGNOR SIGNORA
""")
"""Words for a name that is not known (FNU: first name unknown, NMN: no middle name), ranks and degrees, and how people
are addressed. Some are also somebody's name, so they stay in a name, but say next to nothing."""
INITIALS = words("CH DH DZ IA IE IU KH PH PS SH SHCH SS TH TS TT ZH ZZ")
"""Letters of the Cyrillic, Greek and Arabic scripts that are several in Latin (Ж, Ψ, خ): initials, no names."""
PATRONYMIC = "..(?:[OE]V[IY](?:T?S?CH|CZ|C)|[OE]VN[AY]|I[TS]?CHN[AY]|OGLU|OGLY|OGHLU|KYZY|QIZI|KIZI)$"
"""Endings of the father's name in what Russians, Ukrainians and their neighbours are called."""
