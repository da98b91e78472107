// The one door to the network. Every connection we open to a host somebody typed in is resolved here, all its addresses
// are checked, and the connection goes to a checked address, so that a name cannot lead inside (SSRF, DNS rebinding).
import { lookup } from 'node:dns/promises';
import { connect as connectSocket, isIP, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Connects to a host outside, or to one the operator named. Rejects before any byte is sent when it leads inside. */
export async function connectOut(
  host: string,
  port: number,
  { signal, allow = [] }: { signal: AbortSignal; allow?: readonly string[] },
): Promise<Socket> {
  const allowed = allow.includes(host);
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true });
  const addresses = found.map((one) => one.address);
  const inside = allowed ? undefined : addresses.find((address) => !isPublicAddress(address));
  if (inside) throw new Error(`${host} leads to ${inside}, which is not on the public internet`);
  let last: unknown = new Error(`${host} has no address`);
  for (const address of addresses) {
    try {
      return await connectTo(address, port, signal);
    } catch (error) {
      last = error;
      if (signal.aborted) break;
    }
  }
  throw last;
}

/** Is this an address of the public internet: not private, loopback, link-local, reserved, nor one of these dressed as IPv6? */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}

function connectTo(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host: address, port, noDelay: true, signal });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
