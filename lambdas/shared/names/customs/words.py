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
