/** Sentences about the content of messages: what the checks find before sending, and why content is not kept. */
export const nl = {
  'content.check.subject-empty': 'Er is nog geen onderwerp. Zonder onderwerp kan de mail niet weg.',
  'content.check.subject-too-long':
    'Het onderwerp telt {length} tekens. Veel programma’s tonen er 60 tot {maximum}: zet het belangrijkste vooraan.',
  'content.check.preheader-empty': 'Er is geen voorproefje. Lezers zien dan de eerste woorden van de mail naast het onderwerp.',
  'content.check.no-blocks': 'De mail is nog leeg. Voeg een blok toe.',
  'content.check.image-missing': 'Dit beeld is er niet (meer). Kies een ander beeld of verwijder het blok.',
  'content.check.alt-missing':
    'Dit beeld heeft nog geen omschrijving. Wie het niet ziet, mist wat erop staat. Is het enkel versiering, duid dat dan aan.',
  'content.check.alt-file-name': 'De omschrijving “{text}” is een bestandsnaam. Schrijf in een paar woorden wat er te zien is.',
  'content.check.link-empty': 'De link “{label}” leidt nog nergens heen. Vul een adres in.',
  'content.check.leads-nowhere': 'Dit leidt nog nergens heen. Vul een adres in.',
  'content.check.button-nameless': 'Op deze knop staat nog niets. Schrijf wat hij doet, bijvoorbeeld “Bekijk de agenda”.',
  'content.check.text-empty': 'Dit tekstblok is nog leeg. Schrijf iets of verwijder het blok.',
  'content.check.text-untouched': 'Hier staat nog “{text}”. Schrijf je eigen tekst of verwijder het blok.',
  'content.check.link-nameless':
    'Deze link heeft geen woorden. Wie voorgelezen krijgt, hoort niet waar hij heen gaat. Geef een tekst of een omschrijving van het beeld.',
  'content.check.link-vague': 'De link “{label}” zegt op zichzelf niets. Zeg waar hij heen gaat, bijvoorbeeld “Bekijk de agenda”.',
  'content.check.heading-empty': 'Deze titel is leeg. Schrijf iets of verwijder het blok.',
  'content.check.heading-order':
    'Deze titel slaat een niveau over. Kies niveau {expected}, zodat wie voorgelezen krijgt de opbouw kan volgen.',
  'content.check.unknown-field': '{field} kennen we niet. Kies een veld uit de lijst.',
  'content.check.unknown-filter': '{field} vraagt een bewerking die niet bestaat voor dit veld.',
  'content.check.malformed-field': 'Hier staan losse accolades: “{text}”. Waarschijnlijk is een veld half gewist.',
  'content.check.field-without-fallback':
    'Niet iedereen heeft “{field}” ingevuld. Geef woorden voor wie het mist, zoals {{{field}|lezer}}.',
  'content.check.contrast':
    'De huiskleur steekt weinig af tegen wit (contrast {ratio}, nodig is 4,5). Links krijgen daarom vanzelf een donkerder tint.',
  'content.check.contact-missing':
    'In de huisstijl ontbreken contactgegevens. Lezers moeten kunnen zien wie schrijft en hoe ze je bereiken: vul adres en telefoon of e-mail in.',
  'content.check.too-large': 'De mail is {size} kB. Gmail kapt af boven 102 kB, en dan verdwijnt de uitschrijflink. Maak de mail korter.',
  'content.href.empty': 'Vul een adres in.',
  'content.href.too-long': 'Dit adres is te lang.',
  'content.href.scheme': 'Begin het adres met https://, mailto: of tel:.',
  'content.href.https': 'Het adres van een beeld moet met https:// beginnen.',
  'content.href.characters': 'In dit adres staan tekens die niet in een adres horen, zoals een spatie.',
  'content.href.userinfo':
    'Een adres met een naam of wachtwoord voor de site gebruiken we niet: lezers zien dan niet waar ze terechtkomen.',
  'content.href.host': 'De naam van de site in dit adres klopt niet.',
  'content.href.mail-address': 'Na mailto: hoort één e-mailadres.',
  'content.href.phone': 'Na tel: hoort een telefoonnummer zonder spaties.',
  'content.href.field-place': 'Een veld mag in een adres pas na de naam van de site staan.',
  'content.href.field-personal':
    'Dit veld zegt iets over een lezer en mag niet in een adres: adressen blijven bij anderen bewaard. Vestiging en bibliotheek mogen wel.',
  'content.block.same-id': 'Twee blokken hebben hetzelfde kenmerk. Laad de pagina opnieuw.',
  'content.block.too-much': 'Dit is te veel voor één mail. Verwijder blokken of maak teksten korter.',
  'content.block.invalid': 'Een blok is niet juist ingevuld.',
  'content.mail.address': 'Dit e-mailadres kan niet in een mail staan.',
  'content.mail.unsubscribe-address': 'De uitschrijflink kan niet in een mail staan.',
  'content.mail.message-id': 'Het kenmerk van deze mail is niet geldig.',
};

