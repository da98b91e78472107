import { serve, type ServedRoute } from '../platform/serve.ts';
import { listImagesRoute, uploadImage } from './contract.ts';
import { listImages, storeImage } from './files.ts';

export const routes: ServedRoute[] = [
  serve(
    uploadImage,
    ({ app, environment, query, stream, caller }) =>
      storeImage(app, environment.id, {
        name: query.name,
        purpose: query.purpose,
        stream,
        uploadedBy: caller.kind === 'staff' ? caller.id : null,
      }),
    { ownTransactions: true },
  ),
  serve(listImagesRoute, async ({ app, db }) => ({ images: await listImages(app, db) })),
];
