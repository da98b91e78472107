import { translate } from '../../lib/i18n.ts';
import type { Page } from '../platform/serve.ts';
import { openImage } from './files.ts';

export const pages: Page[] = [
  {
    method: 'GET',
    path: '/beeld/:publicId',
    async handle({ app, params, language }) {
      const image = await openImage(app, params.publicId!);
      if (!image) return { text: translate(language, 'error.not-found'), status: 404 };
      return { bytes: image.bytes, mediaType: image.mediaType, cacheSeconds: 31_536_000 };
    },
  },
];
