// The server's complaints, brought to the inputs they are about.
import { useEffect } from 'react';

interface FieldProblem extends Error {
  fields: Record<string, string>;
}

function fieldsOf(error: Error | null | undefined): Record<string, string> {
  return error && 'fields' in error ? (error as FieldProblem).fields : {};
}

/**
 * `const problems = useFieldProblems(save.error, ['name', 'contact.email'])`, then
 * `<TextInput {...problems.at('name')} />` and `<ErrorNotice error={problems.rest} />`.
 * What is said about a field that is not on the form stands in the notice, so nothing is lost.
 * The first marked input gets the focus.
 */
export function useFieldProblems(
  error: Error | null | undefined,
  shown: readonly string[],
): { at: (field: string) => { error: string | undefined }; rest: Error | undefined } {
  const fields = fieldsOf(error);
  useEffect(() => {
    if (!error) return;
    document.querySelector<HTMLElement>('main [aria-invalid="true"], [role="dialog"] [aria-invalid="true"]')?.focus();
  }, [error]);
  const elsewhere = Object.entries(fields).filter(([field]) => !shown.includes(field));
  const rest =
    error && elsewhere.length > 0
      ? new Error(`${error.message} ${elsewhere.map(([field, sentence]) => `${field}: ${sentence}`).join(' ')}`)
      : (error ?? undefined);
  return { at: (field) => ({ error: fields[field] }), rest };
}
