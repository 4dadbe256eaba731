import { mockServices } from '@backstage/backend-test-utils';
import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import {
  headersOf,
  PUSH,
  SECRET,
  WORKSPACE,
} from '../__testUtils__/signedRequest';
import { BodyReader } from './BodyReader';
import { receive } from './receive';
import { WorkTurns } from './WorkTurns';

const BODY = JSON.stringify(PUSH);
const logger = mockServices.logger.mock();
const claim = {
  complete: jest.fn(async () => {}),
  release: jest.fn(async () => {}),
};

const turns = new WorkTurns();

beforeEach(() => jest.clearAllMocks());

/** Receives a signed webhook. The response waits 20 ms for the subscribers. */
function receiveWebhook(publish: () => Promise<void>) {
  const request = Object.assign(Readable.from([Buffer.from(BODY)]), {
    headers: headersOf(BODY),
  }) as unknown as IncomingMessage;
  return receive(
    request,
    {},
    {
      config: { secrets: [SECRET], workspaces: [{ uuid: WORKSPACE.uuid }] },
      deliveries: { claim: async () => claim } as never,
      events: { publish, subscribe: async () => {} },
      logger,
      reader: new BodyReader(),
      turns,
      mostMs: 20,
    },
  );
}

it('does not wait for slow subscribers, and logs their failure', async () => {
  let fail = (_error: Error) => {};
  const publishing = new Promise<void>((_, reject) => {
    fail = reject;
  });
  expect(await receiveWebhook(() => publishing)).toBe('accepted');
  expect(claim.complete).toHaveBeenCalledTimes(1);
  expect(logger.warn).toHaveBeenCalledWith(
    expect.stringMatching(
      /The subscribers of the webhook \S+ of Bitbucket \(repo:push\) need more than/,
    ),
  );
  fail(new Error('connect ECONNREFUSED'));
  await publishing.catch(() => {});
  expect(logger.error).toHaveBeenCalledWith(
    expect.stringContaining(
      'did not reach all subscribers: Error: connect ECONNREFUSED',
    ),
  );
  expect(claim.release).not.toHaveBeenCalled();
});

it('releases the delivery if publishing fails in time', async () => {
  await expect(
    receiveWebhook(async () => {
      throw new Error('connect ECONNREFUSED');
    }),
  ).rejects.toMatchObject({ outcome: 'failed' });
  expect(claim.release).toHaveBeenCalledTimes(1);
  expect(claim.complete).not.toHaveBeenCalled();
  expect(logger.warn).not.toHaveBeenCalled();
});

it('parses payloads one after the other', async () => {
  const run = jest.spyOn(turns, 'run').mockRejectedValueOnce(new Error('turn'));
  const publish = jest.fn(async () => {});
  await expect(receiveWebhook(publish)).rejects.toThrow('turn');
  expect(run).toHaveBeenCalledTimes(1);
  expect(publish).not.toHaveBeenCalled();
});
