import { expect } from '@playwright/test';
import { test } from './deployment';
import type { Visitor } from './deployment/Visitor';

const TASKS = '/api/scaffolder/v2/tasks';
const waiting = { templateRef: 'template:default/wait', values: {} };

test('a template run whose instance was killed ends as failed, and can be started again', async ({
  deployment,
}) => {
  const { instances, postgres } = deployment;
  const visitor = deployment.visitor();
  await visitor.signIn('mira_lindqvist');
  let id = '';
  await expect(async () => {
    const started = await visitor.ask(TASKS, { method: 'POST', json: waiting });
    expect(started.status).toBe(201);
    ({ id } = await started.json());
  }).toPass({ timeout: 60_000 });
  await expect.poll(() => lastMessage(visitor, id)).toContain('Beginning step');
  expect(await statusOf(visitor, id)).toBe('processing');

  // Any of them may have taken the run.
  await Promise.all(instances.map(({ server }) => server.end('SIGKILL')));
  // An instance that was killed while it searched for such runs would block the others for 15 minutes.
  await postgres.query(
    'update scaffolder.backstage_backend_tasks__tasks set current_run_ticket = null, current_run_started_at = null, current_run_expires_at = null',
    'backstage',
  );
  await Promise.all(instances.map(({ server }) => server.start()));

  // This deployment gives a run 10 seconds. The portal gives it 2 minutes.
  await expect
    .poll(() => statusOf(visitor, id), { timeout: 90_000 })
    .toBe('failed');
  expect(await lastMessage(visitor, id)).toContain(
    'This task was marked as stale as it exceeded its timeout',
  );

  const again = await visitor.ask(`${TASKS}/${id}/retry`, {
    method: 'POST',
    json: {},
  });
  expect(again.status).toBe(201);
  // The action `debug:wait` does not notice that the run was cancelled before the step began.
  await expect.poll(() => lastMessage(visitor, id)).toContain('Beginning step');
  const cancelled = await visitor.ask(`${TASKS}/${id}/cancel`, {
    method: 'POST',
  });
  expect(cancelled.status).toBe(200);
  // Backstage reports a step that was stopped within its action as failed.
  await expect
    .poll(() => statusOf(visitor, id))
    .toMatch(/^(cancelled|failed)$/);
  visitor.leave();
});

async function statusOf(visitor: Visitor, id: string): Promise<string> {
  const response = await visitor.ask(`${TASKS}/${id}`);
  return response.ok ? (await response.json()).status : response.statusText;
}

async function lastMessage(visitor: Visitor, id: string): Promise<string> {
  const response = await visitor.ask(`${TASKS}/${id}/events`);
  const events: { body: { message: string } }[] = await response.json();
  return events.at(-1)?.body.message ?? '';
}
