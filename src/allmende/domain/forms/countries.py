"""States of the world by ISO 3166-1 alpha-2 code.

German names: state list of the Federal Statistical Office, edition 2024-08-01
(urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staat_2024-08-01). English names: Unicode CLDR.
At the end: areas that issue travel documents without being in that list, and people without a state.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from allmende.domain.values import Text

_TABLE = """\
AF|Afghanistan|Afghanistan
EG|Ägypten|Egypt
AL|Albanien|Albania
DZ|Algerien|Algeria
AD|Andorra|Andorra
AO|Angola|Angola
AG|Antigua und Barbuda|Antigua & Barbuda
GQ|Äquatorialguinea|Equatorial Guinea
SY|Arabische Republik Syrien|Syria
AR|Argentinien|Argentina
AM|Armenien|Armenia
AZ|Aserbaidschan|Azerbaijan
ET|Äthiopien|Ethiopia
AU|Australien|Australia
BS|Bahamas|Bahamas
BH|Bahrain|Bahrain
BD|Bangladesch|Bangladesh
BB|Barbados|Barbados
BY|Belarus|Belarus
BE|Belgien|Belgium
BZ|Belize|Belize
BJ|Benin|Benin
BT|Bhutan|Bhutan
VE|Bolivarische Republik Venezuela|Venezuela
BA|Bosnien und Herzegowina|Bosnia & Herzegovina
BW|Botsuana|Botswana
BR|Brasilien|Brazil
BN|Brunei Darussalam|Brunei
BG|Bulgarien|Bulgaria
BF|Burkina Faso|Burkina Faso
BI|Burundi|Burundi
CV|Cabo Verde|Cape Verde
CL|Chile|Chile
CN|China|China
CK|Cookinseln|Cook Islands
CR|Costa Rica|Costa Rica
CI|Côte d’Ivoire|Côte d’Ivoire
DK|Dänemark|Denmark
CD|Demokratische Republik Kongo|Congo - Kinshasa
KP|Demokratische Volksrepublik Korea|North Korea
LA|Demokratische Volksrepublik Laos|Laos
DE|Deutschland|Germany
DM|Dominica|Dominica
DO|Dominikanische Republik|Dominican Republic
DJ|Dschibuti|Djibouti
EC|Ecuador|Ecuador
SV|El Salvador|El Salvador
ER|Eritrea|Eritrea
EE|Estland|Estonia
SZ|Eswatini|Eswatini
FJ|Fidschi|Fiji
FI|Finnland|Finland
FM|Föderierte Staaten von Mikronesien|Micronesia
FR|Frankreich|France
GA|Gabun|Gabon
GM|Gambia|Gambia
GE|Georgien|Georgia
GH|Ghana|Ghana
GD|Grenada|Grenada
GR|Griechenland|Greece
GT|Guatemala|Guatemala
GN|Guinea|Guinea
GW|Guinea-Bissau|Guinea-Bissau
GY|Guyana|Guyana
HT|Haiti|Haiti
HN|Honduras|Honduras
IN|Indien|India
ID|Indonesien|Indonesia
IQ|Irak|Iraq
IE|Irland|Ireland
IR|Islamische Republik Iran|Iran
IS|Island|Iceland
IL|Israel|Israel
IT|Italien|Italy
JM|Jamaika|Jamaica
JP|Japan|Japan
YE|Jemen|Yemen
JO|Jordanien|Jordan
KH|Kambodscha|Cambodia
CM|Kamerun|Cameroon
CA|Kanada|Canada
KZ|Kasachstan|Kazakhstan
QA|Katar|Qatar
KE|Kenia|Kenya
KG|Kirgisistan|Kyrgyzstan
KI|Kiribati|Kiribati
CO|Kolumbien|Colombia
KM|Komoren|Comoros
CG|Kongo|Congo - Brazzaville
NL|Königreich der Niederlande|Netherlands
XK|Kosovo|Kosovo
HR|Kroatien|Croatia
CU|Kuba|Cuba
KW|Kuwait|Kuwait
LS|Lesotho|Lesotho
LV|Lettland|Latvia
LB|Libanon|Lebanon
LR|Liberia|Liberia
LY|Libyen|Libya
LI|Liechtenstein|Liechtenstein
LT|Litauen|Lithuania
LU|Luxemburg|Luxembourg
MG|Madagaskar|Madagascar
MW|Malawi|Malawi
MY|Malaysia|Malaysia
MV|Malediven|Maldives
ML|Mali|Mali
MT|Malta|Malta
MA|Marokko|Morocco
MH|Marshallinseln|Marshall Islands
MR|Mauretanien|Mauritania
MU|Mauritius|Mauritius
MX|Mexiko|Mexico
MC|Monaco|Monaco
MN|Mongolei|Mongolia
ME|Montenegro|Montenegro
MZ|Mosambik|Mozambique
MM|Myanmar|Myanmar (Burma)
NA|Namibia|Namibia
NR|Nauru|Nauru
NP|Nepal|Nepal
NZ|Neuseeland|New Zealand
NI|Nicaragua|Nicaragua
NE|Niger|Niger
NG|Nigeria|Nigeria
NU|Niue|Niue
MK|Nordmazedonien|North Macedonia
NO|Norwegen|Norway
OM|Oman|Oman
AT|Österreich|Austria
PK|Pakistan|Pakistan
PW|Palau|Palau
PA|Panama|Panama
PG|Papua-Neuguinea|Papua New Guinea
PY|Paraguay|Paraguay
PE|Peru|Peru
PH|Philippinen|Philippines
BO|Plurinationaler Staat Bolivien|Bolivia
PL|Polen|Poland
PT|Portugal|Portugal
KR|Republik Korea|South Korea
MD|Republik Moldau|Moldova
RW|Ruanda|Rwanda
RO|Rumänien|Romania
RU|Russische Föderation|Russia
SB|Salomonen|Solomon Islands
ZM|Sambia|Zambia
WS|Samoa|Samoa
SM|San Marino|San Marino
ST|São Tomé und Príncipe|São Tomé & Príncipe
SA|Saudi-Arabien|Saudi Arabia
SE|Schweden|Sweden
CH|Schweiz|Switzerland
SN|Senegal|Senegal
RS|Serbien|Serbia
SC|Seychellen|Seychelles
SL|Sierra Leone|Sierra Leone
ZW|Simbabwe|Zimbabwe
SG|Singapur|Singapore
SK|Slowakei|Slovakia
SI|Slowenien|Slovenia
SO|Somalia|Somalia
ES|Spanien|Spain
LK|Sri Lanka|Sri Lanka
KN|St. Kitts und Nevis|St. Kitts & Nevis
LC|St. Lucia|St. Lucia
VC|St. Vincent und die Grenadinen|St. Vincent & Grenadines
ZA|Südafrika|South Africa
SD|Sudan|Sudan
SS|Südsudan|South Sudan
SR|Suriname|Suriname
TJ|Tadschikistan|Tajikistan
TH|Thailand|Thailand
TL|Timor-Leste|Timor-Leste
TG|Togo|Togo
TO|Tonga|Tonga
TT|Trinidad und Tobago|Trinidad & Tobago
TD|Tschad|Chad
CZ|Tschechien|Czechia
TN|Tunesien|Tunisia
TR|Türkei|Türkiye
TM|Turkmenistan|Turkmenistan
TV|Tuvalu|Tuvalu
UG|Uganda|Uganda
UA|Ukraine|Ukraine
HU|Ungarn|Hungary
UY|Uruguay|Uruguay
UZ|Usbekistan|Uzbekistan
VU|Vanuatu|Vanuatu
VA|Vatikanstadt|Vatican City
AE|Vereinigte Arabische Emirate|United Arab Emirates
TZ|Vereinigte Republik Tansania|Tanzania
US|Vereinigte Staaten|United States
GB|Vereinigtes Königreich|United Kingdom
VN|Vietnam|Vietnam
CF|Zentralafrikanische Republik|Central African Republic
CY|Zypern|Cyprus
PS|Palästinensische Gebiete|Palestinian territories
TW|Taiwan|Taiwan
ZZ|Staatenlos oder ungeklärt|Stateless or unclear
"""


def _read(table: str) -> dict[str, Text]:
    rows = (line.split("|") for line in table.splitlines())
    return {code: Text(de=german, en=english) for code, german, english in rows}


COUNTRIES: Mapping[str, Text] = MappingProxyType(_read(_TABLE))
"""Code to name, in German alphabetical order, special cases last."""
