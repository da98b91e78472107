import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { libraryWith, testApp, type TestApp } from '../../test/harness/app.ts';
import { route } from '../../lib/route.ts';
import { createWeb, type WebOptions } from './http.ts';
import { serve } from './serve.ts';
import { z } from 'zod';

test('a body in any form but the one an upload takes is held to the ordinary size, before anybody is let in', async () => {
  const { app, api } = await libraryWith();
  for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const answer = await app.server.inject({
      method: 'POST',
      url: `${api}/imports/files?name=x.csv`,
      headers: { 'content-type': type },
      payload: 'x'.repeat(5 * 1024 * 1024),
    });
    assert.equal(answer.statusCode, 413, type);
  }
});

/** A server with one upload and one ordinary route, both for everybody. */
async function twoRoutes(context: TestContext, app: TestApp, options: Partial<WebOptions>) {
  const upload = route({
    id: 'x.upload',
    method: 'POST',
    path: '/upload',
    summary: '',
    access: { in: 'public' },
    bodyKind: 'bytes',
    output: z.object({ bytes: z.number() }),
  });
  const plain = route({
    id: 'x.plain',
    method: 'POST',
    path: '/plain',
    summary: '',
    access: { in: 'public' },
    body: z.strictObject({ a: z.number() }),
    output: z.object({ bytes: z.number() }),
  });
  const server = await createWeb({
    app,
    gate: { authenticate: async () => undefined, environment: async () => undefined, recordView: async () => {} },
    pages: [],
    trouble: ({ status, title }) => ({ status, text: title }),
    routes: [
      serve(upload, async ({ stream }) => {
        let bytes = 0;
        for await (const part of stream) bytes += part.length;
        return { bytes };
      }),
      serve(plain, async () => ({ bytes: 0 })),
    ],
    ...options,
  });
  context.after(() => server.close());
  await server.listen({ port: 0, host: '127.0.0.1' });
  return (server.server.address() as AddressInfo).port;
}

/** Sends a request whose body comes in pieces, a pause between them; gives what came back. */
async function slowly(port: number, path: string, type: string, pieces: readonly string[], pauseMs: number): Promise<string> {
  const socket = createConnection(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (bytes) => (answer += bytes.toString()));
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  const length = pieces.join('').length;
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`,
  );
  for (const piece of pieces) {
    await sleep(pauseMs);
    if (!socket.writable) break;
    socket.write(piece);
  }
  await Promise.race([closed, sleep(20_000, undefined, { ref: false })]);
  socket.destroy();
  return answer;
}

test('a long upload over a slow line is taken in; anything else that dawdles is cut off', async (context) => {
  // a pause is far shorter than the limit, so that a busy machine does not make one of the other
  const port = await twoRoutes(context, await testApp(), { receiveSeconds: 3 });
  const slow = (path: string, type: string, body: string) => slowly(port, path, type, body.match(/.{1,2}/g)!, 400);
  assert.match(await slow('/api/upload', 'application/octet-stream', 'ab'.repeat(10)), /200 OK[^]*"bytes":20/);
  assert.doesNotMatch(await slow('/api/plain', 'application/json', `{"a":${' '.repeat(14)}1}`), /200 OK/);
  assert.match(await slowly(port, '/api/plain', 'application/json', ['{"a"', ':1}'], 50), /200 OK/);
});

test('an upload that stands still is cut off too', async (context) => {
  const port = await twoRoutes(context, await testApp(), { receiveSeconds: 1 });
  assert.doesNotMatch(await slowly(port, '/api/upload', 'application/octet-stream', ['ab', 'cd'], 3000), /200 OK/);
});

test('figures are for this machine, also when a proxy on it passes on what comes from outside', async () => {
  const app = await testApp();
  assert.equal((await app.server.inject({ url: '/metrics' })).statusCode, 200);
  for (const headers of [{ 'x-forwarded-for': '203.0.113.7' }, { forwarded: 'for=203.0.113.7' }])
    assert.equal((await app.server.inject({ url: '/metrics', headers })).statusCode, 404);
  assert.equal((await app.server.inject({ url: '/metrics', remoteAddress: '203.0.113.7' })).statusCode, 404);
});
