import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Returns a free TCP port of this machine, and reserves it until `release` is called. */
export async function reservePort(): Promise<{
  port: number;
  release(): Promise<void>;
}> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async release() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Returns a free TCP port of this machine. */
export async function findFreePort(): Promise<number> {
  const { port, release } = await reservePort();
  await release();
  return port;
}
