// Pages for patrons are strings made by an auto-escaping template: what is spliced in is text unless it is
// itself made by `html`. Attributes must be quoted in templates; the escaping covers both places.

export interface Html {
  readonly html: string;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** Text made safe for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => entities[character]!);
}

type Splice = Html | string | number | null | undefined | false | readonly Splice[];

/** A piece of page. Strings are escaped, arrays joined, `false`, `null` and `undefined` leave nothing. */
export function html(parts: TemplateStringsArray, ...values: Splice[]): Html {
  let out = parts[0]!;
  for (const [index, value] of values.entries()) out += splice(value) + parts[index + 1]!;
  return { html: out };
}

function splice(value: Splice): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'object' && 'html' in value) return value.html;
  if (typeof value === 'object') return value.map(splice).join('');
  return escapeHtml(String(value));
}
