/** @jest-environment node */
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { fakeState } from '../__testUtils__/fakeIngestion';
import { BitbucketIngestionClient } from './BitbucketIngestionClient';

const url =
  'http://localhost:7007/api/catalog/bitbucket/ingestion/bitbucketWorkspace';
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const client = new BitbucketIngestionClient({
  discoveryApi: {
    getBaseUrl: async plugin => `http://localhost:7007/api/${plugin}`,
  },
  fetchApi: { fetch: (input, init) => fetch(input, init) },
});
const respond = (response: () => Response) =>
  server.use(http.get(url, response));

describe('BitbucketIngestionClient', () => {
  it('returns the states of a provider', async () => {
    const states = [fakeState({ provider: 'bitbucketWorkspace' })];
    respond(() => HttpResponse.json({ states }));
    expect(await client.getStates('bitbucketWorkspace')).toEqual(states);
  });

  it('returns undefined if the portal does not have the module', async () => {
    respond(() => HttpResponse.json({}, { status: 404 }));
    expect(await client.getStates('bitbucketWorkspace')).toBeUndefined();
  });

  it.each([
    [
      'the message of the backend',
      () => HttpResponse.json({ error: { message: 'No.' } }, { status: 403 }),
      { statusCode: 403, message: 'No.' },
    ],
    [
      'a sentence for the page of a proxy',
      () => HttpResponse.html('<h1>Bad Gateway</h1>', { status: 502 }),
      {
        statusCode: 502,
        message: expect.stringContaining('responded with HTTP status 502'),
      },
    ],
    [
      'a sentence for another format',
      () => HttpResponse.json({ states: [{ id: 'main' }] }),
      { message: expect.stringContaining('this page cannot read') },
    ],
    [
      'a sentence if there is no response',
      () => HttpResponse.error(),
      { message: expect.stringContaining('does not respond') },
    ],
  ])('throws %s', async (_, response, expected) => {
    respond(response);
    await expect(client.getStates('bitbucketWorkspace')).rejects.toMatchObject(
      expected,
    );
  });
});
