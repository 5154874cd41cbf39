"""Who and what is in the demo's studio."""

import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

STUDIO = "Kiln & Co"
PASSWORD = "clay-and-fire"  # noqa: S105 - the demo prints it
ADMIN = ("Maya Lindqvist", "maya@kiln.example", "471193")
STAFF = ("Tom Adeyemi", "tom@kiln.example", "220864")

HEROINE = "Ana Ruiz"
FRIEND = "Ben Okafor"
LATE_SLEEPER = "Chloé Dubois"

CUSTOMERS = (
    HEROINE,
    FRIEND,
    LATE_SLEEPER,
    "Dmitri Volkov",
    "Elif Kaya",
    "Farah Haddad",
    "Grace Mwangi",
    "Hiroshi Tanaka",
    "Imani Johnson",
    "Jonas Weber",
    "Katarzyna Nowak",
    "Liam O'Sullivan",
    "Maximiliane-Aleksandra Oyelaran-Featherstonehaugh",
    "Noor van den Berg",
    "Óscar Fernández",
    "Priya Raman",
    "Quentin Moreau",
    "Rosa Álvarez",
    "Søren Kjær",
    "Tamar Levi",
    "Uma Krishnan",
    "Viktor Horváth",
    "Wanjiru Kamau",
    "Xiadani Pérez",
    "Yusuf Demir",
    "Zoë Castellanos",
    "Aoife Byrne",
    "Bruno Costa",
    "Carmen Ortega",
    "Daniel Kim",
    "Esther Cohen",
    "Freja Holm",
    "Gabriel Santos",
    "Hanna Schäfer",
    "Ismail Chaudhry",
    "Julia Romano",
    "Kofi Mensah",
    "Lena Fischer",
    "Mateo García",
    "Nadia Petrova",
)

AT_THE_DOOR = CUSTOMERS[35:39]
"""Four who hold ready codes; Ana, Ben and Chloé book for themselves."""

ZONES = (
    "Pacific/Honolulu",
    "America/Los_Angeles",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Atlantic/Azores",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Brisbane",
    "Pacific/Noumea",
    "Pacific/Auckland",
)

AFTERNOON = 15.0


def afternoon_zone(now: datetime) -> ZoneInfo:
    """Return a zone in which it is about three in the afternoon: classes are on there, whenever the demo runs."""
    return min((ZoneInfo(name) for name in ZONES), key=lambda zone: abs(_hour(now.astimezone(zone)) - AFTERNOON))


def address_of(name: str) -> str:
    """Return a customer's e-mail address, in a domain that is nobody's."""
    decomposed = unicodedata.normalize("NFKD", name.lower())
    first, *rest = "".join(letter for letter in decomposed if letter == " " or "a" <= letter <= "z").split()
    return f"{first}.{rest[-1] if rest else 'x'}@mail.example"


def _hour(local: datetime) -> float:
    return local.hour + local.minute / 60
