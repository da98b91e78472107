// Addresses as people type them, made into what a link may lead to.

/** What was clearly meant: www.bib.example becomes https://www.bib.example, an e-mail address gets mailto:. */
export function mendHref(typed: string): string {
  const text = typed.trim();
  if (text === '' || /^[a-z][a-z0-9+.-]*:/i.test(text)) return text;
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  if (/^\+?[\d][\d .()/-]{5,}$/.test(text)) return `tel:${text.replace(/[^\d+]/g, '')}`;
  if (/^[^\s/.]+(\.[^\s/.]+)+([/?#]\S*)?$/.test(text)) return `https://${text}`;
  return text;
}
