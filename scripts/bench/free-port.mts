import { createServer, type AddressInfo } from 'node:net';

/** A port that nobody uses on this machine, nor gets until it is released. */
export async function reservePort(): Promise<{
  port: number;
  release: () => Promise<void>;
}> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    release: () =>
      new Promise(resolve => {
        server.close(() => resolve());
      }),
  };
}

/** A port that nobody uses on this machine. */
export async function findFreePort(): Promise<number> {
  const { port, release } = await reservePort();
  await release();
  return port;
}
