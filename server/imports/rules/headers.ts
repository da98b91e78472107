// What a column means, by its name: an alias table in Dutch, English, French and German, and the names of Koha.
import { fold } from '../../../lib/fold.ts';
import type { ImportKind, Target } from './mapping.ts';

/** The 84 columns of Koha's patron file; most of its names recognise it. */
export const kohaColumns = (
  'cardnumber surname firstname middle_name title othernames initials pronouns streetnumber streettype address address2 city state ' +
  'zipcode country email phone mobile fax emailpro phonepro B_streetnumber B_streettype B_address B_address2 B_city B_state B_zipcode ' +
  'B_country B_email B_phone dateofbirth branchcode categorycode dateenrolled dateexpiry password_expiration_date date_renewed ' +
  'gonenoaddress lost debarred debarredcomment contactname contactfirstname contacttitle borrowernotes relationship sex password secret ' +
  'auth_method flags userid opacnote contactnote sort1 sort2 altcontactfirstname altcontactsurname altcontactaddress1 altcontactaddress2 ' +
  'altcontactaddress3 altcontactstate altcontactzipcode altcontactcountry altcontactphone smsalertnumber sms_provider_id privacy ' +
  'privacy_guarantor_fines privacy_guarantor_checkouts checkprevcheckout updated_on lastseen lang login_attempts overdrive_auth_token ' +
  'anonymized autorenew_checkouts primary_contact_method patron_attributes guarantor_relationship guarantor_id'
).split(' ');

const koha: Record<string, Target> = {
  cardnumber: 'cardNumber',
  surname: 'lastName',
  firstname: 'firstName',
  streetnumber: 'houseNumber',
  address: 'street',
  city: 'city',
  zipcode: 'postcode',
  country: 'country',
  email: 'email',
  phone: 'phone',
  mobile: 'mobile',
  dateofbirth: 'birthOn',
  branchcode: 'branch',
  categorycode: 'category',
  dateenrolled: 'memberSince',
  dateexpiry: 'memberUntil',
  borrowernotes: 'notes',
  sex: 'gender',
  lang: 'language',
  guarantor_id: 'guardian',
};

// words as they stand in headers, folded and without spaces, dots, dashes and underscores
const people: Record<string, string> = {
  cardNumber:
    'cardnumber kaartnummer kaartnr lenersnummer lenernummer pasnummer pasnr lidnummer lidkaartnummer lidkaart barcode borrowerbarcode lenersbarcode numerodecarte numcarte cartelecteur numerolecteur kartennummer ausweisnummer benutzernummer card kaart pas affiliationnumber',
  number:
    'id patronid borrowernumber lenerid klantnummer klantid klantnr customernumber customerid personid persoonid nummer externalid externid studentnummer stamboeknummer identifiant kundennummer patronnumber',
  firstName: 'firstname voornaam voornamen roepnaam prenom vorname givenname forename first',
  prefix: 'tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels prefix infix tv namensvorsatz middle',
  lastName: 'lastname surname achternaam familienaam nom nomdefamille nachname familyname last',
  fullName: 'naam name volledigenaam fullname nomcomplet contactnaam lener borrowername weergavenaam',
  birthOn:
    'dateofbirth birthdate birthday dob geboortedatum geboren gebdatum geboorte datedenaissance naissance geburtsdatum geburtstag gebdat birthon',
  gender: 'sex gender geslacht sexe genre geschlecht mv',
  email: 'email emailadres emailaddress mail mailadres courriel adressemail adresseemail emailadresse epost mailadresse email1',
  phone: 'phone telefoon telefoonnummer telefoonnr tel telephone telnr vast vastetelefoon telefon telefonnummer phonenumber',
  mobile: 'mobile gsm gsmnummer mobiel mobieletelefoon mobielnummer cellphone cell handy portable mobil mobilnummer smsalertnumber sms',
  street: 'street straat straatnaam rue strasse streetname',
  houseNumber: 'streetnumber housenumber huisnummer huisnr nr numeroderue hausnummer housenr numerodemaison',
  box: 'box bus busnummer busnr boite toevoeging huisnummertoevoeging bte addition',
  address: 'address adres adresse anschrift straatennummer straathuisnummer address1 adres1 adresregel1 straatnr streetaddress',
  postcode: 'zipcode zip postcode postalcode codepostal plz postleitzahl postnummer postcodenl',
  city: 'city gemeente plaats woonplaats stad ville localite commune ort stadt town plaatsnaam',
  country: 'country land pays landcode countrycode',
  language: 'lang language taal langue sprache taalcode voorkeurstaal languagecode',
  branch:
    'branchcode branch vestiging vestigingscode filiaal filiaalcode bibliotheek thuisbibliotheek homebranch library libraryid locatie succursale zweigstelle agence homelibrary',
  category:
    'categorycode category categorie lenerscategorie lenerscat lenerstype lidmaatschapstype lenerssoort patroncategory patrongroup patrontype abonnement abonnementstype tarief lezerscategorie borrowercategory kategorie categorieid categoryid',
  memberSince:
    'dateenrolled enrolled enrollmentdate lidsinds inschrijvingsdatum inschrijfdatum datuminschrijving begindatum startdatum dateinscription anmeldedatum membersince registered ingeschrevenop lidvanaf',
  memberUntil:
    'dateexpiry expiry expirydate expirationdate lidtot vervaldatum einddatum geldigtot datumeinde eindelidmaatschap dateexpiration ablaufdatum memberuntil gultigbis valideau eindelid lidtm geldigtm lidtotenmet geldigtotenmet lidmaatschaptot',
  guardian: 'guarantorid guarantor guardian voogd ouder oudernummer gezinshoofd guardiancard lenersnummerouder garant',
  notes: 'notes borrowernotes opmerking opmerkingen notitie notities bemerking remarque remarques bemerkungen note staffnotes commentaar',
};

