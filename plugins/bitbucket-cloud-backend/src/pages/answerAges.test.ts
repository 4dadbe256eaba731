import {
  type BitbucketEnvironment,
  type BitbucketPipeline,
  type BitbucketPipelineStep,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { answerAges } from './answerAges';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const name = { workspace: 'globex', slug: 'booking' };
const without = answerAges({ hasWebhooks: false });
const withWebhooks = answerAges({ hasWebhooks: true });

function environmentsWith(state: 'running' | 'successful') {
  return [{ history: [{ state }] }] as BitbucketEnvironment[];
}

describe('answerAges', () => {
  it('is some minutes without webhooks', () => {
    expect(without.list(name)).toBe(20 * MINUTE_MS);
    expect(without.closed(name)).toBe(60 * MINUTE_MS);
    expect(without.environments(name, environmentsWith('successful'))).toBe(
      30 * MINUTE_MS,
    );
  });

  it('is longer without webhooks for a list that did not change for a while', () => {
    const ago = (minutes: number) =>
      new Date(Date.now() - minutes * MINUTE_MS).toISOString();
    expect(without.list(name, ago(10))).toBe(20 * MINUTE_MS);
    expect(without.list(name, ago(60)) / MINUTE_MS).toBeCloseTo(30);
    expect(without.list(name, ago(6000))).toBe(40 * MINUTE_MS);
  });

  it('is two hours without webhooks for environments if no pipeline ran since', () => {
    const environments = environmentsWith('successful');
    const agesOf = (endedAt?: string) =>
      without.environments(name, environments, {
        readAt: Date.parse('2026-12-01T10:00:00Z'),
        pipelines: [{ endedAt } as BitbucketPipeline],
      });
    expect(agesOf('2026-12-01T09:50:00Z')).toBe(2 * HOUR_MS);
    expect(agesOf('2026-12-01T09:59:30Z')).toBe(30 * MINUTE_MS);
    expect(agesOf()).toBe(30 * MINUTE_MS);
  });

  it('is 6 to 12 hours with webhooks, different for each repository', () => {
    const ages = Array.from({ length: 50 }, (_, index) =>
      withWebhooks.list({ ...name, slug: `repository-${index}` }),
    );
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(6 * HOUR_MS);
    expect(Math.max(...ages)).toBeLessThanOrEqual(12 * HOUR_MS);
    expect(new Set(ages).size).toBeGreaterThan(40);
    expect(withWebhooks.list(name)).toBe(withWebhooks.list(name));
  });

  it('is short while a step or a deployment runs', () => {
    const steps = (state: 'running' | 'failed') =>
      withWebhooks.steps([{ state }] as BitbucketPipelineStep[]);
    expect(steps('running')).toBe(2 * MINUTE_MS);
    expect(steps('failed')).toBe(12 * HOUR_MS);
    expect(withWebhooks.environments(name, environmentsWith('running'))).toBe(
      2 * MINUTE_MS,
    );
  });

  it('is a day for the names of environments, unless one is unknown', () => {
    const known = [{ uuid: '{1}', name: 'QA', type: 'Test' as const }];
    expect(without.names(known, ['{1}'])).toBe(24 * HOUR_MS);
    expect(without.names(known, ['{1}', '{2}'])).toBe(10 * MINUTE_MS);
  });
});
