import { formatFor, type Format } from '../../lib/format.ts';
import { useLanguage } from './language.tsx';

/** `const format = useFormat(); format.number(1286)`. */
export function useFormat(): Format {
  return formatFor(useLanguage());
}
