import { z } from 'zod';
import { idIn, route } from '../../lib/route.ts';

const short = z.string().trim().max(120);

export const contactData = z.object({
  street: short.optional(),
  postcode: short.optional(),
  city: short.optional(),
  phone: short.optional(),
  email: z.union([z.literal(''), z.email()]).optional(),
  website: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).optional(),
});

export const branding = z.object({
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .optional(),
  logo: z.string().max(64).optional(),
});

export const branch = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  street: z.string().nullable(),
  postcode: z.string().nullable(),
  city: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
});

export const environment = z.object({
  slug: z.string(),
  kind: z.enum(['network', 'region', 'library']),
  name: z.string(),
  shortName: z.string(),
  language: z.enum(['nl', 'en']),
  country: z.enum(['BE', 'NL']),
  timeZone: z.string(),
  demo: z.boolean(),
  contact: contactData,
  branding,
});

export const readEnvironment = route({
  id: 'environment.read',
  method: 'GET',
  path: '/environment',
  summary: 'This environment: its name, contact data and house style.',
  access: { in: 'environment', permission: 'environment.read' },
  output: environment,
});

export const changeEnvironmentRoute = route({
  id: 'environment.change',
  method: 'PATCH',
  path: '/environment',
  summary: 'Changes name, language, contact data or house style.',
  access: { in: 'environment', permission: 'environment.manage' },
  body: z.strictObject({
    name: short.min(1).optional(),
    shortName: short.min(1).optional(),
    language: z.enum(['nl', 'en']).optional(),
    contact: contactData.optional(),
    branding: branding.optional(),
  }),
  output: environment,
});

export const listBranchesRoute = route({
  id: 'branches.list',
  method: 'GET',
  path: '/branches',
  summary: 'The branches of the library.',
  access: { in: 'environment', permission: 'environment.read' },
  output: z.object({ branches: z.array(branch) }),
});

export const changeBranchRoute = route({
  id: 'branches.change',
  method: 'PATCH',
  path: '/branches/:branchId',
  summary: 'Names a branch and gives it an address.',
  access: { in: 'environment', permission: 'environment.manage' },
  params: z.object({ environment: z.string(), branchId: idIn }),
  body: z.strictObject({
    name: short.min(1).optional(),
    street: short.optional(),
    postcode: short.optional(),
    city: short.optional(),
    phone: short.optional(),
    email: z.union([z.literal(''), z.email()]).optional(),
  }),
  output: branch,
});

export const contract = [readEnvironment, changeEnvironmentRoute, listBranchesRoute, changeBranchRoute];
