import { z } from 'zod';
import { route } from '../../lib/route.ts';

const image = z.object({
  id: z.number(),
  /** The last part of its address: /beeld/{publicId}. */
  publicId: z.string(),
  name: z.string(),
  width: z.number(),
  height: z.number(),
});

export const uploadImage = route({
  id: 'images.upload',
  method: 'POST',
  path: '/images',
  summary: 'Takes in an image (PNG, JPEG, WebP or GIF, at most 15 MB); it is written anew.',
  access: { in: 'environment', permission: 'mailings.write' },
  query: z.strictObject({ name: z.string().max(300).default('beeld'), purpose: z.enum(['image', 'logo']).default('image') }),
  body: z.unknown(),
  bodyKind: 'bytes',
  output: image,
});

export const listImagesRoute = route({
  id: 'images.list',
  method: 'GET',
  path: '/images',
  summary: 'The newest images of this environment.',
  access: { in: 'environment', permission: 'mailings.read' },
  output: z.object({ images: z.array(image) }),
});

export const contract = [uploadImage, listImagesRoute];
