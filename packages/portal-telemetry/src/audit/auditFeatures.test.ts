import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { auditFeatures } from './auditFeatures';
import { openAuditTransport } from './openAuditTransport';

const SECRET = 'p-9fJ2kq7Lx0Zw';

/** Records an event while the backend starts. */
const recorder = createBackendPlugin({
  pluginId: 'recorder',
  register(env) {
    env.registerInit({
      deps: { auditor: coreServices.auditor },
      async init({ auditor }) {
        const event = await auditor.createEvent({
          eventId: 'sign-in',
          severityLevel: 'medium',
          meta: { note: `with ${SECRET}` },
        });
        await event.fail({ error: new Error('refused') });
      },
    });
  },
});

function start(output: string) {
  return startTestBackend({
    features: [
      mockServices.rootConfig.factory({
        data: {
          backend: {
            auditor: { output },
            auth: {
              externalAccess: [
                { type: 'static', options: { token: SECRET, subject: 'a' } },
              ],
            },
          },
        },
      }),
      auditFeatures,
      recorder,
    ],
  });
}

it('appends audit events to a file that only its owner can read, without secrets', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  const file = join(folder, 'audit.log');
  const backend = await start(file);
  while (readFileSync(file, 'utf8').split('\n').length <= 2) {
    await setImmediate();
  }
  await backend.stop();
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(lines).toEqual([
    expect.objectContaining({
      eventId: 'sign-in',
      isAuditEvent: true,
      status: 'initiated',
      timestamp: expect.any(String),
    }),
    expect.objectContaining({ status: 'failed' }),
  ]);
  expect(readFileSync(file, 'utf8')).not.toContain(SECRET);
  expect(statSync(file).mode % 0o1000).toBe(0o600);
  rmSync(folder, { recursive: true });
});

it.each([
  ['audit.log', 'Set stderr or the absolute path of a file'],
  ['/nowhere/audit.log', 'which the portal cannot write to: ENOENT'],
])('rejects the output %s', (output, message) => {
  expect(() => openAuditTransport(output)).toThrow(message);
});
