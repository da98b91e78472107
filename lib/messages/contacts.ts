/** Sentences about cards: what was wrong with a field, why something was refused. */
export const nl = {
  'contacts.maybe-known': 'Er is al een kaart van {name}. Kijk eerst of het dezelfde persoon is.',
  'contacts.is-merged': 'Deze kaart ging op in een andere. Wijzig die andere kaart.',
  'contacts.nothing-to-undo': 'De laatste wijziging gebeurde niet met de hand en kan hier niet ongedaan gemaakt worden.',
  'contacts.fault.no-name': 'Vul een naam of een e-mailadres in, anders vindt niemand deze kaart terug.',
  'contacts.fault.ends-before-start': 'Het lidmaatschap eindigt voor het begint.',
  'contacts.fault.control-character': 'Hier staat een onzichtbaar teken of een nieuwe regel in. Typ het opnieuw.',
  'contacts.fault.phone': 'Dit is geen telefoonnummer. Schrijf het zoals 09 000 00 12 of +32 470 00 00 12.',
  'contacts.fault.in-the-future': 'Deze dag moet nog komen.',
  'contacts.fault.too-long-ago': 'Dit is te lang geleden. Kijk het jaartal na.',
  'contacts.fault.too-far-ahead': 'Dit is te ver in de toekomst. Kijk het jaartal na.',
  'contacts.fault.country': 'Schrijf het land met twee letters, zoals BE of NL.',
  'contacts.fault.own-guardian': 'Niemand is zijn eigen ouder of voogd. Kies iemand anders.',
};

export const en: Record<keyof typeof nl, string> = {
  'contacts.maybe-known': 'There is a card of {name} already. First check whether it is the same person.',
  'contacts.is-merged': 'This card went into another one. Change that other card.',
  'contacts.nothing-to-undo': 'The last change was not made by hand and cannot be undone here.',
  'contacts.fault.no-name': 'Fill in a name or an e-mail address, otherwise nobody finds this card again.',
  'contacts.fault.ends-before-start': 'The membership ends before it begins.',
  'contacts.fault.control-character': 'There is an invisible character or a new line in this. Type it again.',
  'contacts.fault.phone': 'This is not a phone number. Write it like 09 000 00 12 or +32 470 00 00 12.',
  'contacts.fault.in-the-future': 'This day is still to come.',
  'contacts.fault.too-long-ago': 'This is too long ago. Check the year.',
  'contacts.fault.too-far-ahead': 'This is too far in the future. Check the year.',
  'contacts.fault.country': 'Write the country with two letters, like BE or NL.',
  'contacts.fault.own-guardian': 'Nobody is their own parent or guardian. Choose somebody else.',
};
