"""Units: what a number may carry. Quantities of one dimension are compared in its base unit."""

from __future__ import annotations

from specc.schema.rows import Unit

# Currencies in circulation, ISO 4217. Each is its own dimension: amounts in two currencies never compare.
_CURRENCIES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN "
    "BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW "
    "KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
    "NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED "
    "VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG "
)
CURRENCIES = frozenset(_CURRENCIES.split())

# Units of measured columns: no conversion, each compares with itself alone.
_MEASURES = (
    "mm cm m km in ft yd mi nmi g kg t oz lb ml l gal m2 km2 ha ft2 m3 km_h mph kn m_s Hz kHz MHz GHz "
    "W kW MW Wh kWh MWh J kJ kcal V mV A mA Pa hPa kPa bar mb psi degC degF K deg rad mmol mg ug px "
    "dB lx ppm bpm "
)
MEASURES = frozenset(_MEASURES.split())

UNITS: tuple[Unit, ...] = (
    Unit("%", "share", 0.01, "Hundredths: a share, 0 to 1."),
    Unit("pp", "points", 0.01, "Percentage points: the difference of two shares."),
    Unit("ms", "duration", 0.001, "Milliseconds."),
    Unit("s", "duration", 1, "Seconds."),
    Unit("min", "duration", 60, "Minutes."),
    Unit("h", "duration", 3600, "Hours."),
    Unit("d", "duration", 86400, "Days of 24 hours."),
    Unit("w", "duration", 604800, "Weeks of 7 days."),
    Unit("B", "bytes", 1, "Bytes."),
    Unit("kB", "bytes", 1000, "1,000 bytes."),
    Unit("MB", "bytes", 1000**2, "1,000,000 bytes."),
    Unit("GB", "bytes", 1000**3, "1,000,000,000 bytes."),
    Unit("KiB", "bytes", 1024, "1,024 bytes."),
    Unit("MiB", "bytes", 1024**2, "1,024 KiB."),
    Unit("GiB", "bytes", 1024**3, "1,024 MiB."),
    Unit("TiB", "bytes", 1024**4, "1,024 GiB."),
)

BY_NAME: dict[str, Unit] = {unit.name: unit for unit in UNITS}

EXAMPLES = {
    "share": "`5%`",
    "points": "`2pp`",
    "duration": "`15min`",
    "bytes": "`40MiB`",
    "money": "`0.04 USD`",
}


def dimension(unit: str) -> str:
    """`share`, `points`, `duration`, `bytes`, `money`, `measure`, or an empty string for an unknown unit."""
    row = BY_NAME.get(unit)
    if row is not None:
        return row.dimension
    return "money" if unit in CURRENCIES else "measure" if unit in MEASURES else ""


def known_units() -> list[str]:
    """Every unit's name, for suggestions."""
    return [*BY_NAME, *sorted(CURRENCIES), *sorted(MEASURES)]


def in_base(value: int | float, unit: str) -> int | float:
    """The number in the base unit of its dimension, exact to the decimal text: `98.5%` is 0.985."""
    row = BY_NAME.get(unit)
    if row is None:
        return value
    if row.dimension in ("share", "points"):
        return value / 100
    if row.factor == 0.001:
        return value / 1000
    result = value * row.factor
    return int(result) if result == int(result) and row.dimension == "bytes" else result
