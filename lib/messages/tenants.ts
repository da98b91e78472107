/** Sentences about environments. */
export const nl = {
  'tenants.parent-does-not-fit': 'Een netwerk staat bovenaan, een regio onder een netwerk, een bibliotheek onder een netwerk of regio.',
  'tenants.unknown': 'Er is geen bibliotheek, regio of netwerk "{slug}". Het commando `library list` noemt ze.',
  'tenants.slug-taken': 'De naam "{slug}" in het webadres is al in gebruik.',
};

export const en: Record<keyof typeof nl, string> = {
  'tenants.parent-does-not-fit': 'A network stands at the top, a region below a network, a library below a network or region.',
  'tenants.unknown': 'There is no library, region or network "{slug}". The command `library list` names them.',
  'tenants.slug-taken': 'The name "{slug}" in the web address is already in use.',
};
