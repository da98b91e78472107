// What was recognised of a file, and what its columns are said to mean.
import type { recogniseImport } from '../../server/imports/contract.ts';
import type { Answer } from '../app/api.ts';

export type Recognition = Answer<typeof recogniseImport>;
export type Target = NonNullable<Recognition['columns'][number]['target']>;
export type Meanings = ReadonlyMap<string, { target: Target; keep: boolean }>;
