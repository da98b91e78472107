import type { HouseStyle } from '../content/content.ts';
import type { TenantRow } from '../tenants/tenants.ts';

/** The look of a library in mails, from its settings. */
export function houseStyleOf(tenant: TenantRow, publicUrl: string): HouseStyle {
  const { contact, branding } = tenant;
  return {
    libraryName: tenant.short_name,
    colour: branding.colour ?? '#1d5c4f',
    logoUrl: branding.logo ? `${publicUrl}/beeld/${branding.logo}` : '',
    senderLine: '',
    address: [contact.street, [contact.postcode, contact.city].filter(Boolean).join(' ')].filter(Boolean).join(', '),
    phone: contact.phone ?? '',
    email: contact.email ?? '',
    website: contact.website ?? '',
    language: tenant.language,
  };
}
