import { z } from 'zod';
import { idIn, instant, route } from '../../lib/route.ts';
import { kinds, loanTargets, mappingSchema, patronTargets, targets } from './rules/mapping.ts';

/** What the mapping screen offers for each kind, in this order. */
export const patronTargetsShown = patronTargets;
export const loanTargetsShown = loanTargets;

const kind = z.enum(kinds);
const target = z.enum(targets);

const counts = z.object({ new: z.number(), changed: z.number(), unchanged: z.number(), gone: z.number(), rejected: z.number() }).partial();
const problem = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });

export const runShape = z.object({
  id: z.number(),
  kind,
  fileName: z.string(),
  sizeBytes: z.number(),
  profileName: z.string().nullable(),
  state: z.enum(['reading', 'previewed', 'held', 'committing', 'done', 'failed', 'cancelled']),
  phase: z.enum(['reading', 'comparing', 'checking', 'merging', 'finishing']).nullable(),
  full: z.boolean(),
  rowsRead: z.number(),
  bytesRead: z.number(),
  /** Rows that are to be merged, and how many of them are. */
  stagedRows: z.number(),
  mergedRows: z.number(),
  counts,
  /** Some rows before and after. */
  sample: z.array(
    z.object({
      kind: z.enum(['new', 'changed']),
      key: z.string(),
      before: z.record(z.string(), z.unknown()).nullable(),
      after: z.record(z.string(), z.unknown()),
    }),
  ),
  problem: problem.nullable(),
  startedBy: z.string(),
  createdAt: instant,
  finishedAt: instant.nullable(),
});

export const recognitionShape = z.object({
  fileId: z.number(),
  fileName: z.string(),
  sizeBytes: z.number(),
  kind,
  koha: z.boolean(),
  profile: z.object({ id: z.number(), name: z.string() }).nullable(),
  columns: z.array(
    z.object({
      name: z.string(),
      target: target.nullable(),
      by: z.enum(['name', 'koha', 'content', 'profile']).nullable(),
      /** A column no import may write, and why. */
      refused: z.enum(['permission', 'rights']).nullable(),
      samples: z.array(z.string()),
    }),
  ),
  rows: z.array(z.array(z.string())),
  mapping: mappingSchema.extend({ columns: z.array(z.object({ column: z.string(), target, keep: z.boolean().optional() })) }),
});

export const uploadImport = route({
  id: 'imports.upload',
  method: 'POST',
  path: '/imports/files',
  summary: 'Takes in a file (raw bytes) and says what it is; nothing changes yet.',
  access: { in: 'environment', permission: 'imports.run' },
  query: z.strictObject({ name: z.string().min(1).max(300), kind: kind.optional() }),
  body: z.unknown(),
  bodyKind: 'bytes',
  output: recognitionShape,
});

export const recogniseImport = route({
  id: 'imports.recognise',
  method: 'GET',
  path: '/imports/files/:fileId',
  summary: 'Says again what a file that was taken in is, as readers or as loans.',
  access: { in: 'environment', permission: 'imports.run' },
  params: z.object({ fileId: idIn }),
  query: z.strictObject({ kind: kind.optional() }),
  output: recognitionShape,
});

export const startImport = route({
  id: 'imports.start',
  method: 'POST',
  path: '/imports',
  summary: 'Reads a file with a mapping and works out what it would change (a dry run).',
  access: { in: 'environment', permission: 'imports.run' },
  body: z.strictObject({
    fileId: z.number().int().positive(),
    kind,
    mapping: mappingSchema,
    /** The file is complete: who is not in it has gone. */
    full: z.boolean().default(false),
    /** Keep the mapping under this name; the next file with the same columns is recognised by it. */
    saveAs: z.string().trim().min(1).max(80).optional(),
  }),
  output: runShape,
});

export const listImports = route({
  id: 'imports.list',
  method: 'GET',
  path: '/imports',
  summary: 'Imports, newest first.',
  access: { in: 'environment', permission: 'imports.read' },
  query: z.strictObject({ before: idIn.optional(), limit: z.coerce.number().int().min(1).max(100).default(25) }),
  output: z.object({ runs: z.array(runShape), next: z.number().nullable() }),
});

export const readImport = route({
  id: 'imports.read',
  method: 'GET',
  path: '/imports/:runId',
  summary: 'One import: how far it is, what it would change or changed.',
  access: { in: 'environment', permission: 'imports.read' },
  params: z.object({ runId: idIn }),
  output: runShape,
});

export const commitImport = route({
  id: 'imports.commit',
  method: 'POST',
  path: '/imports/:runId/commit',
  summary: 'Takes a checked import in. A held import needs `despite`.',
  access: { in: 'environment', permission: 'imports.run' },
  params: z.object({ runId: idIn }),
  body: z.strictObject({ despite: z.boolean().default(false) }),
  output: runShape,
});

export const cancelImport = route({
  id: 'imports.cancel',
  method: 'POST',
  path: '/imports/:runId/cancel',
  summary: 'Lets go of an import that was not taken in.',
  access: { in: 'environment', permission: 'imports.run' },
  params: z.object({ runId: idIn }),
  output: runShape,
});

export const listRejected = route({
  id: 'imports.rejected',
  method: 'GET',
  path: '/imports/:runId/rejected',
  summary: 'Rows that were refused: line, column, value and reason.',
  access: { in: 'environment', permission: 'imports.read' },
  params: z.object({ runId: idIn }),
  query: z.strictObject({ after: z.coerce.number().int().min(0).default(0), limit: z.coerce.number().int().min(1).max(500).default(50) }),
  output: z.object({
    rejects: z.array(
      z.object({ line: z.number(), column: z.string().nullable(), value: z.string().nullable(), reason: z.string(), sentence: z.string() }),
    ),
    next: z.number().nullable(),
  }),
});

export const downloadRejected = route({
  id: 'imports.rejected.download',
  method: 'GET',
  path: '/imports/:runId/rejected/file',
  summary: 'The refused rows as CSV, to mend and take in again.',
  access: { in: 'environment', permission: 'imports.run' },
  params: z.object({ runId: idIn }),
  outputKind: 'download',
});

export const contract = [
  uploadImport,
  recogniseImport,
  startImport,
  listImports,
  readImport,
  commitImport,
  cancelImport,
  listRejected,
  downloadRejected,
];