export const en = {
  'content.check.subject-empty': 'There is no subject yet. The mail cannot leave without one.',
  'content.check.subject-too-long': 'The subject has {length} characters. Many programs show 60 to {maximum}: put what matters first.',
  'content.check.preheader-empty': 'There is no preview text. Readers then see the first words of the mail next to the subject.',
  'content.check.no-blocks': 'The mail is still empty. Add a block.',
  'content.check.image-missing': 'This image does not exist (any more). Choose another one or remove the block.',
  'content.check.alt-missing':
    'This image has no description yet. Whoever cannot see it misses what it shows. If it is only decoration, say so.',
  'content.check.alt-file-name': 'The description “{text}” is a file name. Say in a few words what can be seen.',
  'content.check.link-empty': 'The link “{label}” leads nowhere yet. Fill in an address.',
  'content.check.leads-nowhere': 'This does not lead anywhere yet. Fill in an address.',
  'content.check.button-nameless': 'This button says nothing yet. Write what it does, for instance “See the agenda”.',
  'content.check.text-empty': 'This text is still empty. Write something or remove the block.',
  'content.check.text-untouched': 'This still says “{text}”. Write your own text or remove the block.',
  'content.check.link-nameless':
    'This link has no words. Who has the mail read out does not hear where it leads. Give it a text, or describe the image.',
  'content.check.link-vague': 'The link “{label}” says nothing on its own. Say where it leads, for example “See the programme”.',
  'content.check.heading-empty': 'This heading is empty. Write something or remove the block.',
  'content.check.heading-order':
    'This heading skips a level. Choose level {expected}, so that who has the mail read out can follow its structure.',
  'content.check.unknown-field': 'We do not know {field}. Choose a field from the list.',
  'content.check.unknown-filter': '{field} asks for something that does not exist for this field.',
  'content.check.malformed-field': 'There are loose braces here: “{text}”. A field was probably half deleted.',
  'content.check.field-without-fallback': 'Not everybody has “{field}”. Give words for those who miss it, such as {{{field}|reader}}.',
  'content.check.contrast':
    'The house colour hardly stands out from white (contrast {ratio}, 4.5 is needed). Links therefore get a darker shade.',
  'content.check.contact-missing':
    'The house style lacks contact data. Readers must be able to see who writes and how to reach you: fill in the address, and a telephone number or e-mail.',
  'content.check.too-large': 'The mail is {size} kB. Gmail cuts off above 102 kB, and the unsubscribe link disappears. Make it shorter.',
  'content.href.empty': 'Fill in an address.',
  'content.href.too-long': 'This address is too long.',
  'content.href.scheme': 'Begin the address with https://, mailto: or tel:.',
  'content.href.https': 'The address of an image must begin with https://.',
  'content.href.characters': 'This address contains characters that do not belong in one, such as a space.',
  'content.href.userinfo': 'We do not use addresses with a name or password before the site: readers cannot see where they end up.',
  'content.href.host': 'The name of the site in this address is not right.',
  'content.href.mail-address': 'After mailto: comes one e-mail address.',
  'content.href.phone': 'After tel: comes a telephone number without spaces.',
  'content.href.field-place': 'In an address, a field may only stand after the name of the site.',
  'content.href.field-personal':
    'This field says something about a reader and may not stand in an address: others keep addresses. Branch and library are allowed.',
  'content.block.same-id': 'Two blocks have the same id. Load the page again.',
  'content.block.too-much': 'This is too much for one mail. Remove blocks or shorten texts.',
  'content.block.invalid': 'A block is not filled in correctly.',
  'content.mail.address': 'This e-mail address cannot stand in a mail.',
  'content.mail.unsubscribe-address': 'The unsubscribe link cannot stand in a mail.',
  'content.mail.message-id': 'The id of this mail is not valid.',
} satisfies Record<keyof typeof nl, string>;