const lending: Record<string, string> = {
  loanId: 'issueid loanid checkoutid uitleningid uitleenid transactieid uitleennummer transactionid pretid',
  cardNumber: people.cardNumber!.replace('barcode ', ''),
  number: people.number!.replace('id ', ''),
  itemKey:
    'itemkey itembarcode barcode exemplaar exemplaarnummer exemplaarnr exemplaarbarcode objectnummer objectnr itemnumber itemid item streepjescode codebarres mediennummer exemplaire copy kopie',
  title: 'title titel titre hoofdtitel booktitle',
  author: 'author auteur autor schrijver verfasser creator',
  branch: people.branch!,
  material:
    'itype itemtype material materiaal materiaalsoort materiaaltype soort drager mediatype materialtype medium typededocument medienart objectsoort ccode',
  world: 'world wereld thema rubriek genre plaatskenmerk collectie collection location zisograbriek siso onderwerp',
  audience: 'audience doelgroep leeftijdsgroep jeugdvolwassenen public publiek leeftijd zielgruppe',
  renewals: 'renewals renewalscount aantalverlengingen verlengingen verlengd renouvellements verlangerungen',
  loanedOn:
    'issuedate checkoutdate loandate loanedon uitleendatum uitgeleend uitgeleendop datumuitlening ontleend ontleendop leendatum datepret ausleihdatum dateofloan uitleningsdatum datumuitleen checkout',
  dueOn:
    'datedue duedate dueon inleverdatum terugtegenop terugop uiterlijkeinleverdatum vervaldatum dateretourprevue falligam ruckgabebis retourdatum inlevervoor',
  returnedOn:
    'returndate returned returnedon checkindate ingeleverd ingeleverdop teruggebracht teruggebrachtop datumterug dateretour ruckgabedatum innamedatum datumingeleverd',
};

const tables = { patrons: byWord(people), loans: byWord(lending) };

function byWord(table: Record<string, string>): Map<string, Target> {
  return new Map(
    Object.entries(table).flatMap(([target, words]) => words.split(' ').map((word): [string, Target] => [word, target as Target])),
  );
}

/** A header as it is compared: folded, letters and figures only. */
export function headerWord(name: string): string {
  return fold(name).replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Most of the columns that only Koha has: then its table holds, whatever the order and whatever is added. */
export function isKoha(columns: readonly string[]): boolean {
  const known = new Set(kohaColumns);
  const found = columns.filter((column) => known.has(column)).length;
  return (
    columns.includes('cardnumber') &&
    columns.includes('surname') &&
    found >= Math.min(12, columns.length * 0.8) &&
    columns.includes('branchcode')
  );
}

/** What a column means by its name; undefined when the name says nothing. */
export function targetOf(kind: ImportKind, column: string, fromKoha: boolean): Target | undefined {
  if (fromKoha) return Object.hasOwn(koha, column) ? koha[column] : undefined;
  return tables[kind].get(headerWord(column));
}

const permissionWords =
  /consent|toestemming|permission|opt-?_? ?(in|out)|unsubscri|subscri|uitgeschreven|afgemeld|nieuwsbrief|newsletter|akkoord|accord|einwilligung|gdpr|\bavg\b|\bmailings?(?! ?ad)|mailing ?li[sj]|marketing|privacy/i;
const rightsWords =
  /tenant|\brole?s?\b|\brol(len)?\b|\bflags\b|password|wachtwoord|mot de passe|passwort|\bsecret\b|auth_method|\btoken\b|api.?key|\badmin\b/i;

/**
 * Columns no import may write: permission to send mail comes from the person and stands on proof,
 * rights and environments are no data about readers. Undefined for every other column.
 */
export function refusalOf(column: string): 'permission' | 'rights' | undefined {
  const words = column.replaceAll('_', ' ');
  if (rightsWords.test(column) || rightsWords.test(words)) return 'rights';
  if (permissionWords.test(column) || permissionWords.test(words)) return 'permission';
  return undefined;
}

/** Our own columns in front of a quarantine file; they mean nothing when the mended file comes back. */
export const quarantineColumns = ['kaartbak_regel', 'kaartbak_kolom', 'kaartbak_reden'] as const;

/** Header cells as column names: never empty, never twice. "naam", "naam" become "naam", "naam (2)". */
export function columnNames(cells: readonly string[]): string[] {
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    const wanted = cell.replace(/\s+/g, ' ').trim().slice(0, 190).toWellFormed() || `Kolom ${index + 1}`;
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted} (${count})`;
    taken.add(name);
    return name;
  });
}

/** Columns of an earlier header under the names they have now: two headers with one key may differ in case and spaces. */
export function renamedColumns<Column extends { column: string }>(columns: readonly Column[], names: readonly string[]): Column[] {
  const asBefore = new Set(columns.map(({ column }) => column));
  const taken = new Set<string>();
  return columns.flatMap((column) => {
    const alike = (name: string) => !asBefore.has(name) && !taken.has(name) && headerWord(name) === headerWord(column.column);
    const name = names.includes(column.column) ? column.column : names.find(alike);
    if (name === undefined) return [];
    taken.add(name);
    return [{ ...column, column: name }];
  });
}

/** The same columns give the same key, whatever their order: files of one origin belong to one profile. */
export function headerKey(columns: readonly string[]): string {
  return columns
    .filter((column) => !(quarantineColumns as readonly string[]).includes(column))
    .map(headerWord)
    .sort()
    .join('|')
    .slice(0, 8000);
}
