// Serves the built workbench: hashed files for ever, one page that is never cached and gets a fresh nonce for
// the one style tag the component library needs.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './app.ts';

const folder = join(import.meta.dirname, '../../dist/web');

/** Mounts /app/… ; says so plainly when the workbench has not been built. */
export async function serveWorkbench(server: FastifyInstance, app: App): Promise<void> {
  server.get('/', (_request, reply) => reply.redirect('/app/', 302));
  if (!existsSync(join(folder, 'index.html'))) {
    server.get('/app/*', (_request, reply) =>
      reply.status(503).type('text/plain').send('The workbench is not built yet: npm run build:web\n'),
    );
    return;
  }
  await server.register(files, {
    root: join(folder, 'assets'),
    prefix: '/app/assets/',
    cacheControl: false,
    index: false,
    setHeaders: (reply) => {
      reply.header('cache-control', 'public, max-age=31536000, immutable');
    },
  });
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const show = (_request: FastifyRequest, reply: FastifyReply) => {
    const nonce = randomBytes(16).toString('base64');
    reply.header('content-security-policy', policy(nonce, app));
    return reply.type('text/html; charset=utf-8').send(page.replaceAll('__NONCE__', nonce));
  };
  server.get('/app', show);
  server.get('/app/*', show);
}

function policy(nonce: string, app: App): string {
  const upgrade = app.config.publicUrl.startsWith('https:') ? '; upgrade-insecure-requests' : '';
  return (
    [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      // the component library sets its variables in style attributes
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      // previews of mails: sandboxed frames of our own
      "frame-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; ') + upgrade
  );
}
