import { z } from 'zod';
import { instant, route } from '../../lib/route.ts';

export const listAuditEntries = route({
  id: 'audit.list',
  method: 'GET',
  path: '/audit',
  summary: 'Who did what in this environment, newest first.',
  access: { in: 'environment', permission: 'audit.read' },
  query: z.object({
    before: z.coerce.number().int().positive().optional(),
    action: z.string().max(100).optional(),
    /** Everything done with one thing: its kind and number, `contact:12`. */
    object: z
      .string()
      .regex(/^[a-z][a-z-]{0,40}:[\w-]{1,60}$/)
      .optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    entries: z.array(
      z.object({
        id: z.number(),
        at: instant,
        actorKind: z.string(),
        actorName: z.string(),
        action: z.string(),
        objectKind: z.string().nullable(),
        objectId: z.string().nullable(),
        detail: z.record(z.string(), z.unknown()),
      }),
    ),
    next: z.number().nullable(),
  }),
});

export const verifyAuditChain = route({
  id: 'audit.verify',
  method: 'GET',
  path: '/audit/verification',
  summary: 'Checks that no entry was changed or left out.',
  access: { in: 'environment', permission: 'audit.read' },
  output: z.object({ entries: z.number(), brokenAt: z.number().nullable() }),
});

export const contract = [listAuditEntries, verifyAuditChain];
