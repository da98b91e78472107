// How long a request may take to arrive. Node has one limit for all, in total; an export of a big library over the line of
// a small one takes longer than anybody should be allowed to keep a connection for a form.
import type { FastifyRequest } from 'fastify';

/** Cuts off a request that is not there in time: as a whole, or (an upload) when nothing came for that long. */
export function limitReceiving(request: FastifyRequest, { seconds, upload }: { seconds: number; upload: boolean }): void {
  const { headers } = request.raw;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  const { raw } = request;
  const { socket } = raw;
  let seen = socket.bytesRead;
  const timer = setInterval(() => {
    // one that was handed in without a line (`inject`) only knows that it was read to its end
    if (raw.complete || raw.readableEnded) return clearInterval(timer);
    if (!upload || seen === socket.bytesRead) socket.destroy();
    seen = socket.bytesRead;
  }, seconds * 1000);
  timer.unref();
  raw.once('close', () => clearInterval(timer));
}
