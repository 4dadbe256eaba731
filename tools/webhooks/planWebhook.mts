import type {
  BitbucketWebhook,
  BitbucketWebhookSettings,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** What the command does with the webhook of a workspace. */
export interface WebhookPlan {
  /** The webhook that exists. Undefined if the command creates one. */
  existing?: BitbucketWebhook;
  /** Webhooks with the same URL, which receive each event as well. */
  duplicates: BitbucketWebhook[];
  settings: BitbucketWebhookSettings;
  /** Settings that change, as sentences. Empty for a new webhook. */
  changes: string[];
}

/**
 * Compares the webhooks of a workspace with the wanted one. A webhook with the same URL is kept, with its
 * additional events.
 */
export function planWebhook(
  webhooks: BitbucketWebhook[],
  wanted: BitbucketWebhookSettings,
): WebhookPlan {
  const [existing, ...duplicates] = webhooks.filter(
    ({ url }) => normalize(url) === normalize(wanted.url),
  );
  if (!existing) {
    return { duplicates, settings: wanted, changes: [] };
  }
  const missing = wanted.events.filter(
    event => !existing.events.includes(event),
  );
  const settings = {
    ...wanted,
    description: existing.description || wanted.description,
    events: [...existing.events, ...missing],
  };
  const changes = [
    ...(existing.active ? [] : ['is activated']),
    ...(existing.hasSecret === false
      ? ['gets a secret, so that its requests are signed']
      : []),
    ...(missing.length > 0 ? [`gets the events ${missing.join(', ')}`] : []),
    ...(existing.url === wanted.url ? [] : [`gets the URL ${wanted.url}`]),
  ];
  return { existing, duplicates, settings, changes };
}

/** The portal ignores the case of the path, and a slash at its end. */
function normalize(url: string): string {
  const { href = url } = URL.parse(url) ?? {};
  return href.toLowerCase().replace(/\/$/, '');
}

/** Returns the lines that the command prints. They contain no secret. */
export function formatPlan(
  workspace: string,
  { existing, duplicates, settings, changes }: WebhookPlan,
): string[] {
  const { url, description, events } = settings;
  return [
    existing
      ? `${workspace}: the webhook ${existing.uuid} "${existing.description}" exists`
      : `${workspace}: a webhook is created`,
    `  url     ${url}`,
    ...(existing ? [] : [`  name    ${description}`]),
    `  events  ${events.join(', ')}`,
    '  secret  the first of events.modules.bitbucketCloud.webhookSecrets; Bitbucket does not return the present one',
    ...changes.map(change => `  It ${change}.`),
    ...(existing && changes.length === 0
      ? ['  Its other settings do not change.']
      : []),
    ...duplicates.map(
      ({ uuid }) =>
        `  Warning: the webhook ${uuid} has the same URL, so the portal receives each event twice. Delete it at Bitbucket.`,
    ),
  ];
}
