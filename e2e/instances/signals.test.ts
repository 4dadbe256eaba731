import { createHmac, randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import { test } from './deployment';
import type { Deployment } from './deployment/startDeployment';
import type { SignalConnection, Visitor } from './deployment/Visitor';

const preview = {
  templateRef: 'template:default/new-service',
  values: {
    name: 'tide-times',
    description: 'Tells the boats when the water is high enough',
    owner: 'group:default/booking',
    system: 'system:default/rentals',
    publish: false,
  },
};

test('a notification reaches open pages at each instance, even after the instance was restarted', async ({
  deployment,
}) => {
  const { instances } = deployment;
  const visitor = deployment.visitor();
  await visitor.signIn('mira_lindqvist');
  const connections = await listenAtEach(deployment, visitor);

  await runTemplate(visitor);
  await expectOneMessageMore(connections);

  const [{ server, address }] = instances;
  await server.end('SIGTERM');
  expect(server.exitCode).toBe(0);
  const cutOff = connections.filter(({ socket }) => socket.readyState !== 1);
  expect(cutOff.map(({ servedBy }) => servedBy)).toEqual([address]);
  await server.start();
  const again = [
    ...(await listenAtEach(deployment, visitor, { addresses: [address] })),
    ...connections.filter(connection => !cutOff.includes(connection)),
  ];

  await runTemplate(visitor);
  await expectOneMessageMore(again);
  again.forEach(({ socket }) => socket.close());
});

test('a webhook at one instance reaches the open pages of a repository at each instance', async ({
  deployment,
}) => {
  const { instances, stub, webhookSecret } = deployment;
  const visitor = deployment.visitor();
  await visitor.signIn('mira_lindqvist');
  const read = async () => {
    const response = await visitor.ask(
      '/api/bitbucket-cloud/entities/component/default/booking-api/pull-requests',
    );
    return JSON.parse(await response.text());
  };
  const { channel } = await read();
  expect(channel).toMatch(/^bitbucket-cloud:/);
  const connections = await listenAtEach(deployment, visitor, { channel });

  const title = 'Seen at each instance';
  await stub.openPullRequest('harbour-bikes', 'booking-api', {
    title,
    branch: 'feature/instances',
    files: { 'instances.md': 'two' },
  });
  const body = JSON.stringify({
    repository: { full_name: 'harbour-bikes/booking-api' },
  });
  const digest = createHmac('sha256', webhookSecret).update(body).digest('hex');
  const { status } = await fetch(
    `${instances[0].url}/api/events/http/bitbucketCloud`,
    {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-event-key': 'pullrequest:created',
        'x-request-uuid': randomUUID(),
        'x-hub-signature': `sha256=${digest}`,
      },
    },
  );
  expect(status).toBe(202);
  for (const { messages } of connections) {
    await expect
      .poll(() => messages.splice(0))
      .toEqual([{ channel, message: {} }]);
  }
  const { data } = await read();
  expect(data.pullRequests).toContainEqual(expect.objectContaining({ title }));
  connections.forEach(({ socket }) => socket.close());
});

/** Opens connections through the proxy until there is one at each of these instances. */
async function listenAtEach(
  { instances }: Deployment,
  visitor: Visitor,
  {
    addresses = instances.map(({ address }) => address),
    channel = 'notifications',
  }: { addresses?: string[]; channel?: string } = {},
): Promise<SignalConnection[]> {
  const found = new Map<string, SignalConnection>();
  await expect(async () => {
    const connection = await visitor.listen(channel);
    if (
      addresses.includes(connection.servedBy) &&
      !found.has(connection.servedBy)
    ) {
      found.set(connection.servedBy, connection);
    } else {
      connection.socket.close();
    }
    expect([...found.keys()].sort()).toEqual([...addresses].sort());
  }).toPass({ timeout: 60_000, intervals: [50] });
  return [...found.values()];
}

/** The template of the seed notifies the user who runs it at the end. */
async function runTemplate(visitor: Visitor) {
  const { status } = await visitor.ask('/api/scaffolder/v2/tasks', {
    method: 'POST',
    json: preview,
  });
  expect(status).toBe(201);
}

async function expectOneMessageMore(connections: SignalConnection[]) {
  for (const { messages } of connections) {
    await expect
      .poll(() => messages.splice(0))
      .toEqual([
        {
          channel: 'notifications',
          message: expect.objectContaining({ action: 'new_notification' }),
        },
      ]);
  }
}
