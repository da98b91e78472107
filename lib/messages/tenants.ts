/** Sentences about environments. */
export const nl = {
  'tenants.parent-does-not-fit': 'Een netwerk staat bovenaan, een regio onder een netwerk, een bibliotheek onder een netwerk of regio.',
  'tenants.slug-taken': 'De naam "{slug}" in het webadres is al in gebruik.',
};

export const en: Record<keyof typeof nl, string> = {
  'tenants.parent-does-not-fit': 'A network stands at the top, a region below a network, a library below a network or region.',
  'tenants.slug-taken': 'The name "{slug}" in the web address is already in use.',
};
