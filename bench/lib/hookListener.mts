import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server for the webhooks of the stub. */
export interface HookListener {
  url: string;
  close(): void;
}

/** @param receive - is called with the key of each event, for example `pullrequest:created`, and its content */
export async function listenToHooks(
  receive: (key: string, payload: object) => Promise<void>,
): Promise<HookListener> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part as Buffer);
    }
    const body = JSON.parse(Buffer.concat(parts).toString());
    await receive(String(request.headers['x-event-key']), body);
    response.writeHead(204).end();
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
