/** What a reader sees when a link in a mail leads nowhere. */
export const nl = {
  'tracking.no-such-link': 'Deze link werkt niet',
  'tracking.no-such-link.what-now':
    'Misschien is hij onvolledig gekopieerd. Open de mail opnieuw en tik daar op de link, of ga naar de website van je bibliotheek.',
};

export const en: Record<keyof typeof nl, string> = {
  'tracking.no-such-link': 'This link does not work',
  'tracking.no-such-link.what-now':
    'Perhaps it was not copied completely. Open the mail again and tap the link there, or go to the website of your library.',
};
