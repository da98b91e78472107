/** Pages and mails for readers. Plain words, spoken to one person. */
export const nl = {
  'portal.skip': 'Naar de inhoud',
  'portal.demo': 'Dit is een voorbeeld met verzonnen mensen.',
  'portal.phone': 'Telefoon',
  'portal.email': 'E-mail',
  'portal.language-name': 'Nederlands',
  'portal.dead-link': 'Deze link werkt niet (meer)',
  'portal.dead-link.what-now':
    'Misschien is hij onvolledig gekopieerd. Open de mail opnieuw en tik daar op de link. Lukt het niet, dan helpt je bibliotheek je graag.',
  'portal.too-many': 'Even wachten',
  'portal.too-many.what-now':
    'Dit werd te vaak na elkaar gevraagd. Probeer het over {minutes} min. opnieuw.',

  'portal.sign-up.title': 'Nieuws van {library}',
  'portal.sign-up.intro':
    'Kies wat je wil krijgen. Je hoeft geen lid te zijn, en je stopt wanneer je wil.',
  'portal.sign-up.closed': 'Inschrijven kan hier op dit moment niet.',
  'portal.sign-up.wrong-title': 'Kijk na',
  'portal.sign-up.what': 'Wat wil je krijgen?',
  'portal.sign-up.email': 'E-mailadres',
  'portal.sign-up.email-missing': 'Vul je e-mailadres in.',
  'portal.sign-up.first-name': 'Voornaam (niet verplicht)',
  'portal.sign-up.first-name-hint':
    'Om je te kunnen aanspreken. Delen jullie één adres, dan weten we zo voor wie dit is.',
  'portal.sign-up.age': 'Hoe oud ben je?',
  'portal.sign-up.age-hint':
    'De wet vraagt dat kinderen dit samen met een ouder of voogd doen. Meer willen we niet weten.',
  'portal.sign-up.age-missing': 'Duid aan hoe oud je bent.',
  'portal.sign-up.age-adult': '18 jaar of ouder',
  'portal.sign-up.age-minor': '{from} tot en met 17 jaar',
  'portal.sign-up.age-child': 'jonger dan {below} jaar',
  'portal.sign-up.guardian':
    'E-mailadres van je ouder of voogd (enkel als je jonger bent dan {below})',
  'portal.sign-up.guardian-hint': 'Je ouder of voogd krijgt een mail om toestemming te geven.',
  'portal.sign-up.guardian-missing': 'Vul het e-mailadres van je ouder of voogd in.',
  'portal.sign-up.nothing-chosen': 'Kies minstens één soort nieuws.',
  'portal.sign-up.following': 'Nog één keuze, helemaal vrij',
  'portal.sign-up.trap': 'Laat dit leeg',
  'portal.sign-up.button': 'Schrijf me in',
  'portal.sign-up.after':
    'Je krijgt een mail om te bevestigen. Daarna begint het pas. In elke mail staat een link om te stoppen.',

  'portal.sent.title': 'Kijk in je mailbox',
  'portal.sent.text':
    'We stuurden een mail met een link. Tik daarop om te bevestigen; de link werkt zeven dagen.',
  'portal.sent.no-mail':
    'Geen mail gekregen? Kijk bij ongewenste mail, of probeer het later opnieuw.',
  'portal.confirm.title': 'Bevestig je inschrijving',
  'portal.confirm.text': 'Je vroeg dit aan voor {address}. Klopt dat?',
  'portal.confirm.button': 'Ja, schrijf me in',
  'portal.confirm.title-child': 'Geef je toestemming?',
  'portal.confirm.text-child':
    'Je kind vroeg dit aan voor {address} en is te jong om alleen toe te stemmen.',
  'portal.confirm.button-child': 'Ik ben ouder of voogd en vind het goed',
  'portal.confirm.not-me': 'Heb je niets gevraagd? Sluit dan deze bladzijde. Er gebeurt niets.',
  'portal.confirm.expired': 'Deze link is te oud',
  'portal.confirm.expired-text': 'Een bevestiging werkt zeven dagen. Schrijf je gewoon opnieuw in.',
  'portal.confirm.again': 'Opnieuw inschrijven',
  'portal.confirmed.title': 'Je bent ingeschreven',
  'portal.confirmed.text': 'Dank je wel. Vanaf nu krijg je wat je koos.',
  'portal.confirmed.change': 'Iets veranderen of stoppen kan met de link onderaan elke mail.',

  'portal.own.title': 'Mijn voorkeuren',
  'portal.own.hello': 'Dag',
  'portal.own.hello-name': 'Dag {name}',
  'portal.own.no-password':
    'Je hoeft geen wachtwoord te onthouden: deze bladzijde kwam uit je mail.',
  'portal.own.address': 'We schrijven naar {address}',
  'portal.own.saved': 'Bewaard. Het geldt meteen.',
  'portal.own.what': 'Wat mogen we sturen?',
  'portal.own.save': 'Bewaren',
  'portal.own.ask-guardian':
    'Je kan alles uitzetten. Wil je iets nieuws krijgen, vraag dan een ouder of voogd om je in te schrijven.',
  'portal.own.minor': 'Waarop je klikt, onthouden we nooit: daar ben je te jong voor.',
  'portal.own.service': 'Praktische berichten',
  'portal.own.service-text':
    'Berichten die bij je lidmaatschap horen, zoals een bevestiging of een herinnering, blijven komen. Wil je die anders krijgen, vraag het in de bibliotheek.',
  'portal.own.nothing': 'Liever helemaal niets?',
  'portal.own.nothing-text':
    'We sturen dan geen nieuws meer naar dit adres, van geen enkele soort. Je kan je later altijd opnieuw inschrijven.',
  'portal.own.nothing-button': 'Stop met alles',
  'portal.own.expired': 'Deze link is te oud',
  'portal.own.expired-text':
    'Voor je veiligheid opent een link uit een oude mail je bladzijde niet meer. We sturen je graag een nieuwe, naar het adres dat we van je hebben.',
  'portal.own.fresh-link': 'Stuur me een nieuwe link',
  'portal.own.link-sent': 'We stuurden een nieuwe link naar het adres dat we van je hebben.',

  'portal.leave.title': 'Uitschrijven voor “{purpose}”?',
  'portal.leave.text': 'We sturen dan geen “{purpose}” meer naar {address}.',
  'portal.leave.button': 'Schrijf me uit',
  'portal.leave.other': 'Liever iets anders kiezen? Naar mijn voorkeuren',
  'portal.left.title': 'Je bent uitgeschreven',
  'portal.left.text': 'Je krijgt “{purpose}” niet meer. Je hoeft niets meer te doen.',
  'portal.left.changed-mind': 'Toch niet? Naar mijn voorkeuren',

  'portal.mail.confirm.subject': 'Bevestig je inschrijving bij {library}',
  'portal.mail.confirm.text':
    'Je vroeg om nieuws van {library}. Tik op de knop om te bevestigen dat dit jouw adres is. De link werkt zeven dagen.',
  'portal.mail.confirm.button': 'Bevestigen',
  'portal.mail.confirm.reason': 'iemand dit adres invulde op de inschrijfpagina',
  'portal.mail.confirm.not-me':
    'Heb je niets gevraagd? Dan hoef je niets te doen: zonder bevestiging sturen we niets meer.',
  'portal.mail.confirm-child.subject': 'Geef je toestemming? {library} schrijft graag naar je kind',
  'portal.mail.confirm-child.text':
    'Je kind wil nieuws van {library} krijgen en gaf jou op als ouder of voogd. Tik op de knop om te zien wat het vroeg, en om toestemming te geven. De link werkt zeven dagen.',
  'portal.mail.confirm-child.button': 'Bekijken',
  'portal.mail.confirm-child.reason': 'een kind jou opgaf als ouder of voogd',
  'portal.mail.copy.subject': 'Je gaf toestemming aan {library}',
  'portal.mail.copy.text': 'Dit is je kopie. Je gaf toestemming om je kind dit te sturen:',
  'portal.mail.copy.button': 'Veranderen of stoppen',
  'portal.mail.copy.reason': 'je als ouder of voogd toestemming gaf',
  'portal.mail.change.subject': 'Je voorkeuren bij {library} zijn veranderd',
  'portal.mail.change.text': 'Op je eigen bladzijde werd dit aangezet:',
  'portal.mail.change.button': 'Mijn voorkeuren',
  'portal.mail.change.reason': 'je voorkeuren veranderden',
  'portal.mail.change.not-me':
    'Was jij dit niet? Misschien stuurde je een mail van ons door. Met de knop zet je het weer uit.',
  'portal.mail.own.subject': 'Je link naar je voorkeuren bij {library}',
  'portal.mail.own.text': 'Met deze knop open je je eigen bladzijde. Stuur deze mail niet door.',
  'portal.mail.own.button': 'Mijn voorkeuren',
  'portal.mail.own.reason': 'je een nieuwe link vroeg',
};

