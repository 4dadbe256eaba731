import yaml from 'yaml';
import { readFileSync } from 'node:fs';
import type { SeedWebhook } from '../lib/people.mts';

/**
 * Returns the webhook with which the stub reports changes to the portal, if the configuration has a
 * secret for it.
 *
 * @param files - paths of configuration files; later ones take precedence
 * @param backendUrl - the address of the backend
 */
export function readWebhook(
  files: string[],
  backendUrl: string,
): SeedWebhook | undefined {
  const secret = files
    .map(file => yaml.parse(readFileSync(file, 'utf8')))
    .map(config => config?.events?.modules?.bitbucketCloud?.webhookSecrets)
    .findLast(Array.isArray)?.[0];
  return typeof secret === 'string'
    ? { url: `${backendUrl}/api/events/http/bitbucketCloud`, secret }
    : undefined;
}
