// A row of people as it waits in staging. Compiled once per file: a million rows pay only for the columns they have.
import { contactColumns } from '../../../lib/card-fields.ts';
import {
  addressKey,
  BadCell,
  dayIn,
  emailIn,
  genderIn,
  languageIn,
  notesIn,
  quickFold,
  splitAddress,
  splitName,
  textIn,
  type CellReason,
} from './cells.ts';
import { patronKey, type Mapping, type PatronTarget } from './mapping.ts';

/** The columns of staging for people, behind line, key and fingerprint. */
export const patronColumns = [...contactColumns, 'number', 'address_key', 'guardian'] as const;
type Column = (typeof patronColumns)[number];
type Values = Record<Column, string | null>;

export interface Rejected {
  column: string | null;
  value: string | null;
  reason: CellReason;
}
export type RowOutcome = { key: string; values: (string | null)[] } | { rejected: Rejected };

const fills: Record<PatronTarget, readonly Column[]> = {
  cardNumber: ['card_number'],
  number: ['number'],
  firstName: ['first_name'],
  prefix: ['last_name'],
  lastName: ['last_name'],
  fullName: ['first_name', 'last_name'],
  birthOn: ['birth_on'],
  gender: ['gender'],
  email: ['email', 'email_key'],
  phone: ['phone'],
  mobile: ['mobile'],
  street: ['street'],
  houseNumber: ['house_number'],
  box: ['box'],
  address: ['street', 'house_number', 'box'],
  postcode: ['postcode'],
  city: ['city'],
  country: ['country'],
  language: ['language'],
  branch: ['branch_code'],
  category: ['patron_category'],
  memberSince: ['member_since'],
  memberUntil: ['member_until'],
  guardian: ['guardian'],
  notes: ['notes'],
};

/** The columns a mapping writes, and those of them that only fill what is empty. */
export function writtenColumns(mapping: Mapping): { written: Column[]; kept: Column[] } {
  const written = new Set<Column>();
  const kept = new Set<Column>();
  for (const { target, keep } of mapping.columns) {
    for (const column of fills[target as PatronTarget] ?? []) {
      written.add(column);
      if (keep) kept.add(column);
    }
  }
  // an address is one thing: Koha and others write "Kerkstraat 12 bus 3" in the street, and a new street has no old box
  for (const part of ['house_number', 'box'] as const) {
    if (!written.has('street') || written.has(part)) continue;
    written.add(part);
    if (kept.has('street')) kept.add(part);
  }
  return { written: [...written], kept: [...kept] };
}

/** Makes the function that turns the cells of one row into values, or says what is wrong with it. */
export function compilePatronRow(mapping: Mapping, header: readonly string[], today: string): (cells: readonly string[]) => RowOutcome {
  const at = placesOf(mapping, header);
  const keyKind = patronKey(mapping)!;
  let target: PatronTarget = 'lastName';
  const cell = (wanted: PatronTarget, cells: readonly string[]): string => {
    target = wanted;
    const place = at[wanted];
    return place === undefined ? '' : cells[place]!;
  };
  const read = (cells: readonly string[]): RowOutcome => {
    const values = readCells(cell, cells, mapping.dates);
    target = 'birthOn';
    if (values.birth_on !== null && values.birth_on > today) throw new BadCell('date-in-future');
    if (values.street !== null && values.house_number === null) Object.assign(values, split(values));
    values.address_key = addressKey(values.street, values.house_number, values.box, values.postcode);
    target = at.lastName === undefined ? 'fullName' : 'lastName';
    if (!values.last_name) throw new BadCell('required');
    target = keyKind === 'card' ? 'cardNumber' : keyKind === 'number' ? 'number' : 'email';
    const key = keyOf(keyKind, values);
    if (!key) throw new BadCell('required');
    return { key, values: patronColumns.map((column) => values[column]) };
  };
  return (cells) => {
    try {
      return read(cells);
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      const place = at[target];
      return {
        rejected: {
          column: place === undefined ? null : header[place]!,
          value: place === undefined ? null : cells[place]!,
          reason: error.reason,
        },
      };
    }
  };
}

