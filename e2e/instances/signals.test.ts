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
    ...(await listenAtEach(deployment, visitor, [address])),
    ...connections.filter(connection => !cutOff.includes(connection)),
  ];

  await runTemplate(visitor);
  await expectOneMessageMore(again);
  again.forEach(({ socket }) => socket.close());
});

/** Opens connections through the proxy until there is one at each of these instances. */
async function listenAtEach(
  { instances }: Deployment,
  visitor: Visitor,
  addresses = instances.map(({ address }) => address),
): Promise<SignalConnection[]> {
  const found = new Map<string, SignalConnection>();
  await expect(async () => {
    const connection = await visitor.listen('notifications');
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
