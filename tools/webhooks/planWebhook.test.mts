import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPlan, planWebhook } from './planWebhook.mts';

const UUID = '{11111111-8a1b-4c2d-9e3f-0a1b2c3d4e5f}';
const SECRET = 'a-secret-that-only-this-test-uses';
const WANTED = {
  url: 'https://portal.acme.test/api/events/http/bitbucketCloud',
  description: 'Quayside',
  active: true,
  events: ['repo:push', 'repo:deleted'],
  secret: SECRET,
};
const EXISTING = {
  uuid: UUID,
  url: WANTED.url,
  description: 'By hand',
  active: true,
  events: ['issue:created', 'repo:push', 'repo:deleted'],
  hasSecret: true,
};

const lines = (...webhooks: (typeof EXISTING)[]) =>
  formatPlan('acme', planWebhook(webhooks, WANTED));

describe('planWebhook', () => {
  it('creates a webhook if no other one has the URL', () => {
    const other = { ...EXISTING, url: 'https://ci.acme.test/hook' };
    const plan = planWebhook([other], WANTED);
    assert.deepEqual(plan, { duplicates: [], settings: WANTED, changes: [] });
    assert.match(lines(other)[0], /^acme: a webhook is created/);
  });

  it('keeps additional events and the name, and always sets the secret', () => {
    const { settings, changes } = planWebhook([EXISTING], WANTED);
    assert.deepEqual(changes, []);
    const { events, description } = EXISTING;
    assert.deepEqual(settings, { ...WANTED, events, description });
    assert.match(lines(EXISTING).join('\n'), /other settings do not change/);
  });

  it('names each change', () => {
    const url = `${WANTED.url.replace('bitbucketCloud', 'BitbucketCloud')}/`;
    const plan = planWebhook(
      [
        {
          ...EXISTING,
          url,
          active: false,
          events: ['repo:push'],
          hasSecret: false,
        },
      ],
      WANTED,
    );
    assert.deepEqual(plan.settings.events, WANTED.events);
    assert.deepEqual(plan.changes, [
      'is activated',
      'gets a secret, so that its requests are signed',
      'gets the events repo:deleted',
      `gets the URL ${WANTED.url}`,
    ]);
  });

  it('reports webhooks with the same URL', () => {
    const second = { ...EXISTING, uuid: UUID.replaceAll('1', '2') };
    const text = lines(EXISTING, second).join('\n');
    assert.match(text, /22222222-.*receives each event twice/);
  });

  it('never prints the secret', () => {
    assert.doesNotMatch(
      [...lines(), ...lines(EXISTING)].join('\n'),
      /only-this/,
    );
  });
});
