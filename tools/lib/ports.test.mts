import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { complainAboutTakenPorts, isTaken } from './ports.mts';

async function withListener(
  host: string,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, host, resolve));
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    await new Promise(resolve => server.close(resolve));
  }
}

describe('taken ports', () => {
  it('finds a program that listens on the IPv4 loopback address', () =>
    withListener('127.0.0.1', async port => {
      assert.equal(await isTaken(port), true);
    }));

  it('finds a program that listens on every address', () =>
    withListener('0.0.0.0', async port => {
      assert.equal(await isTaken(port), true);
    }));

  it('reports a port as free after the program has ended', async () => {
    let freed = 0;
    await withListener('127.0.0.1', async port => {
      freed = port;
    });
    assert.equal(await isTaken(freed), false);
  });

  it('names the port, its use and the command to find the program', () =>
    withListener('127.0.0.1', async port => {
      const complaints = await complainAboutTakenPorts([
        { port, usedFor: 'the backend' },
      ]);
      assert.deepEqual(complaints, [
        `Port ${port}, which the backend needs, is already in use: end the ` +
          `program that uses it ("lsof -nP -iTCP:${port} -sTCP:LISTEN" shows ` +
          'which) and start again.',
      ]);
    }));
});
