// One sentence for what an operator can mend; a defect keeps its stack.
import { translate, type Language } from '../../lib/i18n.ts';
import { Invalid, NotFound, OperatorError, Refused } from './errors.ts';

/** What to tell the operator about an error that ended a start or a command. */
export function explain(error: unknown, language: Language): string {
  if (error instanceof OperatorError || error instanceof Refused) return translate(language, error.code, error.params);
  if (error instanceof NotFound) return `${translate(language, error.code)} (${error.message})`;
  if (error instanceof Invalid)
    return Object.entries(error.fields)
      .map(([field, key]) => `${field}: ${translate(language, key)}`)
      .join('\n');
  const circumstance = error instanceof Error ? circumstanceOf(error) : undefined;
  if (circumstance) return translate(language, circumstance.code, circumstance.params);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Disk, rights and connections fail everywhere; they are told apart here, by the codes of Node and of PostgreSQL. */
function circumstanceOf(error: Error & { code?: string; path?: string }): OperatorError | undefined {
  const { code = '', path, message } = error;
  if (code === 'ENOSPC' || code === '53100') return new OperatorError('operator.disk-full', { why: message });
  if (path && /^(EACCES|EPERM|EROFS)$/.test(code)) return new OperatorError('operator.no-access', { path });
  if (code === '42501') return new OperatorError('operator.no-rights', { why: message });
  if (
    /^(08|57P)|^E(CONN(REFUSED|RESET)|HOSTUNREACH|TIMEDOUT|PIPE|NOTFOUND|AI_AGAIN)$/.test(code) ||
    /^connection terminated/i.test(message)
  )
    return new OperatorError('operator.database-unreachable', { why: message || code });
  return error.cause instanceof Error ? circumstanceOf(error.cause) : undefined;
}
