import { installServers } from '@backstage-bitbucket/test-kit';
import { test as base } from '@playwright/test';
import { redact } from '../../portal/redact';
import { findHost } from './host';
import { type Deployment, startDeployment } from './startDeployment';

interface WorkerFixtures {
  /** Three backends and their services for this worker, or the reason why they are not available. */
  started: Deployment | string;
}

interface Fixtures {
  /** The deployment, with every instance ready and the stub in its initial state. */
  deployment: Deployment;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  started: [
    async ({}, use) => {
      const servers = installServers();
      const host = await findHost();
      if ('missing' in servers) {
        await use(servers.missing);
      } else if (!host) {
        await use('This machine only has loopback names and addresses.');
      } else {
        const deployment = await startDeployment({ host });
        await use(deployment);
        await deployment.close();
      }
    },
    { scope: 'worker', timeout: 400_000 },
  ],

  deployment: async ({ started }, use, testInfo) => {
    if (typeof started === 'string') {
      testInfo.skip(true, started);
      return;
    }
    const { instances, stub } = started;
    const before = started.logs();
    await use(started);
    stub.faults.clear();
    if (testInfo.status !== testInfo.expectedStatus) {
      for (const [name, log] of Object.entries(started.logs())) {
        await testInfo.attach(`${name}.log`, {
          body: redact(log.slice(before[name].length)),
        });
      }
    }
    for (const { server } of instances) {
      if (!server.isRunning) {
        await server.start();
      }
    }
  },
});