export const en: Record<keyof typeof nl, string> = {
  'portal.skip': 'To the content',
  'portal.demo': 'This is an example with invented people.',
  'portal.phone': 'Telephone',
  'portal.email': 'E-mail',
  'portal.language-name': 'English',
  'portal.dead-link': 'This link does not work (any more)',
  'portal.dead-link.what-now':
    'Perhaps it was not copied completely. Open the mail again and tap the link there. If that does not help, your library will.',
  'portal.too-many': 'Wait a moment',
  'portal.too-many.what-now': 'This was asked too often in a row. Try again in {minutes} min.',

  'portal.sign-up.title': 'News from {library}',
  'portal.sign-up.intro':
    'Choose what you want to get. You need not be a member, and you stop when you like.',
  'portal.sign-up.closed': 'Signing up is not possible here at the moment.',
  'portal.sign-up.wrong-title': 'Please check',
  'portal.sign-up.what': 'What do you want to get?',
  'portal.sign-up.email': 'E-mail address',
  'portal.sign-up.email-missing': 'Fill in your e-mail address.',
  'portal.sign-up.first-name': 'First name (not required)',
  'portal.sign-up.first-name-hint':
    'To greet you. If you share one address, it tells us who this is for.',
  'portal.sign-up.age': 'How old are you?',
  'portal.sign-up.age-hint':
    'The law asks that children do this together with a parent or guardian. We want to know no more than this.',
  'portal.sign-up.age-missing': 'Tell us how old you are.',
  'portal.sign-up.age-adult': '18 or older',
  'portal.sign-up.age-minor': '{from} to 17',
  'portal.sign-up.age-child': 'younger than {below}',
  'portal.sign-up.guardian':
    'E-mail address of your parent or guardian (only if you are younger than {below})',
  'portal.sign-up.guardian-hint': 'Your parent or guardian gets a mail to give permission.',
  'portal.sign-up.guardian-missing': 'Fill in the e-mail address of your parent or guardian.',
  'portal.sign-up.nothing-chosen': 'Choose at least one kind of news.',
  'portal.sign-up.following': 'One more choice, entirely free',
  'portal.sign-up.trap': 'Leave this empty',
  'portal.sign-up.button': 'Sign me up',
  'portal.sign-up.after':
    'You get a mail to confirm. Only then does it begin. Every mail has a link to stop.',

  'portal.sent.title': 'Look in your mailbox',
  'portal.sent.text':
    'We sent a mail with a link. Tap it to confirm; the link works for seven days.',
  'portal.sent.no-mail': 'No mail? Look among unwanted mail, or try again later.',
  'portal.confirm.title': 'Confirm your sign-up',
  'portal.confirm.text': 'You asked for this for {address}. Is that right?',
  'portal.confirm.button': 'Yes, sign me up',
  'portal.confirm.title-child': 'Do you give permission?',
  'portal.confirm.text-child':
    'Your child asked for this for {address} and is too young to consent alone.',
  'portal.confirm.button-child': 'I am a parent or guardian and agree',
  'portal.confirm.not-me': 'Did you ask for nothing? Then close this page. Nothing happens.',
  'portal.confirm.expired': 'This link is too old',
  'portal.confirm.expired-text': 'A confirmation works for seven days. Simply sign up again.',
  'portal.confirm.again': 'Sign up again',
  'portal.confirmed.title': 'You are signed up',
  'portal.confirmed.text': 'Thank you. From now on you get what you chose.',
  'portal.confirmed.change':
    'You can change something or stop with the link at the end of every mail.',

  'portal.own.title': 'My preferences',
  'portal.own.hello': 'Hello',
  'portal.own.hello-name': 'Hello {name}',
  'portal.own.no-password': 'There is no password to remember: this page came from your mail.',
  'portal.own.address': 'We write to {address}',
  'portal.own.saved': 'Saved. It counts from now on.',
  'portal.own.what': 'What may we send?',
  'portal.own.save': 'Save',
  'portal.own.ask-guardian':
    'You can switch everything off. If you want something new, ask a parent or guardian to sign you up.',
  'portal.own.minor': 'We never remember what you click on: you are too young for that.',
  'portal.own.service': 'Practical messages',
  'portal.own.service-text':
    'Messages that belong to your membership, such as a confirmation or a reminder, keep coming. If you want them in another way, ask at the library.',
  'portal.own.nothing': 'Rather nothing at all?',
  'portal.own.nothing-text':
    'We then send no more news to this address, of any kind. You can always sign up again later.',
  'portal.own.nothing-button': 'Stop everything',
  'portal.own.expired': 'This link is too old',
  'portal.own.expired-text':
    'To keep you safe, a link from an old mail no longer opens your page. We gladly send you a new one, to the address we have of you.',
  'portal.own.fresh-link': 'Send me a new link',
  'portal.own.link-sent': 'We sent a new link to the address we have of you.',

  'portal.leave.title': 'Unsubscribe from “{purpose}”?',
  'portal.leave.text': 'We then no longer send “{purpose}” to {address}.',
  'portal.leave.button': 'Unsubscribe me',
  'portal.leave.other': 'Rather choose something else? To my preferences',
  'portal.left.title': 'You are unsubscribed',
  'portal.left.text': 'You no longer get “{purpose}”. There is nothing more to do.',
  'portal.left.changed-mind': 'Changed your mind? To my preferences',

  'portal.mail.confirm.subject': 'Confirm your sign-up with {library}',
  'portal.mail.confirm.text':
    'You asked for news from {library}. Tap the button to confirm that this is your address. The link works for seven days.',
  'portal.mail.confirm.button': 'Confirm',
  'portal.mail.confirm.reason': 'somebody filled in this address on the sign-up page',
  'portal.mail.confirm.not-me':
    'Did you ask for nothing? Then there is nothing to do: without a confirmation we send nothing more.',
  'portal.mail.confirm-child.subject':
    'Do you give permission? {library} would like to write to your child',
  'portal.mail.confirm-child.text':
    'Your child wants to get news from {library} and named you as parent or guardian. Tap the button to see what was asked, and to give permission. The link works for seven days.',
  'portal.mail.confirm-child.button': 'Have a look',
  'portal.mail.confirm-child.reason': 'a child named you as parent or guardian',
  'portal.mail.copy.subject': 'You gave permission to {library}',
  'portal.mail.copy.text': 'This is your copy. You gave permission to send your child this:',
  'portal.mail.copy.button': 'Change or stop',
  'portal.mail.copy.reason': 'you gave permission as parent or guardian',
  'portal.mail.change.subject': 'Your preferences with {library} have changed',
  'portal.mail.change.text': 'On your own page this was switched on:',
  'portal.mail.change.button': 'My preferences',
  'portal.mail.change.reason': 'your preferences changed',
  'portal.mail.change.not-me':
    'Was this not you? Perhaps you forwarded a mail of ours. The button lets you switch it off again.',
  'portal.mail.own.subject': 'Your link to your preferences with {library}',
  'portal.mail.own.text': 'This button opens your own page. Do not forward this mail.',
  'portal.mail.own.button': 'My preferences',
  'portal.mail.own.reason': 'you asked for a new link',
};
