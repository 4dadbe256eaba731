import { createHmac, randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import { test } from './deployment';
import { type Deployment } from './deployment/startDeployment';

const BODY = JSON.stringify({
  repository: { full_name: 'harbour-bikes/booking-api' },
});

/** Sends the same webhook to instances at the same time, and returns the statuses. */
function send(
  { instances, webhookSecret }: Deployment,
  requestUuid: string,
  attempts: number,
): Promise<number[]> {
  const digest = createHmac('sha256', webhookSecret).update(BODY).digest('hex');
  return Promise.all(
    Array.from({ length: attempts }, async (_, attempt) => {
      const { url } = instances[attempt % instances.length];
      const { status } = await fetch(`${url}/api/events/http/bitbucketCloud`, {
        method: 'POST',
        body: BODY,
        headers: {
          'content-type': 'application/json',
          'x-event-key': 'repo:push',
          'x-request-uuid': requestUuid,
          'x-hub-signature': `sha256=${digest}`,
        },
      });
      return status;
    }),
  );
}

test('one of all instances accepts a webhook that is sent several times', async ({
  deployment,
}) => {
  const requestUuid = randomUUID();
  const statuses = await send(deployment, requestUuid, 9);
  expect(statuses.filter(status => status === 202)).toHaveLength(1);
  // A retry succeeds while the first one is pending.
  expect([202, 200, 503]).toEqual(expect.arrayContaining(statuses));
  expect(await send(deployment, requestUuid, 3)).toEqual([200, 200, 200]);
  expect(await send(deployment, randomUUID(), 1)).toEqual([202]);
});

test('a webhook without a signature is rejected behind the proxy', async ({
  deployment,
}) => {
  const visitor = deployment.visitor();
  const { status } = await visitor.ask('/api/events/http/bitbucketCloud', {
    method: 'POST',
    json: { repository: {} },
  });
  expect(status).toBe(403);
  visitor.leave();
});
