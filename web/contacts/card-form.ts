// The form of a card: every field as text, and what differs from the card it began with.
import type { z } from 'zod';
import { editableFields as formFields } from '../../lib/card-fields.ts';
import type { ContactCard, createContactRoute } from '../../server/contacts/contract.ts';

export const genders = ['f', 'm', 'x'] as const;
export const languageCodes = ['nl', 'fr', 'de', 'en'] as const;

const textFields = formFields.filter((field) => field !== 'branchId');
export type CardForm = Record<(typeof formFields)[number], string>;
export type CardBody = Omit<z.input<(typeof createContactRoute)['body']>, 'sure'>;

/** The form as the card is now; empty for a card that does not exist yet. */
export function formOf(card: ContactCard | undefined): CardForm {
  const texts = Object.fromEntries(textFields.map((field) => [field, card?.[field] ?? (field === 'kind' ? 'prospect' : '')]));
  return { ...texts, branchId: card?.branch ? String(card.branch.id) : '' } as CardForm;
}

/** What was changed, and nothing else: fields nobody touched are not sent, so they cannot overwrite a colleague's edit. */
export function changesOf(before: CardForm, after: CardForm): CardBody {
  const changed = formFields.filter((field) => before[field] !== after[field]);
  return Object.fromEntries(
    changed.map((field) => [field, field === 'branchId' ? (after.branchId ? Number(after.branchId) : null) : after[field]]),
  ) as CardBody;
}
