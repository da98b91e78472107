// How a file is read: its text, and which column means what. Kept per library as a profile, so that the next file
// with the same header is recognised.
import { z } from 'zod';

export const kinds = ['patrons', 'loans'] as const;
export type ImportKind = (typeof kinds)[number];

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

export const delimiters = [',', ';', '\t', '|'] as const;

/** What a column of people can mean. A closed list: permission, role and tenant are not on it and never will be. */
export const patronTargets = [
  'cardNumber',
  'number',
  'firstName',
  'prefix',
  'lastName',
  'fullName',
  'birthOn',
  'gender',
  'email',
  'phone',
  'mobile',
  'street',
  'houseNumber',
  'box',
  'address',
  'postcode',
  'city',
  'country',
  'language',
  'branch',
  'category',
  'memberSince',
  'memberUntil',
  'guardian',
  'notes',
] as const;
export type PatronTarget = (typeof patronTargets)[number];

/** What a column of loans can mean. */
export const loanTargets = [
  'loanId',
  'cardNumber',
  'number',
  'itemKey',
  'title',
  'author',
  'branch',
  'material',
  'world',
  'audience',
  'renewals',
  'loanedOn',
  'dueOn',
  'returnedOn',
] as const;
export type LoanTarget = (typeof loanTargets)[number];

export type Target = PatronTarget | LoanTarget;
export const targets = [...new Set<Target>([...patronTargets, ...loanTargets])];

export const mappingSchema = z.strictObject({
  encoding: z.enum(encodings),
  delimiter: z.enum(delimiters),
  /** Whether the first line names the columns; without, they are called "Kolom 1", "Kolom 2"… */
  header: z.boolean(),
  /** How a date such as 03/04/2026 is meant. Dates that begin with the year need no telling. */
  dates: z.enum(['dmy', 'mdy']),
  /** The system the file comes from: numbers of one system are never taken for those of another. */
  source: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'imports.bad-source'),
  /** A list of pairs, not an object: a column may be called anything, `__proto__` too. */
  columns: z
    .array(
      z.strictObject({
        column: z.string().min(1).max(200),
        target: z.enum(targets),
        /** What stands on the card stays; the file only fills what is empty. */
        keep: z.boolean().optional(),
      }),
    )
    .max(200),
});
export type Mapping = z.output<typeof mappingSchema>;

export type Dialect = Pick<Mapping, 'encoding' | 'delimiter'>;

/** By what a person of this file is recognised: the card number, else their number, else e-mail address with name. */
export type PatronKey = 'card' | 'number' | 'email-name';

/** The key a mapping of people gives; undefined when nobody could be recognised at the next import. */
export function patronKey(mapping: Mapping): PatronKey | undefined {
  if (has(mapping, 'cardNumber')) return 'card';
  if (has(mapping, 'number')) return 'number';
  return has(mapping, 'email') ? 'email-name' : undefined;
}

export type MappingProblem =
  | 'imports.needs-key'
  | 'imports.needs-name'
  | 'imports.needs-card'
  | 'imports.needs-item'
  | 'imports.needs-loaned-on'
  | 'imports.twice-mapped'
  | 'imports.not-of-this-kind';

/** Why a mapping cannot be used; undefined when it can. */
export function problemOfMapping(kind: ImportKind, mapping: Mapping): MappingProblem | undefined {
  const used = mapping.columns.map(({ target }) => target);
  const allowed: readonly Target[] = kind === 'patrons' ? patronTargets : loanTargets;
  if (used.some((target) => !allowed.includes(target))) return 'imports.not-of-this-kind';
  if (new Set(used).size < used.length) return 'imports.twice-mapped';
  if (kind === 'patrons') {
    if (!has(mapping, 'lastName') && !has(mapping, 'fullName')) return 'imports.needs-name';
    return patronKey(mapping) ? undefined : 'imports.needs-key';
  }
  if (!has(mapping, 'cardNumber') && !has(mapping, 'number')) return 'imports.needs-card';
  if (!has(mapping, 'itemKey')) return 'imports.needs-item';
  return has(mapping, 'loanedOn') ? undefined : 'imports.needs-loaned-on';
}

export function has(mapping: Mapping, target: Target): boolean {
  return mapping.columns.some((column) => column.target === target);
}