function placesOf(mapping: Mapping, header: readonly string[]): Partial<Record<PatronTarget, number>> {
  const at: Partial<Record<PatronTarget, number>> = {};
  for (const { column, target } of mapping.columns) {
    const place = header.indexOf(column);
    if (place >= 0) at[target as PatronTarget] = place;
  }
  return at;
}

type CellOf = (target: PatronTarget, cells: readonly string[]) => string;

function readCells(cell: CellOf, cells: readonly string[], dates: Mapping['dates']): Values {
  const text = (target: PatronTarget, max?: number) => textIn(cell(target, cells), max);
  const name = readName(cell, cells);
  const email = emailIn(cell('email', cells));
  const combined = text('address');
  return {
    card_number: text('cardNumber', 60),
    number: text('number', 60),
    ...name,
    gender: genderIn(cell('gender', cells)),
    birth_on: dayIn(cell('birthOn', cells), dates),
    email: email?.email ?? null,
    email_key: email?.key ?? null,
    phone: text('phone', 60),
    mobile: text('mobile', 60),
    street: text('street') ?? combined,
    house_number: text('houseNumber', 40),
    box: text('box', 40),
    postcode: text('postcode', 20),
    city: text('city'),
    country: text('country', 80),
    language: languageIn(cell('language', cells)),
    branch_code: text('branch', 80),
    patron_category: text('category', 80),
    member_since: dayIn(cell('memberSince', cells), dates),
    member_until: dayIn(cell('memberUntil', cells), dates),
    guardian: text('guardian', 60),
    notes: notesIn(cell('notes', cells)),
    address_key: null,
  };
}

function readName(cell: CellOf, cells: readonly string[]): Pick<Values, 'first_name' | 'last_name'> {
  const text = (target: PatronTarget, max?: number) => textIn(cell(target, cells), max);
  const full = text('fullName');
  const name = full === null ? undefined : splitName(full);
  const prefix = text('prefix', 60);
  const last = text('lastName') ?? name?.lastName ?? null;
  return {
    first_name: text('firstName') ?? name?.firstName ?? '',
    last_name: prefix !== null && last !== null ? `${prefix} ${last}` : last,
  };
}

function split(values: Values): Pick<Values, 'street' | 'house_number' | 'box'> {
  const found = splitAddress(values.street!);
  return { street: found.street, house_number: found.houseNumber, box: values.box ?? found.box };
}

function keyOf(kind: 'card' | 'number' | 'email-name', values: Values): string | null {
  if (kind === 'card') return values.card_number;
  return kind === 'number' ? values.number : values.email_key && emailNameKey(values.email_key, values);
}

function emailNameKey(emailKey: string, name: Pick<Values, 'first_name' | 'last_name'>): string {
  return `${emailKey}|${quickFold(`${name.first_name} ${name.last_name}`)}`;
}

/**
 * The key of a row without reading the rest of it, as cheaply as it goes; undefined when it has none. A row that is refused
 * for another cell has one all the same: whom it is about is not gone.
 */
export function compilePatronKey(mapping: Mapping, header: readonly string[]): (cells: readonly string[]) => string | undefined {
  const kind = patronKey(mapping)!;
  const at = placesOf(mapping, header);
  const place = at[kind === 'card' ? 'cardNumber' : 'number'] ?? -1;
  const cell: CellOf = (target, cells) => cells[at[target] ?? -1] ?? '';
  const read = (cells: readonly string[]) => {
    if (kind !== 'email-name') return textIn(cells[place] ?? '', 60) ?? undefined;
    const email = emailIn(cell('email', cells));
    const name = readName(cell, cells);
    return email && name.last_name ? emailNameKey(email.key, name) : undefined;
  };
  return (cells) => {
    try {
      return read(cells);
    } catch (error) {
      if (error instanceof BadCell) return undefined;
      throw error;
    }
  };
}
