export type EnvironmentKind = 'network' | 'region' | 'library';

/** What the locked footer of every mail prints. */
export interface ContactData {
  street?: string | undefined;
  postcode?: string | undefined;
  city?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  website?: string | undefined;
}

export interface Branding {
  /** The one colour of the house style, #rrggbb. */
  colour?: string | undefined;
  /** Public id of the logo file. */
  logo?: string | undefined;
}

/** A network stands at the top, a region below a network, a library below either. */
export function mayStandBelow(kind: EnvironmentKind, parent: EnvironmentKind | undefined): boolean {
  if (kind === 'network') return parent === undefined;
  if (kind === 'region') return parent === 'network';
  return parent === 'network' || parent === 'region';
}

/** "Bibliotheek Zilverbeek" → "zilverbeek": what stands in addresses. */
export function slugFrom(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/^(de |het )?(bibliotheek|bib|openbare bibliotheek)\s+/, '');
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 49);
}
