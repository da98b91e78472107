/** Sentences about a forgotten password, in the mail, refusals and on screens. */
export const nl = {
  'passwords.link-used': 'Deze link werkt niet (meer). Vraag een nieuwe aan.',
  'passwords.mail.subject': 'Kies een nieuw wachtwoord voor Kaartbak',
  'passwords.mail.text':
    'Iemand gaf op de aanmeldpagina van Kaartbak aan het wachtwoord van dit adres vergeten te zijn. Met de knop kies je een nieuw. De knop werkt één keer, een uur lang.',
  'passwords.mail.button': 'Nieuw wachtwoord kiezen',
  'passwords.mail.not-me': 'Vroeg je dit niet? Doe dan niets: je wachtwoord blijft zoals het is. Geef de link niet door.',
  'passwords.mail.reason': 'iemand op de aanmeldpagina een nieuw wachtwoord vroeg voor dit adres',
  'web.forgotten.link': 'Wachtwoord vergeten?',
  'web.forgotten.title': 'Wachtwoord vergeten',
  'web.forgotten.intro': 'Vul het adres in waarmee je je aanmeldt. We mailen je een link om een nieuw wachtwoord te kiezen.',
  'web.forgotten.button': 'Link mailen',
  'web.forgotten.sent-title': 'Kijk in je mailbox',
  'web.forgotten.sent':
    'Heeft {email} een account, dan is er een mail onderweg. De link erin werkt een uur. Komt er niets aan, kijk dan bij de ongewenste mail, of vraag een aanmeldlink aan wie Kaartbak voor jullie beheert.',
  'web.forgotten.back': 'Terug naar aanmelden',
  'web.forgotten.new-title': 'Nieuw wachtwoord',
  'web.forgotten.new-intro': 'Overal waar je nog aangemeld was, word je afgemeld.',
  'web.forgotten.new-button': 'Wachtwoord bewaren',
  'web.forgotten.done': 'Je nieuwe wachtwoord is bewaard. Meld je ermee aan.',
  'web.forgotten.again': 'Nieuwe link vragen',
};

export const en: Record<keyof typeof nl, string> = {
  'passwords.link-used': 'This link does not work (any more). Ask for a new one.',
  'passwords.mail.subject': 'Choose a new password for Kaartbak',
  'passwords.mail.text':
    'Somebody said on the login page of Kaartbak that they forgot the password of this address. With the button you choose a new one. It works once, for an hour.',
  'passwords.mail.button': 'Choose a new password',
  'passwords.mail.not-me': 'Did you not ask for this? Then do nothing: your password stays as it is. Do not pass the link on.',
  'passwords.mail.reason': 'somebody asked for a new password for this address on the login page',
  'web.forgotten.link': 'Forgot your password?',
  'web.forgotten.title': 'Forgot your password',
  'web.forgotten.intro': 'Fill in the address you log in with. We mail you a link to choose a new password.',
  'web.forgotten.button': 'Mail the link',
  'web.forgotten.sent-title': 'Look in your mailbox',
  'web.forgotten.sent':
    'If {email} has an account, a mail is on its way. Its link works for an hour. If nothing comes, look among the unwanted mail, or ask whoever runs Kaartbak for you for a login link.',
  'web.forgotten.back': 'Back to logging in',
  'web.forgotten.new-title': 'New password',
  'web.forgotten.new-intro': 'Wherever you were still logged in, you are logged out.',
  'web.forgotten.new-button': 'Save the password',
  'web.forgotten.done': 'Your new password is saved. Log in with it.',
  'web.forgotten.again': 'Ask for a new link',
};
