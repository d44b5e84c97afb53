"""People to search for: clean ones that no list has, and listed ones as they come to a bank.

Clean people have given and family names of one culture, a birth date and its nationality. Their names are common
ones, on purpose: who is alerted by mistake shares such a name with somebody listed.
"""

# ruff: noqa: RUF001 - a dotless i is what the Turks have
import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from backoffice.validation.births import birth_date, exchanged, year_alone, year_beside
from lambdas.shared.names.folding import folded
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.searches import Query

CULTURES = {
    "EGY SAU IRQ SYR JOR LBN YEM LBY": (
        "Mohammed Ahmed Ali Hassan Hussein Ibrahim Khaled Mahmoud Mustafa Omar Youssef Tarek Fatima Aisha Mariam Nour"
        " Layla Salma Rania Hana Amira Samir Karim Nabil Walid Bilal Hamza Zaid Faisal Majid",
        "Hassan Ibrahim Mansour Khalil Haddad Nasser Salem Saleh Farouk El-Sayed Abdelrahman Al-Harbi Al-Otaibi Al-Amri"
        " Khoury Najjar Shaheen Darwish Qasim Barakat Hamdan Al-Masri Suleiman Aziz Rashid Jaber Othman Badawi Zaki",
    ),
    "IRN AFG": (
        "Ali Reza Mohammad Hossein Mehdi Amir Hamid Saeed Majid Behnam Farhad Maryam Zahra Fatemeh Leila Shirin Parisa"
        " Nasrin Abdul Karim Ahmad Shah Najib Farid Navid Omid",
        "Ahmadi Hosseini Mohammadi Rezaei Karimi Moradi Jafari Rahimi Hashemi Sadeghi Ebrahimi Akbari Ghorbani Kazemi"
        " Tehrani Shirazi Noori Stanekzai Wardak Amini Nazari Azizi Farahani Mousavi",
    ),
    "PAK IND BGD": (
        "Muhammad Imran Asif Bilal Usman Tariq Rahul Sanjay Priya Anita Ayesha Sana Zainab Rajesh Vikram Arjun Deepak"
        " Farhan Shahid Nadeem Kamran Sunita Abdul Rafiq Jamal",
        "Khan Ahmed Malik Hussain Iqbal Butt Chaudhry Siddiqui Qureshi Sharma Singh Patel Kumar Gupta Rahman Islam"
        " Hossain Chowdhury Mirza Sheikh Reddy Verma Joshi Das",
    ),
    "RUS BLR UKR": (
        "Alexander Sergey Dmitry Andrey Alexey Vladimir Ivan Mikhail Nikolay Yuri Oleg Igor Olga Elena Natalia Tatiana"
        " Irina Anna Svetlana Maria Pavel Viktor Roman Denis Konstantin",
        "Ivanov Petrov Smirnov Kuznetsov Popov Sokolov Lebedev Kozlov Novikov Morozov Volkov Pavlov Semenov Golubev"
        " Vinogradov Bogdanov Fedorov Mikhailov Belov Tarasov Kovalenko Shevchenko Bondarenko Kravchenko Melnyk",
    ),
    "MEX COL ESP VEN CUB": (
        "Jose Juan Luis Carlos Miguel Jorge Pedro Francisco Jesus Manuel Maria Ana Carmen Rosa Guadalupe Laura Patricia"
        " Sofia Alejandro Fernando Ricardo Roberto Javier Rafael Diego",
        "Garcia Rodriguez Martinez Hernandez Lopez Gonzalez Perez Sanchez Ramirez Torres Flores Rivera Gomez Diaz Reyes"
        " Cruz Morales Ortiz Gutierrez Chavez Ramos Castillo Vargas Mendoza Romero",
    ),
    "CHN TWN SGP": (
        "Wei Fang Min Jing Lei Jun Yan Hua Xiaoming Jianguo Xiuying Guoqiang Yulan Zhiwei Haoran Meiling Jiayi Bo Ping"
        " Qiang Tao Ming Lihua Zhen Dong",
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Tang Song",
    ),
    "KOR PRK": (
        "Min-jun Seo-yeon Ji-hoon Hye-jin Sung-ho Young-soo Kyung-hee Jae-hyun Mi-sook Dong-hyun Chol-su Yong-ho Il-nam"
        " Kwang-su Un-ju",
        "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Ri Pak Hwang",
    ),
    "USA GBR NGA": (
        "James John Robert Michael William David Richard Joseph Thomas Charles Mary Patricia Jennifer Linda Elizabeth"
        " Susan Jessica Sarah Karen Emily Chinedu Emeka Ngozi Amina Ibrahim",
        "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Jackson Martin White"
        " Harris Clark Lewis Walker Okafor Okonkwo Adeyemi Bello Musa Eze",
    ),
    "DEU AUT FRA NLD": (
        "Thomas Michael Andreas Peter Stefan Anna Julia Laura Katharina Sabine Jean Pierre Marie Camille Nicolas Sophie"
        " Jan Pieter Anneke Willem Lukas Felix Hannah Lena Claude",
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Hoffmann Schäfer Martin Bernard Dubois Durand"
        " Moreau de-Vries van-Dijk Bakker Janssen Gruber Huber Bauer Klein Wolf Köhler",
    ),
    "TUR AZE": (
        "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Yusuf Murat Emre Ayşe Fatma Emine Zeynep Elif Merve Rashad"
        " Elchin Leyla Aysel",
        "Yılmaz Kaya Demir Şahin Çelik Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Aliyev"
        " Mammadov Hasanov Huseynov Guliyev",
    ),
    "SRB HRV BIH POL": (
        "Marko Nikola Milan Dragan Zoran Goran Jelena Ivana Milica Ana Piotr Krzysztof Andrzej Tomasz Anna Katarzyna"
        " Agnieszka Magdalena Stefan Luka",
        "Jovanović Petrović Nikolić Marković Đorđević Stojanović Ilić Horvat Kovačević Babić Hadžić Nowak Kowalski"
        " Wiśniewski Wójcik Kamiński Lewandowski Zieliński",
    ),
}  # fmt: skip
_MIDDLE_NAMES = 0.35
"""Share of clean people with a second given name."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to search for, and the entry that is meant; None of who is not listed."""

    query: Query
    entry_id: str | None = None


