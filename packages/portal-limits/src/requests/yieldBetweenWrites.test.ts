import express from 'express';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { yieldBetweenWrites } from './yieldBetweenWrites';

const CHUNKS = 20;

/** Returns how many times the event loop turned while a large response was written. */
async function countTurns(...handlers: express.RequestHandler[]) {
  let turns = 0;
  const app = express();
  app.use(...handlers, async (_req, res) => {
    let isWriting = true;
    const turn = () => {
      turns++;
      if (isWriting) {
        setImmediate(turn);
      }
    };
    setImmediate(turn);
    for (let index = 0; index < CHUNKS; index++) {
      if (!res.write('x'.repeat(100_000))) {
        await once(res, 'drain');
      }
    }
    isWriting = false;
    res.end();
  });
  const server = createServer(app).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://localhost:${port}`);
  const text = await response.text();
  server.close();
  return { length: text.length, turns };
}

it('serves other requests between the parts of a large response', async () => {
  const { length, turns } = await countTurns(yieldBetweenWrites);
  expect(length).toBe(CHUNKS * 100_000);
  expect(turns).toBeGreaterThanOrEqual(CHUNKS);
});

it('forwards other events immediately', () => {
  const emit = jest.fn(() => true);
  const res = { emit, listenerCount: () => 0 };
  const next = jest.fn();
  yieldBetweenWrites({} as never, res as never, next);
  expect(next).toHaveBeenCalledWith();
  expect(res.emit).not.toBe(emit);
  (res.emit as (event: string) => boolean)('close');
  expect(emit).toHaveBeenCalledWith('close');
});
