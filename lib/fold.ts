// Text as people search and sort it: without accents, in lower case. The database does the same (kb_fold in
// migrations/0005_contacts.sql); a test of contacts holds the two together.

// letters that Unicode does not take apart into a base and an accent
const letters: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  ð: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  // the form of sigma at the end of a word
  ς: 'σ',
  '’': "'",
  '‘': "'",
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
};
const special = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');

/** 'Zoë ŁUKASZ Aydın' → 'zoe lukasz aydin'. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(special, (letter) => letters[letter]!);
}

/** The words of a text, folded; everything but letters and figures separates. */
export function foldedWords(text: string): string[] {
  return fold(text)
    .split(/[\s!-/:-@[-`{-~]+/)
    .filter(Boolean);
}
