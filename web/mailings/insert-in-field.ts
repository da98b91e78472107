/** Puts text where the caret is in an input, as if it were typed, so that its own onChange hears of it. */
export function insertInField(field: HTMLInputElement | HTMLTextAreaElement | null, text: string): void {
  if (!field) return;
  const start = field.selectionStart ?? field.value.length;
  const end = field.selectionEnd ?? start;
  const value = field.value.slice(0, start) + text + field.value.slice(end);
  // React keeps the value of an input to itself; the element's own setter goes around that
  const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
  field.setSelectionRange(start + text.length, start + text.length);
}
