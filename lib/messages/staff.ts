/** Sentences about logging in and colleagues. */
export const nl = {
  'staff.wrong-login': 'Dit e-mailadres en wachtwoord horen niet bij elkaar.',
  'staff.wrong-code': 'Deze code klopt niet (meer). Neem de code die nu op je telefoon staat.',
  'staff.link-used': 'Deze link werkt niet (meer). Vraag een nieuwe.',
  'staff.password-too-short': 'Kies een wachtwoord van minstens 8 tekens; 15 of meer is beter.',
  'staff.password-too-obvious': 'Dit wachtwoord raadt iedereen meteen. Kies iets anders, bijvoorbeeld drie losse woorden.',
  'staff.wrong-password': 'Dit is niet je huidige wachtwoord.',
  'staff.last-administrator': 'Er moet minstens één beheerder overblijven.',
  'staff.may-not-grant': 'Je kunt geen rol geven die je zelf niet hebt.',
  'staff.invited-elsewhere':
    'Deze collega heeft nog een open uitnodiging van een andere bibliotheek. Vraag om die eerst te aanvaarden en nodig dan opnieuw uit.',
  'staff.not-yourself': 'Dit kun je niet met je eigen account doen.',
  'staff.scope-too-wide': 'Een sleutel kan niet meer mogen dan jijzelf.',
  'role.network-manager': 'netwerkbeheerder',
  'role.administrator': 'beheerder',
  'role.marketer': 'communicatie',
  'role.desk': 'balie',
  'role.circulation': 'uitleenadministratie',
  'role.data-protection-officer': 'functionaris gegevensbescherming',
  'role.read-only': 'meelezen',
};

export const en: Record<keyof typeof nl, string> = {
  'staff.wrong-login': 'This e-mail address and password do not belong together.',
  'staff.wrong-code': 'This code is not right (any more). Take the code that is on your phone now.',
  'staff.link-used': 'This link does not work (any more). Ask for a new one.',
  'staff.password-too-short': 'Choose a password of at least 8 characters; 15 or more is better.',
  'staff.password-too-obvious': 'Everybody guesses this password at once. Choose another, three loose words for example.',
  'staff.wrong-password': 'This is not your present password.',
  'staff.last-administrator': 'At least one administrator must remain.',
  'staff.may-not-grant': 'You cannot give a role that you do not hold yourself.',
  'staff.invited-elsewhere':
    'This colleague still has an open invitation from another library. Ask them to accept that one first, then invite again.',
  'staff.not-yourself': 'You cannot do this with your own account.',
  'staff.scope-too-wide': 'A key cannot be allowed more than you are.',
  'role.network-manager': 'network manager',
  'role.administrator': 'administrator',
  'role.marketer': 'communication',
  'role.desk': 'desk',
  'role.circulation': 'circulation',
  'role.data-protection-officer': 'data-protection officer',
  'role.read-only': 'read-only',
};
