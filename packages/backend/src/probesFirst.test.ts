import express from 'express';
import { AddressInfo } from 'node:net';
import { configureProbesFirst } from './probesFirst';

describe('configureProbesFirst', () => {
  it('answers a probe though what comes first by default waits for ever', async () => {
    const app = express();
    configureProbesFirst({
      app,
      applyDefaults: () => app.use(() => {}),
      healthRouter: express.Router().get('/probe', (_, res) => {
        res.send('ok');
      }),
    });
    const server = app.listen(0);
    const { port } = server.address() as AddressInfo;

    const answer = await fetch(`http://localhost:${port}/probe`, {
      signal: AbortSignal.timeout(5_000),
    });

    expect(await answer.text()).toBe('ok');
    server.closeAllConnections();
    server.close();
  });
});
