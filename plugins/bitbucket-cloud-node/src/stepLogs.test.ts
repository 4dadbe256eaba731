import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { bearerCredentials } from './BitbucketCredentials';
import { BitbucketPipelinesClient } from './BitbucketPipelinesClient';

const TOKEN = 'an-access-token-of-the-workspace';
const SLUG = 'price-library';
const LINE = `${'0123456789'.repeat(10)}\n`;
const STEP = { slug: SLUG, uuid: '{1}', stepUuid: '{2}' };
const LOG_BYTES = 64 * 1024;

function createClient(apiBaseUrl: string, timeoutMs = 5000) {
  return new BitbucketPipelinesClient({
    workspace: 'harbour-bikes',
    credentials: bearerCredentials(TOKEN),
    apiBaseUrl,
    timeoutMs,
  });
}

describe('the end of a log at the stub', () => {
  let stub: BitbucketCloudStub;
  beforeAll(async () => {
    stub = await createBitbucketCloudStub();
  });
  afterAll(() => stub.close());

  async function failWith(log: { log: string; repeatLog?: number }) {
    stub.reset();
    stub.registerAccessToken({
      token: TOKEN,
      scopes: ['pipeline'],
      workspace: 'harbour-bikes',
    });
    const { uuid } = stub.runPipeline('harbour-bikes', SLUG, {}) as {
      uuid: string;
    };
    stub.endPipeline(['harbour-bikes', SLUG, uuid], {
      result: 'FAILED',
      ...log,
    });
    const client = createClient(stub.apiUrl);
    const steps = await client.listSteps({ slug: SLUG, uuid });
    const { uuid: stepUuid } = steps.find(({ state }) => state === 'failed')!;
    return { client, step: { slug: SLUG, uuid, stepUuid } };
  }

  it('is read from a log of 200 MB with little memory', async () => {
    const repeatLog = Math.ceil((200 * 1024 * 1024) / LINE.length);
    const { client, step } = await failWith({ log: LINE, repeatLog });
    const before = process.memoryUsage.rss();
    const log = await client.readLogTail(step);
    expect(process.memoryUsage.rss() - before).toBeLessThan(40 * 1024 * 1024);
    expect(log).toEqual({
      part: 'end',
      bytes: LOG_BYTES,
      size: repeatLog * LINE.length,
      text: LINE.repeat(Math.floor(LOG_BYTES / LINE.length)),
    });
  });

  it('is the whole log if it is short', async () => {
    const { client, step } = await failWith({ log: 'größer\n' });
    expect(await client.readLogTail(step)).toEqual({
      part: 'all',
      bytes: 9,
      size: 9,
      text: 'größer\n',
    });
  });

  it('is undefined if there is no log', async () => {
    const { client, step } = await failWith({ log: 'x' });
    const stepUuid = '{00000000-0000-0000-0000-000000000000}';
    expect(await client.readLogTail({ ...step, stepUuid })).toBeUndefined();
  });
});

describe('the end of a log at another server', () => {
  const servers: { close(): void }[] = [];
  afterEach(() => servers.splice(0).forEach(server => server.close()));

  async function listen(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('is requested from the storage without the token', async () => {
    const authorizations: (string | undefined)[] = [];
    const storage = await listen((req, res) => {
      authorizations.push(req.headers.authorization);
      res.writeHead(206, { 'Content-Range': 'bytes 0-3/4' }).end('text');
    });
    const url = await listen((req, res) => {
      authorizations.push(req.headers.authorization);
      res.writeHead(307, { Location: `${storage}/log?signature=1` }).end();
    });
    expect(await createClient(url).readLogTail(STEP)).toMatchObject({
      text: 'text',
    });
    expect(authorizations).toEqual([`Bearer ${TOKEN}`, undefined]);
  });

  it('is not read to the end if the server ignores the range', async () => {
    let sent = 0;
    const closed = Promise.withResolvers<void>();
    const url = await listen((_, res) => {
      res.writeHead(200, { 'Content-Length': 200 * 1024 * 1024 });
      res.on('close', closed.resolve);
      const chunk = Buffer.alloc(64 * 1024, LINE);
      const send = () => {
        while (!res.destroyed && sent < 200 * 1024 * 1024) {
          sent += chunk.length;
          if (!res.write(chunk)) {
            res.once('drain', send);
            return;
          }
        }
      };
      send();
    });
    const log = await createClient(url).readLogTail(STEP);
    expect(log).toMatchObject({
      part: 'start',
      bytes: LOG_BYTES,
      size: 200 * 1024 * 1024,
    });
    await closed.promise;
    expect(sent).toBeLessThan(10 * 1024 * 1024);
  });

  it('begins with a whole line and a whole character', async () => {
    const bytes = Buffer.from('aößtext without a newline').subarray(2);
    const url = await listen((_, res) => {
      res
        .writeHead(206, { 'Content-Range': `bytes 2-9/999` })
        .end(Buffer.from(bytes));
    });
    expect((await createClient(url).readLogTail(STEP))?.text).toBe(
      'ßtext without a newline',
    );
  });

  it('is empty if the log is empty', async () => {
    const url = await listen((_, res) => res.writeHead(416).end());
    expect(await createClient(url).readLogTail(STEP)).toMatchObject({
      text: '',
      size: 0,
      part: 'all',
    });
  });

  it.each([
    'http://storage.example/log',
    'ftp://127.0.0.1/log',
    'file:///etc/passwd',
    '',
  ])('is not requested from %j', async location => {
    const url = await listen((_, res) =>
      res.writeHead(307, { Location: location }).end(),
    );
    // An empty address is the same URL again.
    await expect(createClient(url).readLogTail(STEP)).rejects.toMatchObject({
      code: 'invalid_response',
    });
  });

  it('does not wait for a slow storage', async () => {
    const url = await listen((_, res) => {
      res.writeHead(206, { 'Content-Range': 'bytes 10-99/100' }).write('a');
    });
    await expect(
      createClient(url, 200).readLogTail(STEP),
    ).rejects.toMatchObject({ code: 'timeout' });
  });

  it('does not regard an error of the storage as one of Bitbucket', async () => {
    const storage = await listen((_, res) =>
      res
        .writeHead(403)
        .end(JSON.stringify({ type: 'error', error: { message: 'no' } })),
    );
    const url = await listen((_, res) =>
      res.writeHead(307, { Location: `${storage}/log` }).end(),
    );
    await expect(createClient(url).readLogTail(STEP)).rejects.toMatchObject({
      code: 'http',
      status: 403,
      isFromBitbucket: false,
    });
  });
});