def clean(
    count: int, listed: Collection[frozenset[str]], chance: random.Random, countries: Collection[str] = ()
) -> Iterator[Person]:
    """People none of whom has a listed name, in whatever order (``listed``: the parts of each).

    ``countries``: those of whose culture they are (alpha-3); of all where none of these has one here.
    """
    cultures = [one for one in CULTURES.items() if not set(countries).isdisjoint(one[0].split())]
    made = 0
    while made < count:
        nationalities, (given, family) = chance.choice(cultures or list(CULTURES.items()))
        names = chance.sample(given.split(), 2 if chance.random() < _MIDDLE_NAMES else 1)
        name = " ".join([*names, chance.choice(family.split())])
        if frozenset(folded(name)) not in listed:
            yield Person(Query((name,), birth_date(chance), (chance.choice(nationalities.split()),)))
            made += 1


def listed(entry: Entry, name: str, chance: random.Random) -> Person:
    """The listed person under this spelling, with a country and a birth date that is often not quite as listed."""
    born = chance.choice(entry.birth_dates) if entry.birth_dates else None
    countries = (chance.choice(entry.countries),) if entry.countries else ()
    return Person(Query((name,), born and _as_told(born, chance), countries), entry.entry_id)


def _as_told(born: str, chance: random.Random) -> str:
    """As it is, its year alone, a year beside it, or with day and month in each other's place."""
    told = chance.random()
    if told < _YEAR_ONLY:
        return year_alone(born, chance) or born
    if told < _CIRCA:
        return year_beside(born, chance) or born
    if told < _SWAPPED:
        return exchanged(born, chance) or born
    return born


_YEAR_ONLY, _CIRCA, _SWAPPED = 0.1, 0.2, 0.3
