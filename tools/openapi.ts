// Writes openapi.json from the contracts: `node tools/openapi.ts`. A test holds the committed file against it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contract } from '../server/mount.ts';
import { openApi } from '../server/platform/openapi.ts';

/** The document as it is committed. */
export function openApiText(): string {
  return `${JSON.stringify(openApi(contract), null, 1)}\n`;
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, '../openapi.json'), openApiText());
